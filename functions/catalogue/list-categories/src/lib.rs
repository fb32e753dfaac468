//! `GET /categories`: lists the categories in the shop's order, with the number of products for sale in each.

use std::collections::BTreeMap;

use serde::Serialize;
use shared::domain::catalogue::category::Category;
use shared::domain::text::{Slug, Text};
use shared::http::{Access, Answer, Endpoint, Now, Page, Problem, Route, Tagged, content_tag};
use shared::store::catalog_cards::{CatalogCards, Listed};
use utoipa::ToSchema;

/// A category as shown to customers.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PublicCategory {
    /// Slug of the category, as accepted by `GET /products`.
    pub slug: Slug,
    /// Display name; the slug if the category has no name.
    pub name: Text<80>,
    /// Number of products for sale in the category.
    pub products: usize,
}

pub struct ListCategories;

impl Endpoint for ListCategories {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/categories", Access::Public)
        .summary("List all categories on one page. Categories without a name come last.");
    type Deps = CatalogCards;
    type Input = Now;
    type Reply = Tagged<Page<PublicCategory>>;

    async fn handle(catalog: &Self::Deps, Now(now): Self::Input) -> Answer<Self> {
        let listed = catalog.recent(now).await?;
        let items = items(&listed).map_err(Problem::internal)?;
        // Most changes of the catalogue do not change this list, so the tag depends on the items only.
        let found = serde_json::to_vec(&items).map_err(Problem::internal)?;
        let tag = content_tag(&[b"categories", &found]);
        Ok(Tagged::public(Page { items, next_cursor: None }, tag))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<ListCategories>()
}

/// Lists the named categories in the shop's order, then the unnamed ones that products for sale have.
fn items(listed: &Listed) -> Result<Vec<PublicCategory>, shared::domain::fault::Broken> {
    let mut counts: BTreeMap<&Slug, usize> =
        listed.cards.categories().map(|(slug, scope)| (slug, scope.len())).collect();
    let named = listed.categories.categories.iter().map(|Category { slug, name }| PublicCategory {
        slug: slug.clone(),
        name: name.clone(),
        products: counts.remove(slug).unwrap_or_default(),
    });
    let mut items: Vec<PublicCategory> = named.collect();
    for (slug, products) in counts {
        items.push(PublicCategory { slug: slug.clone(), name: Text::parse(slug.as_str())?, products });
    }
    Ok(items)
}
