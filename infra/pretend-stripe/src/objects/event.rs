//! Event objects, as the API returns them and webhooks receive them.

use serde_json::{Value, json};

use crate::model::{Delivery, Event};
use crate::objects::API_VERSION;

pub(crate) fn event(event: &Event) -> Value {
    let mut data = json!({ "object": event.object });
    if let Some(previous) = &event.previous {
        data["previous_attributes"] = previous.clone();
    }
    json!({
        "id": event.id,
        "object": "event",
        "api_version": API_VERSION,
        "created": event.created,
        "data": data,
        "livemode": false,
        "pending_webhooks": u8::from(event.delivery == Delivery::Pending),
        "request": { "id": event.request_id, "idempotency_key": event.idempotency_key },
        "type": event.kind,
    })
}

/// Returns the event with its delivery status and attempts, for people and tests.
pub(crate) fn log_entry(event: &Event) -> Value {
    let attempts: Vec<Value> = event
        .attempts
        .iter()
        .map(|attempt| match &attempt.answer {
            Ok(status) => json!({ "at": attempt.at, "status": status }),
            Err(error) => json!({ "at": attempt.at, "error": error }),
        })
        .collect();
    json!({
        "id": event.id,
        "type": event.kind,
        "created": event.created,
        "object_id": event.object["id"],
        "delivery": event.delivery,
        "attempts": attempts,
    })
}
