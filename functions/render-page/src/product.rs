//! A product with everything that can be chosen.

use std::sync::Arc;

use askama::Template;
use serde::Serialize;
use shared::domain::category::Categories;
use shared::domain::ids::{ProductId, VariantId};
use shared::domain::money::Money;
use shared::domain::product::{Image, Model, Product, Variant, VariantType};
use shared::domain::text::Slug;
use shared::site::NoPage;
use shared::views::product::{PublicProduct, PublicVariant};

use crate::cards::{CategoryLink, category};
use crate::configuration::{KINDS, Offer, configuration, each_kind, offer};
use crate::layout::{Layout, json_for_html};
use crate::picture::Picture;
use crate::price::price;
use crate::words::{Lang, PageWords, fill};

/// How wide the picture is shown, for browsers to choose a file by.
const SIZES: &str = "(min-width: 72rem) 35rem, (min-width: 48rem) 50vw, 92vw";
/// How much of the description search engines and previews are shown, in characters.
const SUMMARY_CHARS: usize = 155;

#[derive(Template)]
#[template(path = "product.html")]
pub(crate) struct ProductPage<'a> {
    l: Layout<'a>,
    name: String,
    category: CategoryLink,
    images: Vec<Shown>,
    /// The first of them, in the page itself.
    preview: Option<Arc<str>>,
    model: Option<&'a Model>,
    groups: Vec<Group<'a>>,
    price: String,
    lead: String,
    excluded: Vec<String>,
    description: Vec<String>,
    data: String,
}

/// A picture of the gallery.
struct Shown {
    picture: Picture,
    alt: String,
    label: String,
    variant_id: Option<String>,
}

/// The choices of one type.
struct Group<'a> {
    name: &'static str,
    label: &'a str,
    coloured: bool,
    choices: Vec<Choice>,
}

struct Choice {
    id: String,
    value: String,
    adjustment: Option<String>,
    swatch: Option<String>,
    chosen: bool,
}

/// What the page's script needs beside what stands on the page.
#[derive(Serialize)]
struct Data<'a> {
    id: ProductId,
    slug: &'a Slug,
    name: &'a str,
    /// What the page says already.
    price: Money,
    excluded: &'a [Vec<VariantId>],
}

impl<'a> ProductPage<'a> {
    pub(crate) fn new(
        mut l: Layout<'a>,
        categories: &Categories,
        stored: &Product,
        product: &'a PublicProduct,
        preview: Option<Arc<str>>,
    ) -> Result<Self, NoPage> {
        let chosen = possible(stored);
        let first = offer(stored, &chosen).map_err(NoPage::broken)?;
        let data = Data {
            id: product.id,
            slug: &product.slug,
            name: product.name.as_str(),
            price: first.price,
            excluded: &product.excluded_combinations,
        };
        let data = json_for_html(&data).map_err(NoPage::broken)?;
        l.description = Some(summary(product.description.as_str()));
        l.image = product.images.first().map(|image| l.absolute(image.path.as_str()));
        l.kind = "product";
        l.json_ld = Some(json_ld(&l, product, &first).map_err(NoPage::broken)?);
        Ok(Self {
            category: category(&l, categories, &product.category),
            images: pictures(l.w, product),
            preview,
            model: product.model.as_ref(),
            groups: groups(&l, product, &chosen),
            price: price(first.price, l.lang),
            lead: fill(&l.w.made_in, &l.w.days(first.lead_time_days)),
            excluded: excluded(product),
            description: paragraphs(product.description.as_str()),
            name: product.name.to_string(),
            data,
            l: l.titled(product.name.as_str()),
        })
    }
}

/// The first configuration that can be made, in the order of the choices; the first of each where none can.
fn possible(product: &Product) -> Vec<&Variant> {
    let firsts = || each_kind(product).filter_map(|variants| variants.first().copied()).collect();
    configuration(product, &|_| true, &|_| true).unwrap_or_else(firsts)
}

