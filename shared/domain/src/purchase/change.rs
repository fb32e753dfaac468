//! A change of a purchase: decided here, and written by the store in one transaction.

use super::erase::is_unsent;
use super::{
    Checkout, MailKind, MailRecord, MailStatus, Note, Order, Purchase, PurchaseState, Refund, RefundStatus,
    SettledSession, StockLocation, StockTaken,
};
use crate::audit::{ChainHead, Event};
use crate::ids::ProductId;
use crate::money::MoneyError;
use jiff::Timestamp;

/// One change of a purchase: the new heads, and the records that are written with them.
///
/// Only the events of this module build one, so that every change of a purchase is listed here. The store only writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub(super) before: Purchase,
    pub(super) checkout: Option<Checkout>,
    pub(super) order: Option<Order>,
    pub(super) events: Vec<Event>,
    pub(super) mails: Vec<MailRecord>,
    pub(super) mails_renewed: Vec<MailRecord>,
    pub(super) mails_ended: Vec<MailRecord>,
    pub(super) mails_dropped: Vec<MailRecord>,
    pub(super) refunds: Vec<Refund>,
    pub(super) notes: Vec<Note>,
    pub(super) session: Option<SettledSession>,
    pub(super) stock: Vec<StockLocation>,
    pub(super) stock_returned: Vec<StockTaken>,
    pub(super) first_sales: Vec<ProductId>,
}

impl Change {
    /// Starts a change that does nothing yet.
    pub(super) const fn of(before: Purchase) -> Self {
        Self {
            before,
            checkout: None,
            order: None,
            events: Vec::new(),
            mails: Vec::new(),
            mails_renewed: Vec::new(),
            mails_ended: Vec::new(),
            mails_dropped: Vec::new(),
            refunds: Vec::new(),
            notes: Vec::new(),
            session: None,
            stock: Vec::new(),
            stock_returned: Vec::new(),
            first_sales: Vec::new(),
        }
    }

    /// Owes a mail, unless it was owed before: each is sent once for its cause. Nothing is owed to a customer who was
    /// erased; the owner of the shop is still informed.
    pub(super) fn owe(&mut self, kind: MailKind, now: Timestamp) {
        let reaches_somebody = !self.is_erased() || !kind.is_to_customer();
        if reaches_somebody && self.before.mails.iter().chain(&self.mails).all(|mail| mail.kind != kind) {
            self.mails.push(MailRecord::owed(self.before.checkout.id, kind, now));
        }
    }

    /// Returns the mails to the customer that were not sent, which have no recipient without the customer's data.
    pub(super) fn unsent_mails(&self) -> impl Iterator<Item = MailRecord> {
        self.before.mails.iter().filter(|mail| is_unsent(mail)).cloned()
    }

    fn is_erased(&self) -> bool {
        self.before.order.as_ref().is_some_and(|order| order.erased_at.is_some())
    }

    /// Owes a mail to the customer whose cause can happen again. One that has ended is sent again; one that is still owed
    /// has the present message when it is sent.
    pub(super) fn owe_again(&mut self, kind: MailKind, now: Timestamp) {
        if self.is_erased() {
            return;
        }
        match self.before.mails.iter().find(|mail| mail.kind == kind) {
            Some(mail) if mail.status == MailStatus::Owed => {}
            Some(mail) => self.mails_renewed.push(MailRecord::owed(mail.order_id, kind, now)),
            None => self.owe(kind, now),
        }
    }

    /// Adds a refund in its present state, with the event that led to it. The customer of an order gets a mail about a
    /// refund that succeeded; the customer of a purchase that became no order is not known. The event is marked if the
    /// refund is not of the order's own payment.
    pub(super) fn refund(&mut self, refund: Refund, mut event: Event) {
        let order = self.order.as_ref().or(self.before.order.as_ref());
        if !order.is_some_and(|order| order.is_paid_by(&refund.payment_intent)) {
            event.evidence["of_returned_payment"] = true.into();
        }
        if refund.status == RefundStatus::Succeeded && order.is_some() {
            // If the customer was told before, the refund has failed since.
            self.owe_again(MailKind::Refunded(refund.id), event.at);
        }
        self.events.push(event);
        let refund = self.taxed(refund);
        self.refunds.push(refund);
    }

    /// Returns the refund with its tax share. The share is computed when the refund is to move money, and again if it is
    /// tried again or its amount changed.
    fn taxed(&self, refund: Refund) -> Refund {
        let known = self.before.refund(refund.id).filter(|known| known.status.moves_money());
        let is_known = known.is_some_and(|known| known.amount == refund.amount && !known.tax.is_empty());
        let order = self.order.as_ref().or(self.before.order.as_ref());
        let Some(order) = order.filter(|_| refund.status.moves_money() && !is_known) else { return refund };
        let changed = |id| self.refunds.iter().any(|changed| changed.id == id);
        let before = self.before.refunds.iter().filter(|other| !changed(other.id));
        let others: Vec<&Refund> =
            before.chain(&self.refunds).filter(|other| other.id != refund.id).collect();
        Refund { tax: order.tax_share(&refund, &others), ..refund }
    }

