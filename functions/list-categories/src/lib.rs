//! `GET /categories`: where products for sale stand, by name and in the shop's order.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::Serialize;
use shared::config::StartError;
use shared::domain::category::Category;
use shared::domain::text::{Slug, Text};
use shared::http::{
    Access, Call, Endpoint, NoBody, NoParams, Page, Problem, Route, Tagged, content_tag, method,
};
use shared::start::{Env, FromEnv};
use shared::store::catalog::{Catalog, CatalogCache};
use utoipa::ToSchema;

/// Reads the catalogue.
pub struct Deps {
    /// The warm copy.
    pub catalog: CatalogCache,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { catalog: env.catalog().await? })
    }
}

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

/// The endpoint.
pub struct ListCategories;

impl Endpoint for ListCategories {
    const ROUTE: Route = Route {
        function: "list-categories",
        method: method::GET,
        path: "/categories",
        access: Access::Public,
        summary: "List all categories on one page. Categories without a name come last.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = Tagged<Page<PublicCategory>>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let catalog = deps.catalog.recent(call.now).await?;
        let items = listed(&catalog).map_err(Problem::internal)?;
        // The index may lag behind the version for a moment, so what was found counts too.
        let found = serde_json::to_vec(&items).map_err(Problem::internal)?;
        Ok(Tagged {
            tag: content_tag(&[b"categories", &found]),
            content: Page { items, next_cursor: None },
            public: true,
            known_tag: call.header("if-none-match").map(ToOwned::to_owned),
        })
    }
}

/// Those with a name in the shop's order, then those that products for sale name all the same.
fn listed(catalog: &Catalog) -> Result<Vec<PublicCategory>, shared::domain::fault::Broken> {
    let mut counts = BTreeMap::<&Slug, usize>::new();
    for product in catalog.products().iter().filter(|product| product.active) {
        *counts.entry(&product.category).or_default() += 1;
    }
    let named = catalog.categories.categories.iter().map(|Category { slug, name }| PublicCategory {
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
