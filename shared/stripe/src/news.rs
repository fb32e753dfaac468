//! Events about refunds and disputes, reduced to hints as the webhook reduces them.

use std::collections::HashSet;

use miniserde::json::Value as Raw;
use serde_json::{Value, json};
use shared::payments::hint::PaymentHint;
use stripe_core::event::ListEvent;
use stripe_shared::Event;
use stripe_types::{RangeBoundsTs, RangeQueryTs};

/// The kinds that the webhook listens to beyond sessions, which the shop finds by itself.
const KINDS: [&str; 9] = [
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
];

/// The request for events from a second on until before another.
pub(crate) fn between(from: i64, to: i64) -> ListEvent {
    let kinds: Vec<String> = KINDS.iter().map(|kind| (*kind).to_owned()).collect();
    let time = RangeBoundsTs { gte: Some(from), lt: Some(to), ..RangeBoundsTs::default() };
    ListEvent::new().types(kinds).created(RangeQueryTs::Bounds(time))
}

/// One hint for each payment and dispute, of its newest event.
pub(crate) fn hints(events: &[Event]) -> Vec<PaymentHint> {
    let mut seen = HashSet::new();
    let hints = events.iter().filter_map(hint);
    hints.filter(|hint| seen.insert(hint.subject().to_owned())).collect()
}

fn hint(event: &Event) -> Option<PaymentHint> {
    let object = json!({"id": text(event, "id"), "payment_intent": text(event, "payment_intent")});
    let kind = event.type_.as_str();
    PaymentHint::from_event(&json!({"id": event.id.as_str(), "type": kind, "data": {"object": object}}))
}

/// A text of the event's object. Nothing else of it is read.
fn text(event: &Event, field: &str) -> Value {
    let Raw::Object(object) = &event.data.object else { return Value::Null };
    match object.get(field) {
        Some(Raw::String(text)) => text.as_str().into(),
        _ => Value::Null,
    }
}
