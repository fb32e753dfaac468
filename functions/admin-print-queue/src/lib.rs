//! `GET /admin/print-queue`: what is to be made and sent, the most urgent first; free of personal data.

mod queue;

use async_trait::async_trait;
use shared::config::StartError;
use shared::domain::time::utc_date;
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Ok200, Page, Problem, Route, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;

pub use queue::{PrintJob, QueueQuery};

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
pub struct AdminPrintQueue;

impl Endpoint for AdminPrintQueue {
    const ROUTE: Route = Route {
        function: "admin-print-queue",
        method: method::GET,
        path: "/admin/print-queue",
        access: Access::ALL_STAFF,
        summary: "List the orders to make and ship with their line items, earliest due date first.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = QueueQuery;
    type Body = NoBody;
    type Reply = Ok200<Page<PrintJob>>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let position = call.query.position()?;
        let page = deps.store.due(None, position, call.query.limit.0).await?;
        let today = utc_date(call.now);
        Ok(Ok200(Page {
            items: page.orders.into_iter().map(|order| PrintJob::of(order, today)).collect(),
            next_cursor: page.next.map(queue::cursor),
        }))
    }
}
