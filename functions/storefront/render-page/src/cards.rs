//! Product cards and category links.

use std::sync::Arc;

use shared::domain::catalogue::cards::Entry;
use shared::domain::catalogue::category::Categories;
use shared::domain::text::Slug;
use shared::store::catalog_cards::Listed;

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
    products: impl IntoIterator<Item = &'a Arc<Entry>>,
) -> Vec<(bool, Card)> {
    let cards = products.into_iter().enumerate();
    cards.map(|(place, product)| (place < EAGER_PICTURES, card(l, product))).collect()
}

fn card(l: &Layout<'_>, product: &Entry) -> Card {
    let (price, lead) = if product.sold_out {
        (l.w.sold_out.clone(), None)
    } else {
        (price_text(l, product), Some(lead_text(l, product)))
    };
    let summary = &product.summary;
    Card {
        href: format!("{}/products/{}", l.prefix(), summary.slug),
        name: summary.name.to_string(),
        price,
        lead,
        image: summary.image.as_ref().map(Picture::from),
    }
}

fn price_text(l: &Layout<'_>, product: &Entry) -> String {
    let price = price(product.summary.price_from, l.lang);
    if product.prices_differ { fill(&l.w.price_from, &price) } else { price }
}

fn lead_text(l: &Layout<'_>, product: &Entry) -> String {
    let text = if product.lead_times_differ { &l.w.made_from } else { &l.w.made_in };
    fill(text, &l.w.days(product.summary.lead_time_days_from))
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

/// The categories with products for sale, in the shop's order; those without a name come last.
pub(crate) fn categories(l: &Layout<'_>, listed: &Listed) -> Vec<CategoryLink> {
    let mut used: Vec<&Slug> = listed.cards.categories().map(|(slug, _)| slug).collect();
    let named = &listed.categories.categories;
    let place = |slug: &Slug| named.iter().position(|category| category.slug == *slug);
    used.sort_by_cached_key(|slug| place(slug).unwrap_or(usize::MAX));
    used.into_iter().map(|slug| category(l, &listed.categories, slug)).collect()
}