fn of_kind(product: &PublicProduct, kind: VariantType) -> Vec<&PublicVariant> {
    product.variants.iter().filter(|variant| variant.kind == kind).collect()
}

fn groups<'a>(l: &Layout<'a>, product: &PublicProduct, chosen: &[&Variant]) -> Vec<Group<'a>> {
    let group = |kind: VariantType| {
        let variants = of_kind(product, kind).into_iter();
        let choices = variants.map(|variant| Choice {
            id: variant.id.to_string(),
            value: variant.value.to_string(),
            adjustment: adjustment(variant.price_adjustment, l.lang),
            swatch: variant.swatch.clone(),
            chosen: chosen.iter().any(|taken| taken.id == variant.id),
        });
        let (name, label) = named(l.w, kind);
        Group { name, label, coloured: kind == VariantType::Color, choices: choices.collect() }
    };
    KINDS.into_iter().map(group).filter(|group| !group.choices.is_empty()).collect()
}

const fn named(words: &PageWords, kind: VariantType) -> (&'static str, &String) {
    match kind {
        VariantType::Size => ("size", &words.size),
        VariantType::Material => ("material", &words.material),
        VariantType::Color => ("color", &words.color),
    }
}

/// `+€2.00`; nothing where nothing is added.
fn adjustment(added: Money, lang: Lang) -> Option<String> {
    let sign = if added.amount > 0 { "+" } else { "" };
    (added.amount != 0).then(|| format!("{sign}{}", price(added, lang)))
}

fn pictures(words: &PageWords, product: &PublicProduct) -> Vec<Shown> {
    let shown = |(place, image): (usize, &Image)| Shown {
        picture: Picture::from(image),
        alt: image.alt.to_string(),
        label: fill(&words.picture, &(place + 1)),
        variant_id: image.variant_id.map(|id| id.to_string()),
    };
    product.images.iter().enumerate().map(shown).collect()
}

fn excluded(product: &PublicProduct) -> Vec<String> {
    let value = |id: &VariantId| {
        product.variants.iter().find(|variant| variant.id == *id).map(|variant| variant.value.to_string())
    };
    let named =
        |combination: &Vec<VariantId>| combination.iter().filter_map(value).collect::<Vec<_>>().join(" + ");
    product.excluded_combinations.iter().map(named).collect()
}

/// Blank lines part paragraphs.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect()
}

/// The beginning of a text on one line, cut between words.
fn summary(text: &str) -> String {
    let mut words = text.split_whitespace().peekable();
    let mut line = String::new();
    while let Some(word) = words.next_if(|word| line.chars().count() + word.chars().count() < SUMMARY_CHARS) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if words.peek().is_some() {
        line.push('…');
    }
    line
}

/// The product as search engines read it, <https://schema.org/Product>, at the price that stands on its page.
fn json_ld(l: &Layout<'_>, product: &PublicProduct, first: &Offer) -> Result<String, serde_json::Error> {
    let images: Vec<String> = product.images.iter().map(|image| l.absolute(image.path.as_str())).collect();
    json_for_html(&serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name.as_str(),
        "description": product.description.as_str(),
        "sku": product.slug.as_str(),
        "image": images,
        "offers": {
            "@type": "Offer",
            "url": l.canonical(),
            "price": first.price.decimal(),
            "priceCurrency": first.price.currency.code(),
            "availability": "https://schema.org/MadeToOrder",
            "itemCondition": "https://schema.org/NewCondition",
            "deliveryLeadTime": {
                "@type": "QuantitativeValue",
                "value": first.lead_time_days,
                "unitCode": "DAY",
            },
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_ends_between_words() {
        assert_eq!(summary("Short  and\nplain."), "Short and plain.");
        let long = summary(&"wörter ".repeat(60));
        assert!(long.ends_with("wörter…") && long.chars().count() <= SUMMARY_CHARS, "{long}");
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        assert_eq!(paragraphs("One\nstill one\r\n\r\nTwo\n\n\n"), ["One\nstill one", "Two"]);
    }
}
