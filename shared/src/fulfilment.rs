//! What staff do with an order: from the purchase and what is asked for to the one change that is written.
//!
//! Pure: who acts, when, and under which ids are arguments.

mod evidence;
mod note;
mod refund;
#[cfg(test)]
mod tests;
mod transition;

use domain::fault::Faults;
use domain::ids::RefundId;
use domain::money::MoneyError;
use domain::purchase::{Actor, IllegalTransition, PurchaseState};
use domain::refund::RefundStatus;
use http::StatusCode;
use jiff::Timestamp;

use crate::http::Problem;
use crate::store::items::{CheckoutItem, OrderItem};
use crate::store::purchases::Purchase;

pub use evidence::{NextStep, next_steps};
pub use note::{NewNote, add_note};
pub use refund::{NewRefund, refund, refundable};
pub use transition::{TransitionRequest, cancel_unpaid, transition};

/// Who acts, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Who.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// The id of the refund, should one be asked for.
    pub refund_id: RefundId,
}

/// Why nothing is changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The purchase is no order yet.
    #[error("the order does not exist")]
    NoOrder,
    /// The order is no longer as the caller saw it.
    #[error("the order was modified since it was loaded")]
    Changed,
    /// The transition does not exist from where the order stands.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// What was shown for it has faults.
    #[error(transparent)]
    Faulty(#[from] Faults),
    /// Only a failed refund can be tried again.
    #[error("the refund is not in state failed")]
    NotFailed(RefundStatus),
    /// Amounts of one order that do not fit together.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NoOrder => Self::not_found(),
            Refused::Changed => Self::conflict(),
            Refused::Illegal(illegal) => illegal.into(),
            Refused::Faulty(faults) => faults.into(),
            Refused::NotFailed(status) => {
                let detail = "Only a failed refund can be retried.";
                Self::new(StatusCode::CONFLICT, "refund_not_failed", detail).with("refund_status", status)
            }
            Refused::Money(error) => Self::internal(error),
        }
    }
}

/// The checkout of a purchase that is no order, if it still is as the caller saw it.
fn unpaid_as_seen(purchase: &Purchase, version: u64) -> Result<&CheckoutItem, Refused> {
    match &purchase.checkout {
        checkout if purchase.order.is_some() || checkout.state == PurchaseState::Cart => {
            Err(Refused::NoOrder)
        }
        checkout if checkout.version == version => Ok(checkout),
        _ => Err(Refused::Changed),
    }
}

/// The order, if it still is as the caller saw it.
fn order_as_seen(purchase: &Purchase, version: u64) -> Result<&OrderItem, Refused> {
    let order = purchase.order.as_ref().ok_or(Refused::NoOrder)?;
    if order.version == version { Ok(order) } else { Err(Refused::Changed) }
}
