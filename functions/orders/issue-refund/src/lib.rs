//! Refund queue: makes a requested refund at Stripe and records the outcome.

use jiff::SignedDuration;
use shared::clock;
use shared::domain::ids::OrderId;
use shared::domain::money::Money;
use shared::domain::purchase::{
    Actor, Change, ProviderPayment, ProviderRefund, ProviderRefundStatus, Refund, RefundOutcome, RefundStatus,
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
            let now = clock::now();
            Ok::<_, HandlerError>(match outcome {
                Outcome::TooLittleLeft(left) => purchase.limit_refund(refund_id, left, actor, now),
                Outcome::Answer(answer) => purchase.record_refund(refund_id, &answer, actor, now),
            })
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

/// The outcome of asking Stripe for a refund.
enum Outcome {
    /// The refund, or the code of the refusal.
    Answer(RefundOutcome),
    /// Refused, because other refunds left only this amount of the payment.
    TooLittleLeft(Money),
}

/// Asks Stripe for the refund. If the response may hide a refund that was made, the list of existing refunds is
/// checked.
async fn outcome(
    payments: &dyn Payments,
    order_id: OrderId,
    refund: &Refund,
) -> Result<Outcome, HandlerError> {
    let waited = clock::now().duration_since(refund.requested_at);
    if (refund.attempt > 1 || waited > KEY_IS_KNOWN)
        && let Some(made) = made(&refunds_of(payments, refund).await?, refund)
    {
        return Ok(Outcome::Answer(Ok(made)));
    }
    let request = RefundRequest {
        refund_id: refund.id,
        order_id,
        payment_intent: refund.payment_intent.clone(),
        amount: refund.amount,
        idempotency_key: refund.idempotency_key(),
    };
    let refused = match payments.refund(&request).await {
        Ok(made) => return Ok(Outcome::Answer(Ok(made))),
        Err(PaymentsError::FailedForKey(_)) => "provider_error".to_owned(),
        Err(PaymentsError::Refused { code }) => code,
        Err(PaymentsError::NotFound) => "payment_not_found".to_owned(),
        Err(error @ PaymentsError::Unavailable(_)) => return Err(error.into()),
    };
    let refunds = refunds_of(payments, refund).await?;
    if let Some(made) = made(&refunds, refund) {
        return Ok(Outcome::Answer(Ok(made)));
    }
    let left = left(payments, refund, refunds).await?;
    let too_little = left.filter(|left| left.amount < refund.amount.amount);
    Ok(too_little.map_or(Outcome::Answer(Err(refused)), Outcome::TooLittleLeft))
}

async fn refunds_of(payments: &dyn Payments, refund: &Refund) -> Result<Vec<ProviderRefund>, PaymentsError> {
    match payments.refunds_of(&refund.payment_intent).await {
        Err(PaymentsError::NotFound) => Ok(Vec::new()),
        refunds => refunds,
    }
}

/// Finds the refund among those that Stripe has made.
fn made(refunds: &[ProviderRefund], refund: &Refund) -> Option<ProviderRefund> {
    let ours = |made: &&ProviderRefund| {
        made.refund_id == Some(refund.id) && !matches!(made.status, ProviderRefundStatus::Failed(_))
    };
    refunds.iter().find(ours).cloned()
}

/// Returns the amount that is left of the payment; none if Stripe does not have it.
async fn left(
    payments: &dyn Payments,
    refund: &Refund,
    refunds: Vec<ProviderRefund>,
) -> Result<Option<Money>, HandlerError> {
    let captured = match payments.payment(&refund.payment_intent).await {
        Err(PaymentsError::NotFound) => return Ok(None),
        payment => payment?.captured,
    };
    let payment = ProviderPayment { payment_intent: refund.payment_intent.clone(), captured, refunds };
    Ok(Some(payment.left(&[])?))
}
