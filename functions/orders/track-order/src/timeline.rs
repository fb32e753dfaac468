//! The timeline of an order, in plain sentences for its customer.

use jiff::Timestamp;
use serde::Serialize;
use shared::domain::money::Money;
use shared::domain::purchase::{Milestone, Parcel, PurchaseState};
use utoipa::ToSchema;

use crate::TrackedRefund;

/// Kind of event in a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineEvent {
    /// The payment was received, and the order begins.
    Paid,
    Begun,
    /// The parcels were handed to their carriers.
    Sent,
    Arrived,
    Cancelled,
    RefundBegun,
    Refunded,
}

/// One event in the timeline of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// Time of the event.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Kind of event, for clients with their own texts.
    pub event: TimelineEvent,
    /// Refunded amount, if the event is a refund.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Description of the event as an English sentence.
    pub text: String,
}

/// All events of a purchase, oldest first; none before it is paid.
pub(crate) fn timeline(
    milestones: &[Milestone],
    parcels: &[Parcel],
    refunds: &[TrackedRefund],
) -> Vec<TimelineEntry> {
    let steps = milestones.iter().filter(|step| !is_passing(step, milestones));
    let mut entries: Vec<TimelineEntry> = steps.map(|step| reached(step, parcels)).collect();
    entries.extend(refunds.iter().map(money_back));
    // The sort is stable: events at the same time stay in the order of the steps, with refunds last.
    entries.sort_by_key(|entry| entry.at);
    entries
}

/// Returns true for a step that was only part of a cancellation, at the same time: nothing was ever made.
fn is_passing(step: &Milestone, all: &[Milestone]) -> bool {
    let cancelled = |other: &Milestone| other.state == PurchaseState::Cancelled && other.at == step.at;
    step.state == PurchaseState::Processing && all.iter().any(cancelled)
}

fn reached(step: &Milestone, parcels: &[Parcel]) -> TimelineEntry {
    let mut carriers: Vec<&str> = Vec::new();
    for parcel in parcels {
        if !carriers.contains(&parcel.carrier.as_str()) {
            carriers.push(parcel.carrier.as_str());
        }
    }
    let (event, text) = match step.state {
        // An order begins with its payment; the states before it are never its milestones.
        PurchaseState::Cart | PurchaseState::PendingPayment | PurchaseState::PaymentConfirmed => {
            (TimelineEvent::Paid, "We received your payment.".to_owned())
        }
        PurchaseState::Processing => (TimelineEvent::Begun, "We started making your order.".to_owned()),
        PurchaseState::Shipped if carriers.is_empty() => {
            (TimelineEvent::Sent, "We shipped your order.".to_owned())
        }
        PurchaseState::Shipped => {
            (TimelineEvent::Sent, format!("We handed your order to {}.", carriers.join(" and ")))
        }
        PurchaseState::Delivered => (TimelineEvent::Arrived, "Your order was delivered.".to_owned()),
        PurchaseState::Cancelled => (TimelineEvent::Cancelled, "Your order was cancelled.".to_owned()),
    };
    TimelineEntry { at: step.at, event, amount: None, text }
}

fn money_back(refund: &TrackedRefund) -> TimelineEntry {
    let (event, text) = if refund.sent {
        (TimelineEvent::Refunded, format!("We refunded {} to you.", refund.amount))
    } else {
        (TimelineEvent::RefundBegun, format!("We are refunding {} to you.", refund.amount))
    };
    TimelineEntry { at: refund.at, event, amount: Some(refund.amount), text }
}
