//! Products as lists show them.

use shared::domain::category::Categories;
use shared::domain::money::MoneyError;
use shared::domain::product::Product;
use shared::domain::text::Slug;
use shared::views::product::ProductSummary;

use crate::layout::Layout;
use crate::picture::Picture;
use crate::price::price;
use crate::words::fill;

/// How many cards show their pictures at once; those below load when they are about to be seen.
const AT_ONCE: usize = 4;

/// A product in a list.
pub(crate) struct Card {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) price: String,
    pub(crate) lead: String,
    pub(crate) image: Option<Picture>,
}

/// A category's name, and where its products are.
pub(crate) struct CategoryLink {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) href: String,
}

/// The cards of these products, each with whether its picture is wanted at once.
pub(crate) fn cards<'a>(
    l: &Layout<'_>,
    products: impl IntoIterator<Item = &'a Product>,
) -> Result<Vec<(bool, Card)>, MoneyError> {
    let summaries = products.into_iter().filter_map(|product| ProductSummary::of(product).transpose());
    let cards = summaries.map(|summary| summary.map(|summary| card(l, summary)));
    cards.enumerate().map(|(place, card)| Ok((place < AT_ONCE, card?))).collect()
}

fn card(l: &Layout<'_>, summary: ProductSummary) -> Card {
    Card {
        href: format!("{}/products/{}", l.prefix(), summary.slug),
        name: summary.name.to_string(),
        price: fill(&l.w.price_from, &price(summary.price_from, l.lang)),
        lead: fill(&l.w.made_in, &l.w.days(summary.lead_time_days_from)),
        image: summary.image.as_ref().map(Picture::from),
    }
}

/// The category of a slug, by its name where it has one.
pub(crate) fn category(l: &Layout<'_>, categories: &Categories, slug: &Slug) -> CategoryLink {
    let named = categories.categories.iter().find(|category| category.slug == *slug);
    CategoryLink {
        slug: slug.to_string(),
        name: named.map_or_else(|| slug.to_string(), |category| category.name.to_string()),
        href: format!("{}/products?category={slug}", l.prefix()),
    }
}

/// The categories that have something for sale, in the shop's order; those without a name come last.
pub(crate) fn categories(l: &Layout<'_>, categories: &Categories, products: &[Product]) -> Vec<CategoryLink> {
    let mut used: Vec<&Slug> =
        products.iter().filter(|p| p.active).map(|product| &product.category).collect();
    used.sort();
    used.dedup();
    let place = |slug: &Slug| categories.categories.iter().position(|category| category.slug == *slug);
    used.sort_by_key(|slug| place(slug).unwrap_or(usize::MAX));
    used.into_iter().map(|slug| category(l, categories, slug)).collect()
}
