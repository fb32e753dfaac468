//! Hints from webhooks, reduced to ids: a hint makes a worker retrieve the present state from Stripe. Contains no personal
//! data.

use domain::ids::OrderId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The object to retrieve from Stripe, and the event that caused it. The message of the payments queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PaymentHint {
    /// A Checkout Session changed.
    Session {
        /// `None` if the shop itself enqueued the hint.
        event_id: Option<String>,
        session_id: String,
        /// The purchase that the session names.
        order_id: Option<OrderId>,
    },
    /// The refunds of a payment changed.
    Refunds { event_id: Option<String>, payment_intent: String },
    /// The dispute of a payment changed.
    Dispute { event_id: Option<String>, payment_intent: String, dispute_id: String },
    /// Poll Stripe's event list for events whose webhooks were missed.
    #[serde(rename = "news")]
    PollEvents,
}

impl PaymentHint {
    /// Parses a Stripe event. Reads only the fields that are used and ignores all others.
    ///
    /// `None` for an event that does not concern the shop, or that lacks those fields.
    pub fn from_event(event: &Value) -> Option<Self> {
        let event_id = text(event, "/id");
        let object = event.pointer("/data/object")?;
        let kind = event.get("type")?.as_str()?;
        if kind.starts_with("checkout.session.") {
            // A session of another business that shares the account names no purchase.
            let named = |pointer| OrderId::parse(&text(object, pointer)?).ok();
            let order_id = named("/metadata/order_id").or_else(|| named("/client_reference_id"))?;
            return Some(Self::Session {
                event_id,
                session_id: text(object, "/id")?,
                order_id: Some(order_id),
            });
        }
        let payment_intent = text(object, "/payment_intent")?;
        if kind == "charge.refunded" || kind.starts_with("refund.") || kind == "charge.refund.updated" {
            return Some(Self::Refunds { event_id, payment_intent });
        }
        kind.starts_with("charge.dispute.").then_some(())?;
        Some(Self::Dispute { event_id, payment_intent, dispute_id: text(object, "/id")? })
    }

    /// The FIFO message group: hints about the same object stay in order.
    pub fn group(&self) -> &str {
        match self {
            Self::Session { session_id, .. } => session_id,
            Self::Refunds { payment_intent, .. } | Self::Dispute { payment_intent, .. } => payment_intent,
            Self::PollEvents => "news",
        }
    }

    /// The id of the object to retrieve. Hints with the same subject are interchangeable.
    pub fn subject(&self) -> &str {
        match self {
            Self::Dispute { dispute_id, .. } => dispute_id,
            _ => self.group(),
        }
    }

    pub fn event_id(&self) -> Option<&str> {
        match self {
            Self::Session { event_id, .. }
            | Self::Refunds { event_id, .. }
            | Self::Dispute { event_id, .. } => event_id.as_deref(),
            Self::PollEvents => None,
        }
    }
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_session_event_becomes_ids_and_nothing_else() {
        let order = "ord_01h455vb4pex5vsknk084sn02q";
        let event = json!({"id": "evt_1", "type": "checkout.session.completed", "data": {"object": {
            "id": "cs_1", "client_reference_id": order, "customer_details": {"email": "mark@example.org"}, "new": {"x": 1}
        }}});
        let hint = PaymentHint::from_event(&event).unwrap();
        assert_eq!(hint.group(), "cs_1");
        let queued = serde_json::to_string(&hint).unwrap();
        assert!(queued.contains(order) && !queued.contains("mark"), "{queued}");
    }

    #[test]
    fn events_of_other_kinds_and_shapes_are_no_error() {
        for event in [
            json!({}),
            json!([]),
            json!({"type": "customer.created", "data": {"object": {}}}),
            json!({"type": 1}),
            json!({"id": "evt_1", "type": "checkout.session.completed", "data": {"object": {
                "id": "cs_of_another_business", "client_reference_id": "basket-7", "metadata": {"order_id": "7"}
            }}}),
        ] {
            assert_eq!(PaymentHint::from_event(&event), None);
        }
    }
}
