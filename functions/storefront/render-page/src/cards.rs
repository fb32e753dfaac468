//! Product cards and category links.

use std::collections::BTreeSet;

use shared::domain::catalogue::category::Categories;
use shared::domain::catalogue::product::{Product, ProductSummary, Variant};
use shared::domain::money::MoneyError;
use shared::domain::text::Slug;

use crate::configuration::{each_kind, is_sold_out};
use crate::layout::Layout;
use crate::picture::Picture;
use crate::price::price;
use crate::words::fill;

/// Number of cards whose pictures load immediately. The pictures below load when they are about to be seen.
const EAGER_PICTURES: usize = 4;

pub(crate) struct Card {
    pub(crate) href: String,
    pub(crate) name: String,
    /// The price, or that the product is sold out.
    pub(crate) price: String,
    /// The lead time; none if the product is sold out.
    pub(crate) lead: Option<String>,
    pub(crate) image: Option<Picture>,
}

pub(crate) struct CategoryLink {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) href: String,
}

/// The cards of these products, each with `true` if its picture loads immediately.
pub(crate) fn cards<'a>(
    l: &Layout<'_>,
    products: impl IntoIterator<Item = &'a Product>,
) -> Result<Vec<(bool, Card)>, MoneyError> {
    let mut cards = Vec::new();
    for product in products {
        if let Some(summary) = ProductSummary::of(product)? {
            cards.push((cards.len() < EAGER_PICTURES, card(l, product, &summary)));
        }
    }
    Ok(cards)
}

fn card(l: &Layout<'_>, product: &Product, summary: &ProductSummary) -> Card {
    let (price, lead) = if is_sold_out(product) {
        (l.w.sold_out.clone(), None)
    } else {
        (price_text(l, product, summary), Some(lead_text(l, product, summary)))
    };
    Card {
        href: format!("{}/products/{}", l.prefix(), summary.slug),
        name: summary.name.to_string(),
        price,
        lead,
        image: summary.image.as_ref().map(Picture::from),
    }
}

fn price_text(l: &Layout<'_>, product: &Product, summary: &ProductSummary) -> String {
    let price = price(summary.price_from, l.lang);
    if differ(product, |v| v.price_adjustment.amount) { fill(&l.w.price_from, &price) } else { price }
}

fn lead_text(l: &Layout<'_>, product: &Product, summary: &ProductSummary) -> String {
    let text = if differ(product, |variant| variant.lead_time_days) { &l.w.made_from } else { &l.w.made_in };
    fill(text, &l.w.days(summary.lead_time_days_from))
}

/// Returns true if two variants of the same type differ in this value.
fn differ<T: PartialEq>(product: &Product, of: impl Fn(&Variant) -> T) -> bool {
    each_kind(product).any(|variants| variants.windows(2).any(|pair| of(pair[0]) != of(pair[1])))
}

/// The category of a slug, named by the slug if it has no name.
pub(crate) fn category(l: &Layout<'_>, categories: &Categories, slug: &Slug) -> CategoryLink {
    let named = categories.categories.iter().find(|category| category.slug == *slug);
    CategoryLink {
        slug: slug.to_string(),
        name: named.map_or_else(|| slug.to_string(), |category| category.name.to_string()),
        href: format!("{}/products?category={slug}", l.prefix()),
    }
}

/// The categories with active products, in the shop's order; those without a name come last.
pub(crate) fn categories(l: &Layout<'_>, categories: &Categories, products: &[Product]) -> Vec<CategoryLink> {
    let mut used: Vec<&Slug> = used(products).into_iter().collect();
    let place = |slug: &Slug| categories.categories.iter().position(|category| category.slug == *slug);
    used.sort_by_key(|slug| place(slug).unwrap_or(usize::MAX));
    used.into_iter().map(|slug| category(l, categories, slug)).collect()
}

/// The categories with active products.
pub(crate) fn used(products: &[Product]) -> BTreeSet<&Slug> {
    products.iter().filter(|product| product.active).map(|product| &product.category).collect()
}
