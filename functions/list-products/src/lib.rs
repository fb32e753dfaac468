//! `GET /products`: what is for sale, by category, words and order, a page at a time.

mod index;
mod query;

use async_trait::async_trait;
use shared::config::StartError;
use shared::domain::product::ProductSummary;
use shared::http::{
    Access, Call, Endpoint, NoBody, NoParams, Page, Problem, Route, Tagged, content_tag, method,
};
use shared::start::{Env, FromEnv};
use shared::store::catalog::CatalogCache;

pub use index::IndexCache;
pub use query::{ListQuery, Sort};

/// Reads the catalogue.
pub struct Deps {
    /// The warm copy.
    pub catalog: CatalogCache,
    /// The product index of the warm copy.
    pub indexes: IndexCache,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { catalog: env.catalog().await?, indexes: IndexCache::default() })
    }
}

/// The endpoint.
pub struct ListProducts;

impl Endpoint for ListProducts {
    const ROUTE: Route = Route {
        function: "list-products",
        method: method::GET,
        path: "/products",
        access: Access::Public,
        summary: "List the products that are for sale.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = ListQuery;
    type Body = NoBody;
    type Reply = Tagged<Page<ProductSummary>>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let position = call.query.position()?;
        let catalog = deps.catalog.recent(call.now).await?;
        let index = deps.indexes.of(&catalog).map_err(Problem::internal)?;
        let found = index.page(&call.query, position.as_ref());
        // The index may lag behind the version for a moment, so what was found counts too.
        let (number, list) = (catalog.version.number.to_string(), call.query.name());
        let parts = [number.as_bytes(), list.as_bytes(), found.stamp.as_bytes()];
        Ok(Tagged {
            tag: content_tag(&parts),
            content: found.page,
            public: true,
            known_tag: call.header("if-none-match").map(ToOwned::to_owned),
        })
    }
}
