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
    /// The order retains the data for now.
    Held(RetentionHold),
}

/// Why nothing was erased.
enum NotErased {
    Held(RetentionHold),
    Failed(StoreError),
}

impl From<StoreError> for NotErased {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Erases an order's customer data unless something still needs it. Idempotent; a purchase that does not exist has no
/// customer.
pub async fn erase_order(
    purchases: &PurchaseWriter,
    id: OrderId,
    actor: &Actor,
    cause: ErasureCause,
    at: Timestamp,
) -> Result<Erased, StoreError> {
    let erased = purchases.amend(id, |purchase| purchase.erase(cause, actor, at).map_err(NotErased::Held));
    match erased.await {
        Ok(_) | Err(NotErased::Failed(StoreError::UnknownPurchase)) => Ok(Erased::Done),
        Err(NotErased::Held(hold)) => Ok(Erased::Held(hold)),
        Err(NotErased::Failed(error)) => Err(error),
    }
}
