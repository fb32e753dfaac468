//! What lies beyond the plain order: payments that go back, refunds and disputes made at Stripe.

use jiff::Timestamp;
use serde_json::json;
use shared::clock;
use shared::domain::audit::{Action, Event};
use shared::domain::ids::RefundId;
use shared::domain::purchase::{Actor, Paid};
use shared::domain::refund::{Refund, RefundStatus};
use shared::domain::settlement::WhyReturned;
use shared::payments::{ProviderRefund, ProviderRefundStatus};
use shared::random;
use shared::store::items::{CheckoutItem, Dispute, RefundItem, SessionItem};
use shared::store::purchases::{Change, Purchase};
use shared::telemetry::{self, Metric};
use shared::worker::HandlerError;

use crate::{Deps, RACES, Stopped, write};

/// Adds to a change that a payment goes back in full, flagged for a person to look at.
pub(crate) fn give_back(change: &mut Change, paid: &Paid, why: WhyReturned, actor: &Actor, now: Timestamp) {
    let order_id = change.before.checkout.id;
    let evidence = json!({"session_id": paid.session_id, "paid": paid.amount, "due": change.before.checkout.quote.total});
    change
        .events
        .push(Event::note(now, actor.clone(), Action::PaymentReturned, evidence).because(why.as_str()));
    change.session = Some(SessionItem::ended(order_id, &paid.session_id, "returned", now));
    if change.before.order.is_none() {
        change.checkout = Some(CheckoutItem { money_returned: true, ..change.before.checkout.clone() });
    }
    if let Some(payment_intent) = &paid.payment_intent {
        let refund = Refund {
            id: RefundId::from_uuid(random::uuid(now)),
            amount: paid.amount,
            reason: why.as_str().to_owned(),
            status: RefundStatus::Requested,
            attempt: 1,
            payment_intent: payment_intent.clone(),
            stripe_refund_id: None,
            failure: None,
            requested_at: now,
            settled_at: None,
        };
        change.refunds.push(RefundItem { order_id, refund });
    }
}

/// Brings the refunds that Stripe knows onto the order, whoever made them.
pub(crate) async fn refunds(deps: &Deps, payment_intent: &str, actor: &Actor) -> Result<(), HandlerError> {
    let known = deps.payments.refunds_of(payment_intent).await?;
    update(deps, payment_intent, |change, now| {
        for refund in &known {
            reflect(change, payment_intent, refund, actor, now);
        }
    })
    .await
}

/// Notes a dispute on the order, as it stands at Stripe now.
pub(crate) async fn dispute(
    deps: &Deps,
    payment_intent: &str,
    id: &str,
    actor: &Actor,
) -> Result<(), HandlerError> {
    let standing = deps.payments.dispute(id).await?;
    let payment_intent_of = payment_intent.to_owned();
    let dispute = Dispute { id: id.to_owned(), payment_intent: payment_intent_of, status: standing.status };
    update(deps, payment_intent, |change, now| {
        let Some(mut order) = change.before.order.clone().filter(|order| !order.disputes.contains(&dispute))
        else {
            return;
        };
        let evidence = json!({"dispute_id": dispute.id, "status": dispute.status});
        change.events.push(Event::note(now, actor.clone(), Action::PaymentDisputed, evidence));
        order.disputes.retain(|known| known.id != dispute.id);
        order.disputes.push(dispute.clone());
        change.order = Some(order);
    })
    .await
}

/// Finds the payment's purchase and writes what `adjust` adds to the change, as often as a race is lost.
async fn update(
    deps: &Deps,
    payment_intent: &str,
    adjust: impl Fn(&mut Change, Timestamp),
) -> Result<(), HandlerError> {
    let Some(id) = deps.payments.order_of_payment(payment_intent).await? else { return Ok(()) };
    telemetry::about(id);
    for _ in 0..RACES {
        let Some(purchase) = deps.store.purchase(id).await? else { return Ok(()) };
        let now = clock::now();
        let mut change = Change::of(purchase);
        adjust(&mut change, now);
        if change.events.is_empty() {
            return Ok(());
        }
        let refund_failed = change.events.iter().any(|event| event.action == Action::RefundFailed);
        match Box::pin(write(deps, change, &[], Metric::OrderTransitioned, now)).await {
            Err(Stopped::Race) => {}
            Err(Stopped::Failed(error)) => return Err(error),
            Ok(()) => {
                if refund_failed {
                    telemetry::count(Metric::RefundFailed, now);
                }
                return Ok(());
            }
        }
    }
    Err("gave up after repeated conflicts while recording the payment".into())
}

fn reflect(change: &mut Change, payment_intent: &str, seen: &ProviderRefund, actor: &Actor, now: Timestamp) {
    let known = match kin(&change.before, seen) {
        Kin::Ours(refund) => Some(refund.clone()),
        Kin::EarlierAttempt => return,
        Kin::Foreign => None,
    };
    let (status, failure) = match &seen.status {
        ProviderRefundStatus::Pending => (RefundStatus::Pending, None),
        ProviderRefundStatus::Succeeded => (RefundStatus::Succeeded, None),
        ProviderRefundStatus::Failed(code) => (RefundStatus::Failed, Some(code.clone())),
    };
    let made_here = known.is_some();
    let base = known.unwrap_or_else(|| Refund {
        id: RefundId::from_uuid(random::uuid(now)),
        amount: seen.amount,
        reason: "made in Stripe's dashboard".to_owned(),
        status: RefundStatus::Requested,
        attempt: 1,
        payment_intent: payment_intent.to_owned(),
        stripe_refund_id: None,
        failure: None,
        requested_at: now,
        settled_at: None,
    });
    let refund =
        Refund { stripe_refund_id: Some(seen.id.clone()), ..base.clone().seen(status, failure, now) };
    if made_here && refund == base {
        return;
    }
    let evidence = json!({"refund_id": refund.id, "stripe_refund_id": seen.id, "amount": seen.amount});
    change.refund(refund, Event::note(now, actor.clone(), status.into(), evidence));
}

/// What a refund at Stripe is to the shop.
enum Kin<'a> {
    /// This one of ours.
    Ours(&'a Refund),
    /// An earlier, failed attempt of one of ours, long known.
    EarlierAttempt,
    /// Made in Stripe's dashboard.
    Foreign,
}

/// Each attempt is a refund of its own at Stripe, and all of them carry our one id.
fn kin<'a>(purchase: &'a Purchase, seen: &ProviderRefund) -> Kin<'a> {
    let ours = || purchase.refunds.iter().map(|item| &item.refund);
    if let Some(refund) = ours().find(|refund| refund.stripe_refund_id.as_deref() == Some(seen.id.as_str())) {
        return Kin::Ours(refund);
    }
    let failed = matches!(seen.status, ProviderRefundStatus::Failed(_));
    match ours().find(|refund| Some(refund.id) == seen.refund_id) {
        Some(refund) if refund.stripe_refund_id.is_some() || (failed && refund.attempt > 1) => {
            Kin::EarlierAttempt
        }
        Some(refund) => Kin::Ours(refund),
        None => Kin::Foreign,
    }
}
