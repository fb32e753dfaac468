//! Erases the customers of orders in the table.

use domain::ids::OrderId;
use domain::purchase::{Actor, ErasureCause, MAILS_AT_ONCE, RetentionHold};
use jiff::Timestamp;

use crate::store::{PurchaseWriter, StoreError};

/// The outcome of erasing the customer of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased {
    /// Nothing of the customer is left.
    Done,
    /// The order retains the data for now; if the customer asked for the erasure, that is remembered.
    Held(RetentionHold),
}

/// Erases an order's customer data unless something still needs it; a request is then remembered. More unsent mails
/// than one change removes are removed by further ones. Idempotent; a purchase that does not exist has no customer.
pub async fn erase_order(
    purchases: &PurchaseWriter,
    id: OrderId,
    actor: &Actor,
    cause: ErasureCause,
    at: Timestamp,
) -> Result<Erased, StoreError> {
    loop {
        let mut held = None;
        let erased = purchases.amend(id, |purchase| {
            let change;
            (change, held) = purchase.erase(cause, actor, at);
            Ok(change)
        });
        match erased.await {
            Ok(Some(change)) if change.mails_dropped().len() == MAILS_AT_ONCE => {}
            Ok(_) => return Ok(held.map_or(Erased::Done, Erased::Held)),
            Err(StoreError::UnknownPurchase) => return Ok(Erased::Done),
            Err(error) => return Err(error),
        }
    }
}
