//! A change of a purchase being put together, before it is written.

use domain::audit::Event;
use domain::purchase::MailKind;
use domain::refund::{Refund, RefundStatus};
use jiff::Timestamp;

use super::Purchase;
use crate::store::items::{CheckoutItem, MailItem, NoteItem, OrderItem, RefundItem, SessionItem, SoldItem};

/// One change of a purchase: what it becomes, and the records written with it.
#[derive(Debug, Clone)]
pub struct Change {
    /// The purchase as it was read.
    pub before: Purchase,
    /// The checkout, if it changes.
    pub checkout: Option<CheckoutItem>,
    /// The order, if it is made or changes.
    pub order: Option<OrderItem>,
    /// What happened, in order; at least one.
    pub events: Vec<Event>,
    /// Mails owed because of it.
    pub mails: Vec<MailItem>,
    /// Mails that were owed and are not any more.
    pub mails_dropped: Vec<MailItem>,
    /// Refunds asked for or changed.
    pub refunds: Vec<RefundItem>,
    /// Notes that are added.
    pub notes: Vec<NoteItem>,
    /// The session it settles.
    pub session: Option<SessionItem>,
    /// Products of which it is the first order.
    pub first_sales: Vec<SoldItem>,
}

impl Change {
    /// A change in which nothing changes yet.
    pub const fn of(before: Purchase) -> Self {
        Self {
            before,
            checkout: None,
            order: None,
            events: Vec::new(),
            mails: Vec::new(),
            mails_dropped: Vec::new(),
            refunds: Vec::new(),
            notes: Vec::new(),
            session: None,
            first_sales: Vec::new(),
        }
    }

    /// Adds a mail that is owed from now on, unless it was owed before: each goes out once for its cause. Nothing is owed
    /// to a customer who was erased.
    pub fn owe(&mut self, kind: MailKind, now: Timestamp) {
        let erased = self.before.order.as_ref().is_some_and(|order| order.erased_at.is_some());
        if !erased && self.before.mails.iter().chain(&self.mails).all(|mail| mail.kind != kind) {
            self.mails.push(MailItem::owed(self.before.checkout.id, kind, now));
        }
    }

    /// Adds a refund as it is now, with what happened to it. Of one that succeeded an order's customer is told; of a
    /// purchase that became no order the shop knows no customer. The trail says so if the money is not that of the order's
    /// own payment.
    pub fn refund(&mut self, refund: Refund, mut event: Event) {
        let order = self.before.order.as_ref();
        if !order.is_some_and(|order| order.is_paid_by(&refund.payment_intent)) {
            event.evidence["of_returned_payment"] = true.into();
        }
        if refund.status == RefundStatus::Succeeded && self.before.order.is_some() {
            self.owe(MailKind::Refunded(refund.id), event.at);
        }
        self.events.push(event);
        self.refunds.push(RefundItem { order_id: self.before.checkout.id, refund });
    }
}
