//! `GET /admin/products`: every product, hidden ones too, a page at a time, newest first; or what is archived.

mod list;

use async_trait::async_trait;
use shared::config::StartError;
use shared::domain::product::Product;
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Ok200, Page, Problem, Route, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;

pub use list::{Active, ListQuery};

/// Reads the catalogue and the archive.
pub struct Deps {
    /// The table: a warm copy would not know the stock that sales have taken.
    pub store: Store,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await? })
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
        summary: "List all products with stock and inactive variants, or all archived products, newest first.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = ListQuery;
    type Body = NoBody;
    type Reply = Ok200<Page<Product>>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let after = call.query.position()?;
        if call.query.archived.0 {
            return Ok(Ok200(call.query.page(&deps.store.archived_products().await?, after)));
        }
        let catalog = deps.store.catalog_now().await?;
        Ok(Ok200(call.query.page(catalog.products(), after)))
    }
}
