//! `GET /admin/print-queue`: lists the orders to make and ship, the most urgent first, without personal data.

mod queue;

use shared::domain::time::utc_date;
use shared::http::{Access, Answer, Endpoint, Now, Ok200, Page, Query, Route};
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
        Ok(Ok200(Page {
            items: page.orders.into_iter().map(|order| PrintJob::of(order, today)).collect(),
            next_cursor: page.next.map(queue::cursor),
        }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminPrintQueue>()
}
