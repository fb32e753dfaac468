//! `GET /admin/orders/export`: orders as CSV, a page at a time; free of personal data.

mod cells;
mod query;
mod rows;

use async_trait::async_trait;
use shared::config::StartError;
use shared::http::{Access, Call, Csv, Endpoint, NoBody, NoParams, Problem, Route, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;

use query::Export;
pub use query::ExportQuery;

/// Lists orders.
pub struct Deps {
    /// The table.
    pub store: Store,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await? })
    }
}

/// The endpoint.
pub struct AdminExportOrders;

impl Endpoint for AdminExportOrders {
    const ROUTE: Route = Route {
        function: "admin-export-orders",
        method: method::GET,
        path: "/admin/orders/export",
        access: Access::ADMIN,
        summary: "Export orders as CSV, newest first. Follow `Link` to the next page; the pages concatenate \
            to one file, and only the first has the header line.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = ExportQuery;
    type Body = NoBody;
    type Reply = Csv;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Csv, Problem> {
        let Export { list, span } = Export::read(&call.query, call.now)?;
        let page = deps.store.orders(&list, span.range, span.position.clone(), call.query.limit.0).await?;
        let is_first = call.query.cursor.is_none();
        Ok(Csv {
            file_name: query::file_name(span.range),
            content: rows::written(&page.orders, is_first).map_err(Problem::internal)?,
            next: page.next.map(|next| call.query.next(&span.cursor(next))),
        })
    }
}
