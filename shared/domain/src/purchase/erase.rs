//! Erases a customer: the sealed data with its key, and everything that leads from a person to their order.
//!
//! Amounts, line items, states and the audit trail remain, because they identify nobody.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::refund_record::refundable;
use super::{
    Actor, Change, Checkout, Dispute, MailRecord, MailStatus, Order, Purchase, PurchaseState, Refund,
    RefundStatus,
};
use crate::audit::{Action, Event};

/// Reason why an order's customer data is retained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RetentionHold {
    /// The order is neither delivered nor cancelled: the data is needed to fulfil it.
    Open,
    /// A refund is requested or pending.
    RefundRunning,
    /// A refund failed and the customer has not got the money: the data is needed to pay it.
    RefundFailed,
    /// The customer's bank disputes the payment: the data is needed to answer.
    DisputeOpen,
}

/// The maximum number of mails that one change removes: a transaction has a hundred writes at most.
pub const MAILS_AT_ONCE: usize = 90;

/// The reason why the customer of an order is to be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureCause {
    /// The customer asked for it.
    Requested,
    /// The retention period that the shop states is over. An order that was shipped and never marked as delivered counts
    /// as closed by then.
    RetentionExpired,
}

impl Purchase {
    /// Erases the order's customer data unless something still needs it, and returns the reason if something does. Then a
    /// request of the customer is remembered, so that the data is erased once nothing needs it. Nothing changes without
    /// customer data. A mail to the customer that was not sent has no recipient any more, so it is removed; erasing again
    /// removes those above the maximum of one change.
    ///
    /// Nothing needs the data while a bank is to confirm the payment. If the bank confirms it, Stripe reports the data again,
    /// because an order is then owed to the customer, and the order remembers the request.
    pub fn erase(
        self,
        cause: ErasureCause,
        actor: &Actor,
        at: Timestamp,
    ) -> (Option<Change>, Option<RetentionHold>) {
        let Some(order) = self.order.clone() else { return (self.pending_erased(actor, at), None) };
        if order.erased_at.is_some() {
            let more = self.mails.iter().any(is_unsent);
            return (more.then(|| self.erased(order, actor, at)), None);
        }
        match self.retention_hold(&order, cause) {
            None => (Some(self.erased(order, actor, at)), None),
            Some(hold) if cause == ErasureCause::Requested && order.erasure_requested_at.is_none() => {
                (Some(self.erasure_remembered(order, hold, actor, at)), Some(hold))
            }
            Some(hold) => (None, Some(hold)),
        }
    }

    fn pending_erased(self, actor: &Actor, at: Timestamp) -> Option<Change> {
        self.checkout.confidential.as_ref()?;
        let mut change = self.customer_erased(actor, at);
        change.checkout = Some(Checkout {
            confidential: None,
            customer_hash: None,
            secret_hash: None,
            erased_at: Some(at),
            ..change.before.checkout.clone()
        });
        Some(change)
    }

    fn erased(self, order: Order, actor: &Actor, at: Timestamp) -> Change {
        let mut change = self.customer_erased(actor, at);
        change.order = Some(Order {
            confidential: None,
            customer_hash: None,
            secret_hash: None,
            erased_at: order.erased_at.or(Some(at)),
            ..order
        });
        change
    }

    /// Starts the change of an erasure: its event, and the mails that are removed.
    fn customer_erased(self, actor: &Actor, at: Timestamp) -> Change {
        let mut change = Change::of(self);
        change.mails_dropped = change.unsent_mails().take(MAILS_AT_ONCE).collect();
        let evidence = json!({"mails_dropped": change.mails_dropped.len()});
        change.events.push(Event::note(at, actor.clone(), Action::CustomerErased, evidence));
        change
    }

    fn erasure_remembered(self, order: Order, hold: RetentionHold, actor: &Actor, at: Timestamp) -> Change {
        let mut change = Change::of(self);
        let evidence = json!({"kept_because": hold});
        change.events.push(Event::note(at, actor.clone(), Action::ErasureRequested, evidence));
        change.order = Some(Order { erasure_requested_at: Some(at), ..order });
        change
    }

    fn retention_hold(&self, order: &Order, cause: ErasureCause) -> Option<RetentionHold> {
        let running = |status| matches!(status, RefundStatus::Requested | RefundStatus::Pending);
        let shipped_for_good =
            cause == ErasureCause::RetentionExpired && order.state == PurchaseState::Shipped;
        if !order.state.is_closed() && !shipped_for_good {
            return Some(RetentionHold::Open);
        }
        if self.refunds.iter().any(|refund| running(refund.status)) {
            return Some(RetentionHold::RefundRunning);
        }
        if self.refunds.iter().any(|refund| self.still_owes(order, refund)) {
            return Some(RetentionHold::RefundFailed);
        }
        order.disputes.iter().any(Dispute::is_open).then_some(RetentionHold::DisputeOpen)
    }

    /// Returns true if a refund failed, and the customer did not get the money in another way: by a later refund of at
    /// least as much, or because too little of the payment is left.
    fn still_owes(&self, order: &Order, refund: &Refund) -> bool {
        let of_payment = || self.refunds.iter().filter(|other| other.payment_intent == refund.payment_intent);
        let replaces = |other: &Refund| {
            other.status.moves_money()
                && other.requested_at > refund.requested_at
                && other.amount.amount >= refund.amount.amount
        };
        if refund.status != RefundStatus::Failed || of_payment().any(replaces) {
            return false;
        }
        let left = if order.is_paid_by(&refund.payment_intent) {
            order.refundable(&self.refunds)
        } else {
            refundable(refund.amount, of_payment())
        };
        // Amounts that do not fit together need a person, so the data stays.
        !left.is_ok_and(|left| left.amount < refund.amount.amount)
    }
}

/// Returns true if a mail to the customer has not reached them.
pub(super) fn is_unsent(mail: &MailRecord) -> bool {
    mail.kind.is_to_customer() && matches!(mail.status, MailStatus::Owed | MailStatus::Failed)
}
