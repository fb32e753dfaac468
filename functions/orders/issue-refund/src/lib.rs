//! Refund queue: makes a requested refund at Stripe and records the outcome.

use jiff::SignedDuration;
use shared::clock;
use shared::domain::ids::OrderId;
use shared::domain::purchase::{
    Actor, Change, ProviderRefund, ProviderRefundStatus, Refund, RefundOutcome, RefundStatus,
};
use shared::messages::IssueRefund as Owed;
use shared::payments::{Payments, PaymentsError, RefundRequest};
use shared::store::PurchaseWriter;
use shared::telemetry::{self, Metric};
use shared::worker::{HandlerError, Worker};
use shared_stripe::StripePayments;

pub struct IssueRefund;

impl Worker for IssueRefund {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = (PurchaseWriter, StripePayments);
    type Message = Owed;
    const RETRIED_SOON: Option<&'static str> = Some("REFUND_QUEUE_URL");

    async fn handle(
        (purchases, payments): &Self::Deps,
        Owed { order_id, refund_id }: Owed,
    ) -> Result<(), HandlerError> {
        telemetry::about(order_id);
        let actor = &Actor::System { function: Self::FUNCTION.to_owned() };
        let recorded = purchases.amend_async(order_id, |purchase| async move {
            let refund = purchase.refund(refund_id).ok_or("the refund does not exist")?;
            if refund.status != RefundStatus::Requested {
                return Ok(None);
            }
            let outcome = outcome(payments.as_ref(), order_id, refund).await?;
            Ok::<_, HandlerError>(purchase.record_refund(refund_id, &outcome, actor, clock::now()))
        });
        let recorded = Box::pin(recorded).await?;
        let failed = |change: &Change| change.refunds().iter().any(|it| it.status == RefundStatus::Failed);
        if recorded.as_ref().is_some_and(failed) {
            telemetry::count(Metric::RefundFailed, clock::now());
        }
        Ok(())
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::worker::run::<IssueRefund>()
}

/// Time during which Stripe certainly remembers an idempotency key; it forgets keys after a day
/// (<https://docs.stripe.com/api/idempotent_requests>).
const KEY_IS_KNOWN: SignedDuration = SignedDuration::from_hours(20);

/// Asks Stripe for the refund. If the response may hide a refund that was made, the list of existing refunds is
/// checked.
async fn outcome(
    payments: &dyn Payments,
    order_id: OrderId,
    refund: &Refund,
) -> Result<RefundOutcome, HandlerError> {
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
