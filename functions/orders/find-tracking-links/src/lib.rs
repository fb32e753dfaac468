//! Links queue: finds the orders of a customer who requested tracking links, and owes each order's mail with its link.
//!
//! This function has neither key nor mailer. The mail is owed and sent like any other, to the address that is sealed in
//! the order.

use jiff::Timestamp;
use shared::clock;
use shared::domain::ids::{LinkRequestId, OrderId};
use shared::domain::purchase::Actor;
use shared::messages::FindTrackingLinks as Asked;
use shared::store::lists::OrderList;
use shared::store::{OrderLists, PurchaseWriter, StoreError};
use shared::telemetry;
use shared::worker::{HandlerError, Worker};

/// Maximum number of orders, newest first, whose links are sent if the request contains no order number.
pub const MOST_ORDERS: u16 = 5;

pub struct FindTrackingLinks;

impl Worker for FindTrackingLinks {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = (OrderLists, PurchaseWriter);
    type Message = Asked;

    async fn handle((lists, purchases): &Self::Deps, asked: Asked) -> Result<(), HandlerError> {
        let now = clock::now();
        for id in orders(lists, purchases, &asked, now).await? {
            owe(purchases, id, asked.request_id, now).await?;
        }
        Ok(())
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::worker::run::<FindTrackingLinks>()
}

/// Returns the order with the requested number, if it is this customer's; without a number, the customer's newest
/// orders.
async fn orders(
    lists: &OrderLists,
    purchases: &PurchaseWriter,
    asked: &Asked,
    now: Timestamp,
) -> Result<Vec<OrderId>, StoreError> {
    if let Some(number) = &asked.order_number {
        let order = purchases.order_of_number(number).await?;
        let theirs = order.filter(|order| order.customer_hash.as_ref() == Some(&asked.customer_hash));
        return Ok(theirs.map(|order| order.id).into_iter().collect());
    }
    let list = OrderList::OfCustomer(asked.customer_hash.clone());
    let page = lists.orders(&list, (Timestamp::UNIX_EPOCH, now), None, MOST_ORDERS).await?;
    Ok(page.orders.iter().map(|order| order.id).collect())
}

/// Owes the mail, once per request however often its message is delivered.
async fn owe(
    purchases: &PurchaseWriter,
    id: OrderId,
    request_id: LinkRequestId,
    now: Timestamp,
) -> Result<(), HandlerError> {
    telemetry::about(id);
    // The requester is not known to be the customer.
    let actor = Actor::System { function: FindTrackingLinks::FUNCTION.to_owned() };
    purchases.amend(id, |purchase| Ok(purchase.request_link(request_id, &actor, now))).await.map(drop)
}
