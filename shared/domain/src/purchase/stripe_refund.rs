//! Refunds and disputes as Stripe reports them, whether the shop made them or somebody in Stripe's dashboard.

use jiff::Timestamp;
use serde_json::json;

use super::settlement::SessionSnapshot;
use super::{
    Actor, Change, Checkout, Dispute, MailKind, Order, ProviderPayment, Purchase, Refund, RefundStatus,
};
use crate::audit::{Action, Event};
use crate::ids::RefundId;
use crate::money::{Money, MoneyError};

/// A refund as the provider describes it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRefund {
    /// The provider's id of the refund.
    pub id: String,
    /// Our id, if the shop asked for it; none if it was made in the provider's dashboard.
    pub refund_id: Option<RefundId>,
    /// The amount of the refund.
    pub amount: Money,
    /// The status at the provider.
    pub status: ProviderRefundStatus,
}

/// The status of a refund at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderRefundStatus {
    /// The provider is working on it.
    Pending,
    /// The provider has made the refund.
    Succeeded,
    /// Refused or cancelled, with the provider's code.
    Failed(String),
}

impl ProviderRefundStatus {
    /// Returns the status of our record, with the code of a failure.
    pub fn to_record(&self) -> (RefundStatus, Option<String>) {
        match self {
            Self::Pending => (RefundStatus::Pending, None),
            Self::Succeeded => (RefundStatus::Succeeded, None),
            Self::Failed(code) => (RefundStatus::Failed, Some(code.clone())),
        }
    }
}

/// The origin of a refund that Stripe reports.
enum RefundOrigin<'a> {
    /// The present attempt of one of our refunds.
    Ours(&'a Refund),
    /// An earlier, failed attempt of one of our refunds, recorded long ago.
    SupersededAttempt,
    /// A refund made in Stripe's dashboard.
    External,
}

impl Purchase {
    /// Updates the refunds of a payment to what Stripe reports now, including those made in its dashboard. `new_id`
    /// returns the id for each refund that the shop sees for the first time. A failed refund for which too little is left
    /// of the payment is superseded. Nothing changes if nothing is new.
    pub fn reflect_refunds(
        self,
        payment: &ProviderPayment,
        new_id: impl FnMut() -> RefundId,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Option<Change>, MoneyError> {
        let mut change = Change::of(self);
        change.reflect_all(payment, new_id, actor, now);
        change.supersede_failed(payment, actor, now)?;
        Ok((!change.events.is_empty()).then_some(change))
    }

    /// Records a dispute with its present status at Stripe, on the order or, before there is one, on the checkout. Owes the
    /// shop's owner a mail about a new one, for which the bank waits only some days. Nothing changes if it is known already.
    pub fn record_dispute(self, dispute: &Dispute, actor: &Actor, now: Timestamp) -> Option<Change> {
        let known = self.disputes();
        if known.contains(dispute) {
            return None;
        }
        // Mails refer to a dispute by its place, so that a known one keeps it.
        let mut disputes = known.to_vec();
        let place = disputes.iter_mut().find(|known| known.id == dispute.id);
        let is_new = place.is_none();
        match place {
            Some(known) => known.clone_from(dispute),
            None => disputes.push(dispute.clone()),
        }
        let mut change = Change::of(self);
        let evidence = json!({"dispute_id": dispute.id, "status": dispute.status});
        change.events.push(Event::note(now, actor.clone(), Action::PaymentDisputed, evidence));
        if is_new {
            change.owe(MailKind::Disputed(disputes.len()), now);
        }
        match change.before.order.clone() {
            Some(order) => change.order = Some(Order { disputes, ..order }),
            None => change.checkout = Some(Checkout { disputes, ..change.before.checkout.clone() }),
        }
        Some(change)
    }

    /// Finds the origin of a refund. Each attempt is a refund of its own at Stripe, and all of them carry our one id.
    fn origin_of(&self, seen: &ProviderRefund) -> RefundOrigin<'_> {
        let known = |refund: &&Refund| refund.stripe_refund_id.as_deref() == Some(seen.id.as_str());
        if let Some(refund) = self.refunds.iter().find(known) {
            return RefundOrigin::Ours(refund);
        }
        let failed = matches!(seen.status, ProviderRefundStatus::Failed(_));
        match self.refunds.iter().find(|refund| Some(refund.id) == seen.refund_id) {
            Some(refund) if refund.stripe_refund_id.is_some() || (failed && refund.attempt > 1) => {
                RefundOrigin::SupersededAttempt
            }
            Some(refund) => RefundOrigin::Ours(refund),
            None => RefundOrigin::External,
        }
    }
}

impl Change {
    /// Adds the refunds that Stripe reports for the payment of a session that is being settled.
    #[must_use]
    pub fn with_refunds(
        mut self,
        session: &SessionSnapshot,
        new_id: impl FnMut() -> RefundId,
        actor: &Actor,
        now: Timestamp,
    ) -> Self {
        if let Some(payment) = session.payment() {
            self.reflect_all(&payment, new_id, actor, now);
        }
        self
    }

    fn reflect_all(
        &mut self,
        payment: &ProviderPayment,
        mut new_id: impl FnMut() -> RefundId,
        actor: &Actor,
        now: Timestamp,
    ) {
        for seen in &payment.refunds {
            self.reflect(&payment.payment_intent, seen, &mut new_id, actor, now);
        }
    }

    /// Supersedes the failed refunds of a payment that can no longer be made, unless the rest of the payment is to be
    /// refunded too: then they can still be retried.
    fn supersede_failed(
        &mut self,
        payment: &ProviderPayment,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<(), MoneyError> {
        let left = payment.left(&[])?;
        if left.amount > 0 && self.before.is_to_be_refunded_in_full(&payment.payment_intent) {
            return Ok(());
        }
        let changed = |refund: &&Refund| self.refunds.iter().all(|changed| changed.id != refund.id);
        let lost = self.before.refunds.iter().filter(changed).filter(|refund| {
            refund.payment_intent == payment.payment_intent
                && refund.status == RefundStatus::Failed
                && refund.amount.amount > left.amount
        });
        for refund in lost.cloned().collect::<Vec<_>>() {
            self.supersede(refund, left, actor, now);
        }
        Ok(())
    }

    fn reflect(
        &mut self,
        payment_intent: &str,
        seen: &ProviderRefund,
        new_id: &mut impl FnMut() -> RefundId,
        actor: &Actor,
        now: Timestamp,
    ) {
        let known = match self.before.origin_of(seen) {
            RefundOrigin::Ours(refund) => Some(refund.clone()),
            RefundOrigin::SupersededAttempt => return,
            RefundOrigin::External => None,
        };
        let (status, failure) = seen.status.to_record();
        // Stripe lists the attempt that failed for ever; the refund has ended since.
        let ended = |it: &Refund| matches!(it.status, RefundStatus::Superseded | RefundStatus::PaidElsewhere);
        if known.as_ref().is_some_and(ended) && status == RefundStatus::Failed {
            return;
        }
        let made_here = known.is_some();
        let base = known.unwrap_or_else(|| {
            let reason = "made in Stripe's dashboard".to_owned();
            Refund::requested(new_id(), seen.amount, reason, payment_intent, now)
        });
        let refund =
            Refund { stripe_refund_id: Some(seen.id.clone()), ..base.clone().seen(status, failure, now) };
        if made_here && refund == base {
            return;
        }
        let evidence = json!({"refund_id": refund.id, "stripe_refund_id": seen.id, "amount": seen.amount});
        self.refund(refund, Event::note(now, actor.clone(), status.into(), evidence));
    }
}