    /// Returns the purchase that the change was decided on.
    pub const fn before(&self) -> &Purchase {
        &self.before
    }

    /// Returns the events in their order; at least one.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Returns the mails owed because of the change.
    pub fn mails(&self) -> &[MailRecord] {
        &self.mails
    }

    /// Returns the mails that had ended and are owed again.
    pub fn mails_renewed(&self) -> &[MailRecord] {
        &self.mails_renewed
    }

    /// Returns the mails that were not sent and end as dropped.
    pub fn mails_ended(&self) -> &[MailRecord] {
        &self.mails_ended
    }

    /// Returns the mails that were not sent and are removed.
    pub fn mails_dropped(&self) -> &[MailRecord] {
        &self.mails_dropped
    }

    /// Returns the order as the change leaves it, without its next version; none if it does not change.
    pub const fn order(&self) -> Option<&Order> {
        self.order.as_ref()
    }

    /// Returns the refunds that are new or changed.
    pub fn refunds(&self) -> &[Refund] {
        &self.refunds
    }

    /// Returns the notes that are added.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Returns the session that is settled by the change.
    pub const fn session(&self) -> Option<&SettledSession> {
        self.session.as_ref()
    }

    /// Returns the stock that a new order takes.
    pub fn stock(&self) -> &[StockLocation] {
        &self.stock
    }

    /// Returns the stock that the order took and returns.
    pub fn stock_returned(&self) -> &[StockTaken] {
        &self.stock_returned
    }

    /// Returns the products that are sold for the first time.
    pub fn first_sales(&self) -> &[ProductId] {
        &self.first_sales
    }

    /// Returns true if the checkout is written. The head of the audit chain is on the order as soon as there is one, so
    /// one of the two is always written.
    pub const fn changes_checkout(&self) -> bool {
        self.checkout.is_some() || (self.order.is_none() && self.before.order.is_none())
    }

    /// Returns the state of the purchase after the change.
    pub fn state_after(&self) -> PurchaseState {
        let order = self.order.as_ref().or(self.before.order.as_ref());
        let checkout = self.checkout.as_ref().unwrap_or(&self.before.checkout);
        order.map_or(checkout.state, |order| order.state)
    }

    /// Returns true if the change ends a purchase that was not paid. A later change that adds who ended it does not.
    pub fn ends_unpaid(&self) -> bool {
        let ends = self.state_after() == PurchaseState::Cancelled && self.session.is_none();
        ends && self.before.order.is_none() && self.before.state() != PurchaseState::Cancelled
    }

    /// Computes the purchase after the change: its heads with their next versions, the chained audit entries, the records
    /// and the sum refunded. The store writes exactly this.
    pub fn after(&self) -> Result<Purchase, MoneyError> {
        let mut after = self.before.clone();
        let subject = after.checkout.id.to_string();
        let mut chain = after.chain().clone();
        after.audit.extend(self.events.iter().map(|event| chain.append(&subject, event.clone())));
        after.mails.retain(|mail| self.mails_dropped.iter().all(|dropped| dropped.kind != mail.kind));
        for changed in self.mails_renewed.iter().chain(&self.mails_ended) {
            after
                .mails
                .iter_mut()
                .filter(|mail| mail.kind == changed.kind)
                .for_each(|mail| mail.clone_from(changed));
        }
        after.mails.extend(self.mails.iter().cloned());
        for refund in &self.refunds {
            match after.refunds.iter_mut().find(|known| known.id == refund.id) {
                Some(known) => known.clone_from(refund),
                None => after.refunds.push(refund.clone()),
            }
        }
        after.notes.extend(self.notes.iter().cloned());
        after.sessions.extend(self.session.clone());
        self.advance_heads(&mut after, &chain)?;
        Ok(after)
    }

    fn advance_heads(&self, after: &mut Purchase, chain: &ChainHead) -> Result<(), MoneyError> {
        if self.changes_checkout() {
            let checkout = self.checkout.as_ref().unwrap_or(&self.before.checkout).clone();
            let version = self.before.checkout.version.saturating_add(1);
            after.checkout = Checkout { version, chain: chain.clone(), ..checkout };
        }
        let Some(order) = self.order.as_ref().or(self.before.order.as_ref()) else { return Ok(()) };
        let mut order = Order { chain: chain.clone(), ..order.clone() };
        if let Some(was) = &self.before.order {
            order.version = was.version.saturating_add(1);
        }
        order.refunded = order.refunded_by(&after.refunds)?;
        after.order = Some(order);
        Ok(())
    }
}
