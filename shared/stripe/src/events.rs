//! Events about refunds and disputes, reduced to the same hints that the webhook produces.

use std::collections::HashSet;

use miniserde::json::Value as Raw;
use serde_json::{Value, json};
use shared::payments::hint::PaymentHint;
use stripe_core::event::ListEvent;
use stripe_shared::Event;
use stripe_types::{RangeBoundsTs, RangeQueryTs};

/// Event types that the webhook receives, except those of sessions, which the shop polls itself.
const EVENT_TYPES: [&str; 9] = [
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

/// Builds the request for events created from `from` (inclusive) until `to` (exclusive), in Unix seconds.
pub(crate) fn between(from: i64, to: i64) -> ListEvent {
    let kinds: Vec<String> = EVENT_TYPES.iter().map(|kind| (*kind).to_owned()).collect();
    let time = RangeBoundsTs { gte: Some(from), lt: Some(to), ..RangeBoundsTs::default() };
    ListEvent::new().types(kinds).created(RangeQueryTs::Bounds(time))
}

/// Returns one hint for each payment and dispute, from its newest event.
pub(crate) fn hints(events: &[Event]) -> Vec<PaymentHint> {
    let mut seen = HashSet::new();
    let hints = events.iter().filter_map(to_hint);
    hints.filter(|hint| seen.insert(hint.subject().to_owned())).collect()
}

fn to_hint(event: &Event) -> Option<PaymentHint> {
    let object = json!({"id": text(event, "id"), "payment_intent": text(event, "payment_intent")});
    let kind = event.type_.as_str();
    PaymentHint::from_event(&json!({"id": event.id.as_str(), "type": kind, "data": {"object": object}}))
}

/// Reads a text field of the event's object; nothing else of the object is used.
fn text(event: &Event, field: &str) -> Value {
    let Raw::Object(object) = &event.data.object else { return Value::Null };
    match object.get(field) {
        Some(Raw::String(text)) => text.as_str().into(),
        _ => Value::Null,
    }
}
