//! `GET /admin/print-queue`: lists the orders to make and ship, the most urgent first, without personal data.

mod queue;

use shared::domain::time::utc_date;
use shared::http::{Access, Answer, Endpoint, Now, Ok200, Page, Problem, Query, Route};
use shared::store::OrderLists;

pub use queue::{PrintJob, QueueQuery};

pub struct AdminPrintQueue;

impl Endpoint for AdminPrintQueue {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/print-queue", Access::ALL_STAFF)
        .summary("List the orders to make and ship with their line items, earliest due date first.");
    type Deps = OrderLists;
    type Input = (Query<QueueQuery>, Now);
    type Reply = Ok200<Page<PrintJob>>;

    async fn handle(lists: &Self::Deps, (Query(query), Now(now)): Self::Input) -> Answer<Self> {
        let position = query.position()?;
        let page = lists.due(None, position, query.limit.0).await?;
        let today = utc_date(now);
        let after = |job: &PrintJob| job.position().map(queue::cursor).ok_or_else(Problem::conflict);
        let jobs = page.orders.into_iter().map(|order| PrintJob::of(order, today)).collect();
        Ok(Ok200(Page::bounded(jobs, page.next.map(queue::cursor), after)?))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminPrintQueue>()
}
