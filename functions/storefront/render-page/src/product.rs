//! The page of a product with all its choices.

use std::sync::Arc;

use askama::Template;
use jiff::civil::Date;
use serde::Serialize;
use shared::domain::catalogue::product::configuration::{
    KINDS, configuration, each_kind, is_left, is_sold_out,
};
use shared::domain::catalogue::product::{
    Image, Model, Product, PublicProduct, PublicVariant, Variant, VariantType,
};
use shared::domain::checkout::quote::Offer;
use shared::domain::ids::{ProductId, VariantId};
use shared::domain::money::Money;
use shared::domain::shop::calendar::BusinessCalendar;
use shared::domain::text::Slug;
use shared::site::NoPage;
use shared::store::catalog_items::Parts;

use crate::cards::{CategoryLink, category};
use crate::layout::{Layout, json_for_html};
use crate::picture::Picture;
use crate::price::price;
use crate::words::{Lang, PageWords, fill};

/// Display width of the picture, from which browsers choose a file.
const SIZES: &str = "(min-width: 72rem) 35rem, (min-width: 48rem) 50vw, 92vw";
/// Maximum length of the description in search results and previews, in characters.
const SUMMARY_CHARS: usize = 155;

#[derive(Template)]
#[template(path = "product.html")]
pub(crate) struct ProductPage<'a> {
    l: Layout<'a>,
    name: String,
    category: CategoryLink,
    images: Vec<Shown>,
    /// Preview of the first image, embedded in the page.
    preview: Option<Arc<str>>,
    model: Option<&'a Model>,
    groups: Vec<Group<'a>>,
    price: String,
    lead: String,
    excluded: Vec<String>,
    description: Vec<String>,
    data: String,
}

struct Shown {
    picture: Picture,
    alt: String,
    label: String,
    variant_id: Option<String>,
}

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

/// Data that the page's script needs and the HTML does not contain.
#[derive(Serialize)]
struct Data<'a> {
    id: ProductId,
    slug: &'a Slug,
    name: &'a str,
    /// The price that the page shows already.
    price: Money,
    excluded: &'a [Vec<VariantId>],
}

impl<'a> ProductPage<'a> {
    pub(crate) fn new(
        mut l: Layout<'a>,
        parts: &Parts,
        stored: &Product,
        product: &'a PublicProduct,
        preview: Option<Arc<str>>,
        today: Date,
    ) -> Result<Self, NoPage> {
        let chosen = possible(stored);
        let first = Offer::of(stored, &chosen).map_err(NoPage::broken)?;
        let data = Data {
            id: product.id,
            slug: &product.slug,
            name: product.name.as_str(),
            price: first.unit_price,
            excluded: &product.excluded_combinations,
        };
        let data = json_for_html(&data).map_err(NoPage::broken)?;
        l.description = Some(summary(product.description.as_str()));
        l.image = product.images.first().map(|image| l.absolute(image.path.as_str()));
        l.kind = "product";
        let days = calendar_days(&parts.settings.calendar, today, first.lead_time_days);
        let sold_out = is_sold_out(stored);
        let offer = StructuredOffer { price: first.unit_price, days, sold_out };
        l.json_ld = Some(json_ld(&l, product, &offer).map_err(NoPage::broken)?);
        Ok(Self {
            category: category(&l, &parts.categories, &product.category),
            images: pictures(l.w, product),
            preview,
            model: product.model.as_ref(),
            groups: groups(&l, product, &chosen),
            price: price(first.unit_price, l.lang),
            lead: if sold_out {
                l.w.sold_out.clone()
            } else {
                fill(&l.w.made_in, &l.w.days(first.lead_time_days))
            },
            excluded: excluded(product),
            description: paragraphs(product.description.as_str()),
            name: product.name.to_string(),
            data,
            l: l.titled(product.name.as_str()),
        })
    }
}

/// The first configuration that can be bought, in the order of the choices; the first valid one of a product that is sold
/// out; the first variant of each type if none is valid.
fn possible(product: &Product) -> Vec<&Variant> {
    let firsts = || each_kind(product).filter_map(|variants| variants.first().copied()).collect();
    configuration(product, &is_left).or_else(|| configuration(product, &|_| true)).unwrap_or_else(firsts)
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

/// Formats a price adjustment, for example as `+€2.00`; `None` for zero.
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

/// Splits a text at blank lines, also those with spaces or tabs in them. The same rule as in the back office, whose
/// `paragraphs.ts` shows staff the text as customers will read it.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let parts = lines.split(|line| line.chars().all(|character| matches!(character, ' ' | '\t')));
    parts.map(|part| part.join("\n").trim().to_owned()).filter(|part| !part.is_empty()).collect()
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

/// Calendar days until an item ordered today is made: search engines do not have business days.
fn calendar_days(calendar: &BusinessCalendar, today: Date, lead_time_days: u16) -> i64 {
    calendar.after(today, lead_time_days).duration_since(today).as_hours() / 24
}

/// The offer that search engines read.
struct StructuredOffer {
    /// The price that the page shows.
    price: Money,
    /// The lead time in calendar days.
    days: i64,
    sold_out: bool,
}

/// The product for search engines, <https://schema.org/Product>.
fn json_ld(
    l: &Layout<'_>,
    product: &PublicProduct,
    offer: &StructuredOffer,
) -> Result<String, serde_json::Error> {
    let availability = if offer.sold_out { "SoldOut" } else { "MadeToOrder" };
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
            "price": offer.price.decimal(),
            "priceCurrency": offer.price.currency.code(),
            "availability": format!("https://schema.org/{availability}"),
            "itemCondition": "https://schema.org/NewCondition",
            "deliveryLeadTime": {
                "@type": "QuantitativeValue",
                "value": offer.days,
                "unitCode": "DAY",
            },
        },
    }))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn paragraphs_lose_no_word_and_hold_no_blank_line(text in "[a-c \t\n]{0,40}") {
            let paragraphs = paragraphs(&text);
            let words = |text: &str| text.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&paragraphs.join(" ")), words(&text));
            prop_assert!(paragraphs.iter().flat_map(|part| part.split('\n')).all(|line| !line.trim().is_empty()));
        }
    }

    #[test]
    fn a_summary_ends_between_words() {
        assert_eq!(summary("Short  and\nplain."), "Short and plain.");
        let long = summary(&"wörter ".repeat(60));
        assert!(long.ends_with("wörter…") && long.chars().count() <= SUMMARY_CHARS, "{long}");
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        assert_eq!(paragraphs("One\nstill one\r\n\r\nTwo\n\n\n"), ["One\nstill one", "Two"]);
        assert_eq!(
            paragraphs("One\n \t\nTwo\n  still two\n\u{a0}\nTwo"),
            ["One", "Two\n  still two\n\u{a0}\nTwo"]
        );
    }

    #[test]
    fn search_engines_read_a_lead_time_in_days_of_the_week() {
        let mut calendar = BusinessCalendar::default();
        let (wednesday, saturday) = (date(2026, 12, 23), date(2026, 12, 26));
        assert_eq!(calendar_days(&calendar, wednesday, 2), 2);
        calendar.holidays.insert(date(2026, 12, 25));
        assert_eq!(calendar_days(&calendar, wednesday, 2), 5, "a holiday and a weekend lie between");
        assert_eq!(calendar_days(&calendar, saturday, 0), 2, "nobody works before Monday");
    }
}
