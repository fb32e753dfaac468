//! Links queue: the orders of somebody who asked for their links, each of which then owes the mail with its own.
//!
//! Neither key nor mailer is here: the mail is owed like any other and goes out like any other, to the address that lies
//! sealed in the order.

use jiff::Timestamp;
use serde_json::json;
use shared::clock;
use shared::domain::audit::{Action, Event};
use shared::domain::ids::{LinkRequestId, OrderId};
use shared::domain::purchase::{Actor, MailKind};
use shared::messages::FindTrackingLinks as Asked;
use shared::random;
use shared::store::orders::OrderList;
use shared::store::purchases::Change;
use shared::store::{Store, StoreError};
use shared::telemetry;
use shared::worker::{HandlerError, Worker};

/// Of how many orders, newest first, the links are sent to whoever names none.
pub const MOST_ORDERS: u16 = 5;
/// How often an order that changed meanwhile is read again.
const RACES: usize = 5;

pub struct FindTrackingLinks;

impl Worker for FindTrackingLinks {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = Store;
    type Message = Asked;

    async fn handle(store: &Store, asked: Asked) -> Result<(), HandlerError> {
        let now = clock::now();
        for id in orders(store, &asked, now).await? {
            owe(store, id, asked.request_id, now).await?;
        }
        Ok(())
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::worker::run::<FindTrackingLinks>()
}

/// The order that was named, if it is this customer's, or else their newest.
async fn orders(store: &Store, asked: &Asked, now: Timestamp) -> Result<Vec<OrderId>, StoreError> {
    if let Some(number) = &asked.order_number {
        let order = store.order_of_number(number).await?;
        let theirs = order.filter(|order| order.customer_hash.as_ref() == Some(&asked.customer_hash));
        return Ok(theirs.map(|order| order.id).into_iter().collect());
    }
    let list = OrderList::OfCustomer(asked.customer_hash.clone());
    let page = store.orders(&list, (Timestamp::UNIX_EPOCH, now), None, MOST_ORDERS).await?;
    Ok(page.orders.iter().map(|order| order.id).collect())
}

/// Owes the mail, once for the request however often its message comes.
async fn owe(
    store: &Store,
    id: OrderId,
    request_id: LinkRequestId,
    now: Timestamp,
) -> Result<(), HandlerError> {
    telemetry::about(id);
    for _ in 0..RACES {
        let purchase = store.purchase(id).await?.ok_or("the order does not exist")?;
        let mut change = Change::of(purchase);
        change.owe(MailKind::TrackingLink(request_id), now);
        if change.mails.is_empty() {
            return Ok(());
        }
        // Whoever asked is not known to be the customer.
        let actor = Actor::System { function: FindTrackingLinks::FUNCTION.to_owned() };
        let evidence = json!({"request_id": request_id});
        change.events.push(Event::note(now, actor, Action::TrackingLinkRequested, evidence));
        match store.change(change, &[], random::bytes::<1>()?[0]).await {
            Err(StoreError::Conflict) => {}
            written => return Ok(written?),
        }
    }
    Err("gave up after repeated conflicts while storing the order's link request".into())
}
