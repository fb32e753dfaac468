//! `GET /admin/products/export/csv`: products as a spreadsheet opens them and an import takes them back.

mod table;

use async_trait::async_trait;
use shared::api::product_export::ExportQuery;
use shared::config::StartError;
use shared::http::{Access, Call, Csv, Endpoint, NoBody, NoParams, Problem, Route, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;

pub use table::written;

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
pub struct AdminExportProductsCsv;

impl Endpoint for AdminExportProductsCsv {
    const ROUTE: Route = Route {
        function: "admin-export-products-csv",
        method: method::GET,
        path: "/admin/products/export/csv",
        access: Access::ADMIN,
        summary: "Export products as CSV, oldest first. Follow `Link` to the next page; each page is a file \
            with its own header line.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = ExportQuery;
    type Body = NoBody;
    type Reply = Csv;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let exported = call.query.page(deps.store.catalog_now().await?.products())?;
        let limit = call.query.limit.0;
        Ok(Csv {
            file_name: "products.csv".to_owned(),
            content: written(&exported.products).map_err(Problem::internal)?,
            // A cursor is URL-safe base64.
            next: exported.next_cursor.map(|cursor| format!("limit={limit}&cursor={cursor}")),
        })
    }
}
