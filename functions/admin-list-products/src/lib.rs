//! `GET /admin/products`: every product, hidden ones too, a page at a time, newest first.

mod list;

use async_trait::async_trait;
use shared::config::StartError;
use shared::domain::product::Product;
use shared::env::{Env, FromEnv};
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Ok200, Page, Problem, Route, method};
use shared::store::catalog::CatalogCache;

pub use list::{Active, ListQuery};

/// Reads the catalogue.
pub struct Deps {
    /// The warm copy.
    pub catalog: CatalogCache,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { catalog: CatalogCache::new(env.store().await?) })
    }
}

/// The endpoint.
pub struct AdminListProducts;

impl Endpoint for AdminListProducts {
    const ROUTE: Route = Route {
        function: "admin-list-products",
        method: method::GET,
        path: "/admin/products",
        access: Access::CATALOGUE_READERS,
        summary: "List every product with stock and hidden variants, newest first.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = ListQuery;
    type Body = NoBody;
    type Reply = Ok200<Page<Product>>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let after = call.query.position()?;
        let catalog = deps.catalog.current().await?;
        Ok(Ok200(call.query.page(catalog.products(), after)))
    }
}
