//! Erases the customers of orders in the table.

use domain::ids::OrderId;
use domain::purchase::{Actor, ErasureCause, RetentionHold};
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

/// Erases an order's customer data unless something still needs it; a request is then remembered. Idempotent; a purchase that does not exist has no
/// customer.
pub async fn erase_order(
    purchases: &PurchaseWriter,
    id: OrderId,
    actor: &Actor,
    cause: ErasureCause,
    at: Timestamp,
) -> Result<Erased, StoreError> {
    let mut held = None;
    let erased = purchases.amend(id, |purchase| {
        let change;
        (change, held) = purchase.erase(cause, actor, at);
        Ok(change)
    });
    match erased.await {
        Ok(_) => Ok(held.map_or(Erased::Done, Erased::Held)),
        Err(StoreError::UnknownPurchase) => Ok(Erased::Done),
        Err(error) => Err(error),
    }
}
