//! Refunds of ours that lost against refunds made in Stripe's dashboard: the payment has too little left for them.

use jiff::Timestamp;
use serde_json::json;

use super::{Actor, Change, Purchase, PurchaseState, Refund, RefundStatus};
use crate::audit::{Action, Event};
use crate::ids::RefundId;
use crate::money::Money;

impl Purchase {
    /// Ends a requested refund for which the payment has too little left. If the whole payment is to be refunded, the
    /// refund is repeated for the amount that is left; any other refund is superseded, because the one in the dashboard is
    /// probably the same refund, made twice. Nothing changes if the refund is not requested.
    pub fn limit_refund(self, id: RefundId, left: Money, actor: &Actor, now: Timestamp) -> Option<Change> {
        let refund = self.refund(id).filter(|refund| refund.status == RefundStatus::Requested)?.clone();
        let repeat = left.amount > 0 && self.is_to_be_refunded_in_full(&refund.payment_intent);
        let mut change = Change::of(self);
        if repeat {
            let attempt = refund.attempt.saturating_add(1);
            let evidence =
                json!({"refund_id": id, "amount": left, "attempt": attempt, "asked": refund.amount});
            let event = Event::note(now, actor.clone(), Action::RefundRetried, evidence);
            change.refund(
                Refund { amount: left, lines: Vec::new(), attempt, requested_at: now, ..refund },
                event,
            );
        } else {
            change.supersede(refund, left, actor, now);
        }
        Some(change)
    }

    /// Returns true if nothing of a payment is to remain with the shop: it made no order, or the order is cancelled.
    pub(super) fn is_to_be_refunded_in_full(&self, payment_intent: &str) -> bool {
        let order = self.order.as_ref().filter(|order| order.is_paid_by(payment_intent));
        order.is_none_or(|order| order.state == PurchaseState::Cancelled)
    }
}

impl Change {
    /// Adds the end of a refund that will never be made.
    pub(super) fn supersede(&mut self, refund: Refund, left: Money, actor: &Actor, now: Timestamp) {
        let evidence = json!({"refund_id": refund.id, "amount": refund.amount, "left": left});
        let event = Event::note(now, actor.clone(), Action::RefundSuperseded, evidence);
        self.refund(refund.seen(RefundStatus::Superseded, None, now), event);
    }
}
