//! Refunds and disputes as Stripe reports them, whether the shop made them or somebody in Stripe's dashboard.

use jiff::Timestamp;
use serde_json::json;

use super::{Actor, Change, Dispute, MailKind, Purchase, Refund, RefundStatus};
use crate::audit::{Action, Event};
use crate::ids::RefundId;
use crate::money::Money;

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
    /// returns the id for each refund that the shop sees for the first time. Nothing changes if nothing is new.
    pub fn reflect_refunds(
        self,
        payment_intent: &str,
        reported: &[ProviderRefund],
        mut new_id: impl FnMut() -> RefundId,
        actor: &Actor,
        now: Timestamp,
    ) -> Option<Change> {
        let mut change = Change::of(self);
        for seen in reported {
            change.reflect(payment_intent, seen, &mut new_id, actor, now);
        }
        (!change.events.is_empty()).then_some(change)
    }

    /// Records a dispute with its present status at Stripe, and owes the shop's owner a mail about a new one. Nothing
    /// changes without an order, or if it is known already.
    pub fn record_dispute(self, dispute: &Dispute, actor: &Actor, now: Timestamp) -> Option<Change> {
        let mut order = self.order.clone().filter(|order| !order.disputes.contains(dispute))?;
        let mut change = Change::of(self);
        let evidence = json!({"dispute_id": dispute.id, "status": dispute.status});
        change.events.push(Event::note(now, actor.clone(), Action::PaymentDisputed, evidence));
        if let Some(known) = order.disputes.iter_mut().find(|known| known.id == dispute.id) {
            known.clone_from(dispute);
        } else {
            order.disputes.push(dispute.clone());
            change.owe(MailKind::Disputed(order.disputes.len()), now);
        }
        change.order = Some(order);
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
