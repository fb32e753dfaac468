//! What happened to an order, in plain words for its customer.

use jiff::Timestamp;
use serde::Serialize;
use shared::domain::purchase::PurchaseState;
use shared::store::items::{Milestone, OrderItem};
use utoipa::ToSchema;

use crate::TrackedRefund;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What, in a sentence.
    pub text: String,
}

/// Everything that happened, oldest first.
pub(crate) fn timeline(order: &OrderItem, refunds: &[TrackedRefund]) -> Vec<TimelineEntry> {
    let steps = order.milestones.iter().filter(|step| !is_passing(step, &order.milestones));
    let mut entries: Vec<TimelineEntry> =
        steps.map(|step| TimelineEntry { at: step.at, text: words(step.state, order) }).collect();
    entries.extend(refunds.iter().map(|refund| TimelineEntry { at: refund.at, text: money_back(refund) }));
    // Stable: what happened at one moment stays in the order of the steps, money last.
    entries.sort_by_key(|entry| entry.at);
    entries
}

/// Whether a step was taken only on the way to cancelling, at the same moment: nothing was ever made.
fn is_passing(step: &Milestone, all: &[Milestone]) -> bool {
    let cancelled = |other: &Milestone| other.state == PurchaseState::Cancelled && other.at == step.at;
    step.state == PurchaseState::Processing && all.iter().any(cancelled)
}

fn words(state: PurchaseState, order: &OrderItem) -> String {
    let carriers: Vec<&str> = order.parcels.iter().map(|parcel| parcel.carrier.as_str()).collect();
    match state {
        // An order begins with its payment; the states before it are never its milestones.
        PurchaseState::Cart | PurchaseState::PendingPayment | PurchaseState::PaymentConfirmed => {
            "We received your payment.".to_owned()
        }
        PurchaseState::Processing => "We began to make your order.".to_owned(),
        PurchaseState::Shipped if carriers.is_empty() => "We sent your order.".to_owned(),
        PurchaseState::Shipped => format!("We handed your order to {}.", carriers.join(" and ")),
        PurchaseState::Delivered => "Your order arrived.".to_owned(),
        PurchaseState::Cancelled => "Your order was cancelled.".to_owned(),
    }
}

fn money_back(refund: &TrackedRefund) -> String {
    if refund.sent {
        format!("We sent {} back to you.", refund.amount)
    } else {
        format!("We are sending {} back to you.", refund.amount)
    }
}
