//! Refunds and disputes that Stripe reports: records each on its purchase, also those made in the dashboard.

use shared::clock;
use shared::domain::audit::Action;
use shared::domain::ids::OrderId;
use shared::domain::purchase::{Actor, Change, Dispute, MailKind, ProviderPayment, Purchase, PurchaseState};
use shared::payments::{PaymentsError, RetrievedPayment};
use shared::telemetry::{self, Metric};
use shared::worker::HandlerError;

use crate::{Deps, is_unknown, new_refund_id, settle};

/// Updates the purchase's refunds to what Stripe reports.
pub(crate) async fn refunds(deps: &Deps, payment_intent: &str, actor: &Actor) -> Result<(), HandlerError> {
    let Some(RetrievedPayment { order_id, captured }) = payment(deps, payment_intent).await? else {
        return Ok(());
    };
    settle_first(deps, order_id, actor).await?;
    let refunds = deps.payments.refunds_of(payment_intent).await?;
    let payment = ProviderPayment { payment_intent: payment_intent.to_owned(), captured, refunds };
    update(deps, order_id, |purchase| {
        let now = clock::now();
        Ok(purchase.reflect_refunds(&payment, || new_refund_id(now), actor, now)?)
    })
    .await
}

/// Records a dispute with its present status at Stripe.
pub(crate) async fn dispute(
    deps: &Deps,
    payment_intent: &str,
    id: &str,
    actor: &Actor,
) -> Result<(), HandlerError> {
    let Some(RetrievedPayment { order_id, .. }) = payment(deps, payment_intent).await? else { return Ok(()) };
    let status = deps.payments.dispute(id).await?.status;
    let dispute = Dispute { id: id.to_owned(), payment_intent: payment_intent.to_owned(), status };
    update(deps, order_id, |purchase| Ok(purchase.record_dispute(&dispute, actor, clock::now()))).await
}

/// Retrieves a payment of the shop. The account may be shared with another business or stack, so any other is acknowledged.
async fn payment(deps: &Deps, payment_intent: &str) -> Result<Option<RetrievedPayment>, HandlerError> {
    match deps.payments.payment(payment_intent).await {
        Err(PaymentsError::NotFound) => {
            tracing::info!(payment.id = payment_intent, "Stripe has no such payment of this shop");
            telemetry::count(Metric::ForeignEvent, clock::now());
            Ok(None)
        }
        payment => {
            let payment = payment?;
            telemetry::about(payment.order_id);
            Ok(Some(payment))
        }
    }
}

/// Settles the purchase's session if that is still to be done. What was refunded was paid before, and the refund is then
/// recorded, mailed and published as one of the order.
async fn settle_first(deps: &Deps, id: OrderId, actor: &Actor) -> Result<(), HandlerError> {
    let checkout = deps.purchases.checkout(id).await?;
    let waiting = checkout.filter(|checkout| checkout.state == PurchaseState::PendingPayment);
    match waiting.and_then(|checkout| checkout.session) {
        Some(session) => Box::pin(settle(deps, &session.id, Some(id), actor)).await,
        None => Ok(()),
    }
}

/// Changes the payment's purchase.
async fn update(
    deps: &Deps,
    id: OrderId,
    decide: impl Fn(Purchase) -> Result<Option<Change>, HandlerError>,
) -> Result<(), HandlerError> {
    let change = match deps.purchases.amend(id, decide).await {
        Ok(Some(change)) => change,
        Ok(None) => return Ok(()),
        Err(error) if is_unknown(&error) => return Ok(()),
        Err(error) => return Err(error),
    };
    telemetry::count(Metric::OrderTransitioned, clock::now());
    count_disputes(&change);
    if change.events().iter().any(|event| event.action == Action::RefundFailed) {
        telemetry::count(Metric::RefundFailed, clock::now());
    }
    Ok(())
}

/// Counts a new dispute, of an order or of a payment that made none.
pub(crate) fn count_disputes(change: &Change) {
    if change.mails().iter().any(|mail| matches!(mail.kind, MailKind::Disputed(_))) {
        telemetry::count(Metric::PaymentDisputed, clock::now());
    }
}
