//! Events about refunds and disputes, reduced to the same hints that the webhook produces.

use std::collections::HashSet;

use serde_json::json;
use shared::payments::hint::PaymentHint;
use stripe_core::event::ListEvent;
use stripe_types::{RangeBoundsTs, RangeQueryTs};

use crate::replies::{Event, EventObject};

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
    let EventObject { id, payment_intent } = &event.data.object;
    let object = json!({"id": id, "payment_intent": payment_intent});
    PaymentHint::from_event(&json!({"id": event.id, "type": event.kind, "data": {"object": object}}))
}
