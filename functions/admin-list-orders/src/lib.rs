//! `GET /admin/orders`: orders, all, in a state, of one customer, of a number, or overdue; free of personal data.

mod overdue;
mod query;

use async_trait::async_trait;
use shared::api::order::OrderSummary;
use shared::config::StartError;
use shared::domain::time::utc_date;
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Ok200, Page, Problem, Role, Route, method};
use shared::lookup::LookupKey;
use shared::start::{Env, FromEnv};
use shared::store::Store;

use overdue::Overdue;
pub use query::OrderQuery;
use query::Selection;

/// Lists orders, and finds a customer's.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// The key under which e-mails are hashed.
    pub lookup: LookupKey,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await?, lookup: LookupKey::from_env(env).await? })
    }
}

/// The endpoint.
pub struct AdminListOrders;

impl Endpoint for AdminListOrders {
    const ROUTE: Route = Route {
        function: "admin-list-orders",
        method: method::GET,
        path: "/admin/orders",
        access: Access::ALL_STAFF,
        summary: "List orders, newest first, or overdue orders, longest overdue first. Any page may have \
            fewer orders than the limit, or none.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = OrderQuery;
    type Body = NoBody;
    type Reply = Ok200<Page<OrderSummary>>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        if call.query.email.is_some() {
            call.principal()?.needs(&Role::SEE_CUSTOMERS)?;
        }
        let today = utc_date(call.now);
        if let Some(number) = call.query.number()? {
            let found = deps.store.order_of_number(&number).await?;
            let items = found.iter().map(|order| OrderSummary::of(order, today)).collect();
            return Ok(Ok200(Page { items, next_cursor: None }));
        }
        if let Some(list) = Overdue::read(&call.query, today)? {
            let page = deps.store.due(Some(list.before), list.position, call.query.limit.0).await?;
            return Ok(Ok200(Page {
                items: page.orders.iter().map(|order| OrderSummary::of(order, today)).collect(),
                next_cursor: page.next.map(|next| list.cursor(next)),
            }));
        }
        let Selection { list, span } = Selection::read(&call.query, &deps.lookup, call.now)?;
        let page = deps.store.orders(&list, span.range, span.position.clone(), call.query.limit.0).await?;
        Ok(Ok200(Page {
            items: page.orders.iter().map(|order| OrderSummary::of(order, today)).collect(),
            next_cursor: page.next.map(|next| span.cursor(next)),
        }))
    }
}
