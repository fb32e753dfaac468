//! The customer paid, and their bank confirms the payment later.

use jiff::Timestamp;
use serde_json::json;

use super::{Actor, Change, Checkout, Purchase};
use crate::audit::{Action, Event};

impl Purchase {
    /// Records that the customer completed the payment page and the bank has not confirmed the payment yet.
    pub fn await_bank(self, session_id: &str, actor: &Actor, now: Timestamp) -> Change {
        let mut change = Change::of(self);
        let evidence = json!({ "session_id": session_id });
        change.events.push(Event::note(now, actor.clone(), Action::PaymentAwaited, evidence));
        change.checkout = Some(Checkout { awaiting_bank: true, ..change.before.checkout.clone() });
        change
    }
}
