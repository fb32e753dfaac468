//! `GET /admin/products/export`: products as an import takes them back, a page at a time.

use async_trait::async_trait;
use shared::api::product_export::ExportQuery;
use shared::config::StartError;
use shared::domain::product::ProductDraft;
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Ok200, Page, Problem, Route, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;

/// Reads the catalogue.
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
pub struct AdminExportProducts;

impl Endpoint for AdminExportProducts {
    const ROUTE: Route = Route {
        function: "admin-export-products",
        method: method::GET,
        path: "/admin/products/export",
        access: Access::ADMIN,
        summary: "Export products as JSON, oldest first, in the format that the import accepts.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = ExportQuery;
    type Body = NoBody;
    type Reply = Ok200<Page<ProductDraft>>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let exported = call.query.page(deps.store.catalog_now().await?.products())?;
        Ok(Ok200(Page { items: exported.products, next_cursor: exported.next_cursor }))
    }
}
