//! `GET /admin/orders`: lists orders: all, by state, by customer, by number, or overdue ones, or the purchases that wait
//! for a bank, which are also found by customer and number. Contains no personal data.

mod awaiting_bank;
mod overdue;
mod query;

use shared::api::order::OrderSummary;
use shared::domain::time::utc_date;
use shared::http::{Access, Answer, Endpoint, Now, Ok200, Page, Principal, Query, Role, Route};
use shared::lookup::LookupKey;
use shared::store::{OrderLists, Purchases};

use awaiting_bank::AwaitingBank;
use overdue::Overdue;
pub use query::OrderQuery;
use query::Selection;

pub struct AdminListOrders;

impl Endpoint for AdminListOrders {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/orders", Access::ALL_STAFF).summary(
        "List orders, newest first, or overdue orders, longest overdue first. Any page may have \
            fewer orders than the limit, or none.",
    );
    type Deps = (OrderLists, Purchases, LookupKey);
    type Input = (Principal, Query<OrderQuery>, Now);
    type Reply = Ok200<Page<OrderSummary>>;

    async fn handle(
        (lists, purchases, lookup): &Self::Deps,
        (principal, Query(query), Now(now)): Self::Input,
    ) -> Answer<Self> {
        if query.email.is_some() {
            principal.needs(&Role::SEE_CUSTOMERS)?;
        }
        let today = utc_date(now);
        if let Some(start) = query.number()? {
            let found = match start.whole() {
                Some(number) => purchases.purchase_of_number(&number).await?.into_iter().collect(),
                None => purchases.purchases_of_number(&start, query.limit.0).await?,
            };
            let items = found.iter().map(|found| OrderSummary::numbered(found, today)).collect();
            return Ok(Ok200(Page { items, next_cursor: None }));
        }
        if let Some(list) = Overdue::read(&query, today)? {
            let page = lists.due(Some(list.before), list.position, query.limit.0).await?;
            return Ok(Ok200(Page {
                items: page.orders.iter().map(|order| OrderSummary::of(order, today)).collect(),
                next_cursor: page.next.map(|next| list.cursor(next)),
            }));
        }
        if let Some(AwaitingBank(position)) = AwaitingBank::read(&query)? {
            let page = lists.awaiting_bank(position, query.limit.0).await?;
            return Ok(Ok200(Page {
                items: page.checkouts.iter().map(OrderSummary::unpaid).collect(),
                next_cursor: page.next.map(AwaitingBank::cursor),
            }));
        }
        let Selection { list, span } = Selection::read(&query, lookup, now)?;
        let page = lists.orders(&list, span.range, span.position.clone(), query.limit.0).await?;
        Ok(Ok200(Page {
            items: page.orders.iter().map(|found| OrderSummary::numbered(found, today)).collect(),
            next_cursor: page.next.map(|next| span.cursor(next)),
        }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminListOrders>()
}
