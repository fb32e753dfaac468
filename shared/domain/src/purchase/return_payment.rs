//! A payment that cannot become an order is returned: everything that is left of it is refunded.

use jiff::Timestamp;
use serde_json::json;

use super::{
    Actor, CancellationReason, Change, Checkout, IllegalTransition, Paid, Purchase, Refund, SettledSession,
};
use crate::audit::{Action, Event};
use crate::ids::RefundId;
use crate::money::Money;
use crate::text::Text;

/// The reason why a payment that was taken must be returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnReason {
    /// The purchase had been cancelled before.
    AlreadyCancelled,
    /// Amount or currency differs from what was due. A person should look at it.
    WrongAmount,
    /// The purchase was waiting for another session, or for none.
    OtherSession,
    /// The payment was refunded in full in Stripe's dashboard before it made an order.
    AlreadyRefunded,
}

impl ReturnReason {
    /// Returns the reason as the audit trail has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AlreadyCancelled => "paid after the purchase was cancelled",
            Self::WrongAmount => "paid amount or currency differs from the checkout",
            Self::OtherSession => "paid on a session the purchase was not waiting for",
            Self::AlreadyRefunded => "refunded in full before the order was made",
        }
    }
}

/// A payment that is to be returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedPayment {
    /// The payment that was taken.
    pub paid: Paid,
    /// The amount of it that is not refunded yet.
    pub left: Money,
    /// The reason for the return.
    pub reason: ReturnReason,
    /// True if it cancels a purchase that still waits for its payment.
    pub cancel: bool,
}

impl Purchase {
    /// Requests the refund of everything that is left of a payment that makes no order, marks the purchase for a person to look at, and cancels it
    /// if it waited for this payment.
    pub fn return_payment(
        self,
        returned: &ReturnedPayment,
        refund_id: RefundId,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, IllegalTransition> {
        let ReturnedPayment { paid, left, reason, cancel } = returned;
        let order_id = self.checkout.id;
        let evidence =
            json!({"session_id": paid.session_id, "paid": paid.amount, "due": self.checkout.quote.total});
        let mut change = Change::of(self);
        let event = Event::note(now, actor.clone(), Action::PaymentReturned, evidence);
        change.events.push(event.because(reason.as_str()));
        change.session = Some(SettledSession::ended(order_id, &paid.session_id, "returned", now));
        if change.before.order.is_none() {
            change.checkout = Some(Checkout { money_returned: true, ..change.before.checkout.clone() });
        }
        if let Some(payment_intent) = paid.payment_intent.as_ref().filter(|_| left.amount > 0) {
            let reason = reason.as_str().to_owned();
            change.refunds.push(Refund::requested(refund_id, *left, reason, payment_intent, now));
        }
        if *cancel {
            change.cancel(CancellationReason::Returned, Text::fixed(reason.as_str()), actor, now)?;
        }
        Ok(change)
    }
}
