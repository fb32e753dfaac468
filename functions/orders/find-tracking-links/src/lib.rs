//! Links queue: finds the orders of a customer who requested tracking links, and owes each order's mail with its link.
//!
//! A payment that a bank is to confirm has a link too. This function has neither key nor mailer. The mail is owed and sent
//! like any other, to the address that is sealed in the order. Anybody may request a link, so the order itself does not
//! change: neither its version nor its audit trail.

use jiff::Timestamp;
use shared::clock;
use shared::domain::ids::OrderId;
use shared::domain::purchase::NumberedPurchase;
use shared::messages::FindTrackingLinks as Asked;
use shared::store::lists::OrderList;
use shared::store::{Mails, OrderLists, Purchases, StoreError};
use shared::telemetry;
use shared::worker::{HandlerError, Worker};

/// Maximum number of orders, newest first, whose links are sent if the request contains no order number.
pub const MOST_ORDERS: u16 = 5;

pub struct FindTrackingLinks;

impl Worker for FindTrackingLinks {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = (OrderLists, Mails);
    type Message = Asked;

    async fn handle((lists, mails): &Self::Deps, asked: Asked) -> Result<(), HandlerError> {
        let now = clock::now();
        for id in orders(lists, mails, &asked, now).await? {
            telemetry::about(id);
            mails.owe_link(id, asked.request_id, now).await?;
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
    purchases: &Purchases,
    asked: &Asked,
    now: Timestamp,
) -> Result<Vec<OrderId>, StoreError> {
    if let Some(number) = &asked.order_number {
        let found = purchases.purchase_of_number(number).await?;
        let theirs = found.filter(|found| found.customer_hash() == Some(&asked.customer_hash));
        return Ok(theirs.map(|theirs| theirs.id()).into_iter().collect());
    }
    let list = OrderList::OfCustomer(asked.customer_hash.clone());
    let page = lists.orders(&list, (Timestamp::UNIX_EPOCH, now), None, MOST_ORDERS).await?;
    Ok(page.orders.iter().map(NumberedPurchase::id).collect())
}
