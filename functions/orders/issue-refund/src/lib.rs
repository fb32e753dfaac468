//! Refund queue: a refund that was asked for is made at Stripe, and what came of it is noted.

use jiff::SignedDuration;
use serde_json::json;
use shared::clock;
use shared::domain::audit::Event;
use shared::domain::ids::OrderId;
use shared::domain::purchase::Actor;
use shared::domain::refund::{Refund, RefundStatus};
use shared::messages::IssueRefund as Owed;
use shared::payments::{Payments, PaymentsError, ProviderRefund, ProviderRefundStatus, RefundRequest};
use shared::random;
use shared::store::purchases::{Change, Purchase};
use shared::store::{Store, StoreError};
use shared::telemetry::{self, Metric};
use shared::worker::{HandlerError, Worker};
use shared_stripe::StripePayments;

pub struct IssueRefund;

impl Worker for IssueRefund {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = (Store, StripePayments);
    type Message = Owed;

    async fn handle(
        (store, payments): &Self::Deps,
        Owed { order_id, refund_id }: Owed,
    ) -> Result<(), HandlerError> {
        telemetry::about(order_id);
        for _ in 0..5 {
            let purchase =
                store.purchase(order_id).await?.ok_or("the purchase of the refund does not exist")?;
            let asked = purchase.refunds.iter().find(|item| item.refund.id == refund_id);
            let refund = asked.ok_or("the refund does not exist")?.refund.clone();
            if refund.status != RefundStatus::Requested {
                return Ok(());
            }
            let outcome = outcome(payments.as_ref(), order_id, &refund).await?;
            match note(store, purchase, refund, &outcome).await {
                Err(StoreError::Conflict) => {}
                noted => return Ok(noted?),
            }
        }
        Err("gave up after repeated conflicts while recording the refund".into())
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::worker::run::<IssueRefund>()
}

/// How long Stripe surely knows an idempotency key; it forgets them after a day
/// (<https://docs.stripe.com/api/idempotent_requests>).
const KEY_IS_KNOWN: SignedDuration = SignedDuration::from_hours(20);

/// What came of asking: a refund, or why there is none.
type Outcome = Result<ProviderRefund, String>;

/// Asks Stripe. An answer that may hide a refund that was made is checked against the list of those there are.
async fn outcome(
    payments: &dyn Payments,
    order_id: OrderId,
    refund: &Refund,
) -> Result<Outcome, HandlerError> {
    let waited = clock::now().duration_since(refund.requested_at);
    if (refund.attempt > 1 || waited > KEY_IS_KNOWN)
        && let Some(made) = already_made(payments, refund).await?
    {
        return Ok(Ok(made));
    }
    let request = RefundRequest {
        refund_id: refund.id,
        order_id,
        payment_intent: refund.payment_intent.clone(),
        amount: refund.amount,
        idempotency_key: refund.idempotency_key(),
    };
    let refused = match payments.refund(&request).await {
        Ok(made) => return Ok(Ok(made)),
        Err(PaymentsError::FailedForKey(_)) => "provider_error".to_owned(),
        Err(PaymentsError::Refused { code }) => code,
        Err(PaymentsError::NotFound) => "payment_not_found".to_owned(),
        Err(error @ PaymentsError::Unavailable(_)) => return Err(error.into()),
    };
    Ok(already_made(payments, refund).await?.ok_or(refused))
}

async fn already_made(
    payments: &dyn Payments,
    refund: &Refund,
) -> Result<Option<ProviderRefund>, PaymentsError> {
    let ours = |made: &ProviderRefund| {
        made.refund_id == Some(refund.id) && !matches!(made.status, ProviderRefundStatus::Failed(_))
    };
    match payments.refunds_of(&refund.payment_intent).await {
        Ok(made) => Ok(made.into_iter().find(ours)),
        Err(PaymentsError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn note(
    store: &Store,
    purchase: Purchase,
    refund: Refund,
    outcome: &Outcome,
) -> Result<(), StoreError> {
    let now = clock::now();
    let (status, failure) = match outcome.as_ref().map(|made| &made.status) {
        Ok(ProviderRefundStatus::Succeeded) => (RefundStatus::Succeeded, None),
        Ok(ProviderRefundStatus::Pending) => (RefundStatus::Pending, None),
        Ok(ProviderRefundStatus::Failed(code)) | Err(code) => (RefundStatus::Failed, Some(code.clone())),
    };
    let stripe_refund_id = outcome.as_ref().ok().map(|made| made.id.clone());
    let evidence = json!({
        "refund_id": refund.id, "attempt": refund.attempt, "amount": refund.amount,
        "stripe_refund_id": stripe_refund_id, "failure": failure,
    });
    let actor = Actor::System { function: IssueRefund::FUNCTION.to_owned() };
    let mut change = Change::of(purchase);
    let event = Event::note(now, actor, status.into(), evidence);
    change.refund(Refund { stripe_refund_id, ..refund.seen(status, failure, now) }, event);
    let shard = random::bytes::<1>().map_or(0, |[byte]| byte);
    store.change(change, &[], shard).await?;
    if status == RefundStatus::Failed {
        telemetry::count(Metric::RefundFailed, now);
    }
    Ok(())
}
