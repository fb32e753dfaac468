//! The payment page is opened: from cart to pending payment.

use jiff::Timestamp;

use super::{Actor, Change, Checkout, IllegalTransition, Purchase, SessionRef, Transition, apply};
use crate::audit::Event;

impl Purchase {
    /// Opens the payment page of a frozen cart for its customer.
    pub fn open_payment(self, session: SessionRef, now: Timestamp) -> Result<Change, IllegalTransition> {
        let step = Transition::OpenPayment {
            session_id: session.id.clone(),
            session_expires_at: session.expires_at,
        };
        let state = apply(self.state(), &step, &Actor::Customer)?;
        let mut change = Change::of(self);
        change.checkout = Some(Checkout { state, session: Some(session), ..change.before.checkout.clone() });
        change.events.push(Event::transition(now, Actor::Customer, &step));
        Ok(change)
    }
}
