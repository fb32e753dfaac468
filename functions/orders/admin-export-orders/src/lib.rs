//! `GET /admin/orders/export`: exports orders as CSV without personal data, a page at a time.

mod cells;
mod query;
mod rows;

use shared::domain::purchase::NumberedPurchase;
use shared::http::{Access, Answer, Csv, Endpoint, Now, Query, Route};
use shared::store::OrderLists;

use query::Export;
pub use query::ExportQuery;

pub struct AdminExportOrders;

impl Endpoint for AdminExportOrders {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/orders/export", Access::ADMIN).summary(
        "Export orders as CSV, newest first. Follow `Link` to the next page; the pages concatenate \
            to one file, and only the first has the header line.",
    );
    type Deps = OrderLists;
    type Input = (Query<ExportQuery>, Now);
    type Reply = Csv;

    async fn handle(lists: &Self::Deps, (Query(query), Now(now)): Self::Input) -> Answer<Self> {
        let Export { list, span } = Export::read(&query, now)?;
        let page = lists.orders(&list, span.range, span.position.clone(), query.limit.0).await?;
        let orders = page.orders.iter().filter_map(NumberedPurchase::order);
        let is_first = query.cursor.is_none();
        Ok(Csv {
            file_name: query::file_name(span.range),
            content: rows::written(orders, query.language, is_first)?,
            next: page.next.map(|next| query.next(&span.cursor(next))),
        })
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminExportOrders>()
}
