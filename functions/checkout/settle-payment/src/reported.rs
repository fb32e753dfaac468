//! Refunds and disputes that Stripe reports: records each on its purchase, also those made in the dashboard.

use shared::clock;
use shared::domain::audit::Action;
use shared::domain::ids::RefundId;
use shared::domain::purchase::{Actor, Change, Dispute, MailKind, Purchase};
use shared::random;
use shared::store::StoreError;
use shared::telemetry::{self, Metric};
use shared::worker::HandlerError;

use crate::Deps;

/// Updates the purchase's refunds to what Stripe reports.
pub(crate) async fn refunds(deps: &Deps, payment_intent: &str, actor: &Actor) -> Result<(), HandlerError> {
    let reported = deps.payments.refunds_of(payment_intent).await?;
    update(deps, payment_intent, |purchase| {
        let now = clock::now();
        let new_id = || RefundId::from_uuid(random::uuid(now));
        purchase.reflect_refunds(payment_intent, &reported, new_id, actor, now)
    })
    .await
}

/// Records a dispute on the order, with its present status at Stripe.
pub(crate) async fn dispute(
    deps: &Deps,
    payment_intent: &str,
    id: &str,
    actor: &Actor,
) -> Result<(), HandlerError> {
    let status = deps.payments.dispute(id).await?.status;
    let dispute = Dispute { id: id.to_owned(), payment_intent: payment_intent.to_owned(), status };
    update(deps, payment_intent, |purchase| purchase.record_dispute(&dispute, actor, clock::now())).await
}

/// Finds the payment's purchase and changes it.
async fn update(
    deps: &Deps,
    payment_intent: &str,
    decide: impl Fn(Purchase) -> Option<Change>,
) -> Result<(), HandlerError> {
    let Some(id) = deps.payments.order_of_payment(payment_intent).await? else { return Ok(()) };
    telemetry::about(id);
    let change = match deps.purchases.amend(id, |purchase| Ok(decide(purchase))).await {
        Ok(Some(change)) => change,
        Ok(None) | Err(StoreError::UnknownPurchase) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    telemetry::count(Metric::OrderTransitioned, clock::now());
    if change.mails().iter().any(|mail| matches!(mail.kind, MailKind::Disputed(_))) {
        telemetry::count(Metric::PaymentDisputed, clock::now());
    }
    if change.events().iter().any(|event| event.action == Action::RefundFailed) {
        telemetry::count(Metric::RefundFailed, clock::now());
    }
    Ok(())
}
