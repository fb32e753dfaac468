//! The customer paid, and their bank confirms the payment later.

use jiff::Timestamp;
use serde_json::json;

use super::{Actor, Change, Checkout, MailKind, Purchase, SealedCustomer};
use crate::audit::{Action, Event};
use crate::ids::OrderNumber;

/// A payment that is under way. Its number and its customer become the order's.
#[derive(Debug, Clone)]
pub struct AwaitedPayment {
    /// The id of the session.
    pub session_id: String,
    /// The number that is reserved for the order.
    pub number: OrderNumber,
    /// The customer, sealed for this purchase.
    pub customer: SealedCustomer,
}

impl Purchase {
    /// Records that the customer completed the payment page and the bank has not confirmed the payment yet. The customer
    /// gets a mail with number and link, because days may pass until the receipt.
    pub fn await_bank(self, payment: AwaitedPayment, actor: &Actor, now: Timestamp) -> Change {
        let AwaitedPayment { session_id, number, customer } = payment;
        let mut change = Change::of(self);
        let evidence = json!({ "session_id": session_id });
        change.events.push(Event::note(now, actor.clone(), Action::PaymentAwaited, evidence));
        change.owe(MailKind::PaymentUnderWay, now);
        change.checkout = Some(Checkout {
            awaiting_bank: true,
            order_number: Some(number),
            confidential: Some(customer.confidential),
            customer_hash: Some(customer.customer_hash),
            secret_hash: Some(customer.secret_hash),
            ..change.before.checkout.clone()
        });
        change
    }
}
