//! Payments queue: reads a payment's current state at Stripe and brings the purchase to it.
//!
//! Messages may arrive in any order and any number of times; the result is the same: one order, and one audit entry per
//! step. If the purchase changed in between, it is read and decided on again, so nothing undoes another worker's
//! change.

mod backfill;
mod order;
mod reported;

use jiff::Timestamp;
use shared::clock;
use shared::config::StartError;
use shared::domain::ids::{OrderId, RefundId};
use shared::domain::purchase::settlement::{Decision, SessionStatus, decide};
use shared::domain::purchase::{Actor, Change, Purchase};
use shared::domain::text::Text;
use shared::lookup::LookupKey;
use shared::payments::hint::PaymentHint as Hint;
use shared::payments::{PaymentsError, RetrievedSession};
use shared::random;
use shared::start::{Env, FromEnv, PaymentsQueue};
use shared::store::{EventCursor, PurchaseWriter, StoreError};
use shared::telemetry::{self, Metric};
use shared::vault::Vault;
use shared::worker::{HandlerError, Worker};
use shared_stripe::StripePayments;

/// Asks Stripe, seals customers, changes purchases.
pub struct Deps {
    pub purchases: PurchaseWriter,
    /// Cursor of the event backfill.
    pub cursor: EventCursor,
    pub payments: StripePayments,
    pub vault: Vault,
    /// Computes the keyed hash by which a customer is found.
    pub lookup: LookupKey,
    /// The queue that this function reads; the backfill enqueues events on it.
    pub queue: PaymentsQueue,
}

impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let (purchases, cursor, payments, vault, lookup, queue) = env.handle().await?;
        Ok(Self { purchases, cursor, payments, vault, lookup, queue })
    }
}

pub struct SettlePayment;

impl Worker for SettlePayment {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = Deps;
    type Message = Hint;
    const RETRIED_SOON: Option<&'static str> = Some("PAYMENTS_QUEUE_URL");

    async fn handle(deps: &Deps, hint: Hint) -> Result<(), HandlerError> {
        let actor = Actor::Stripe { event_id: hint.event_id().map(ToOwned::to_owned) };
        match hint {
            Hint::Session { session_id, order_id, .. } => {
                order_id.into_iter().for_each(telemetry::about);
                // Boxed: the largest futures would otherwise be copied around on the stack.
                Box::pin(settle(deps, &session_id, order_id, &actor)).await
            }
            Hint::Refunds { payment_intent, .. } => reported::refunds(deps, &payment_intent, &actor).await,
            Hint::PollEvents => backfill::run(deps).await,
            Hint::Dispute { payment_intent, dispute_id, .. } => {
                reported::dispute(deps, &payment_intent, &dispute_id, &actor).await
            }
        }
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::worker::run::<SettlePayment>()
}

/// Settles a session. The purchase that the hint names is read while Stripe answers: if it changes in between, the write
/// fails, and it is read again.
async fn settle(
    deps: &Deps,
    session_id: &str,
    hinted: Option<OrderId>,
    actor: &Actor,
) -> Result<(), HandlerError> {
    let (session, purchase) = tokio::join!(deps.payments.session(session_id), hinted_purchase(deps, hinted));
    let session = match session {
        Err(PaymentsError::NotFound) => {
            tracing::info!(session.id = session_id, "Stripe has no such session of this shop");
            telemetry::count(Metric::ForeignEvent, clock::now());
            return Ok(());
        }
        session => session?,
    };
    let id = session.order_id;
    telemetry::about(id);
    let session = &session;
    let purchase = purchase?.filter(|purchase| purchase.checkout.id == id);
    // Boxed: the largest futures would otherwise be copied around on the stack.
    let settled =
        deps.purchases.amend_read(id, purchase, |purchase| Box::pin(decided(deps, purchase, session, actor)));
    match settled.await {
        Ok(change) => count(change.as_ref()),
        Err(error) if is_unknown(&error) => return unknown_purchase(session),
        Err(error) => return Err(error),
    }
    Ok(())
}

async fn hinted_purchase(deps: &Deps, hinted: Option<OrderId>) -> Result<Option<Purchase>, StoreError> {
    match hinted {
        Some(id) => deps.purchases.purchase(id).await,
        None => Ok(None),
    }
}

/// Decides what the session means for the purchase, and makes the change.
async fn decided(
    deps: &Deps,
    purchase: Purchase,
    session: &RetrievedSession,
    actor: &Actor,
) -> Result<Option<Change>, HandlerError> {
    let now = clock::now();
    let change = match decide(&purchase.snapshot(&session.now.id, now), &session.now)? {
        Decision::Nothing => return Ok(None),
        Decision::AwaitBank => {
            let payment = order::awaited(deps, purchase.checkout.id, session).await?;
            purchase.await_bank(payment, actor, now)
        }
        Decision::Cancel(reason, detail) => purchase.cancel(reason, Text::fixed(detail), actor, now)?,
        Decision::Return(returned) => purchase.return_payment(&returned, new_refund_id(now), actor, now)?,
        Decision::Confirm { proof, tax_added } => {
            let confirmation = order::confirmation(deps, &purchase, session, proof, tax_added).await?;
            let confirmed = purchase.confirm(confirmation, actor, now)?;
            order::report_missing_tax(&confirmed);
            confirmed
        }
    };
    Ok(Some(change.with_refunds(&session.now, || new_refund_id(now), actor, now)))
}

fn new_refund_id(now: Timestamp) -> RefundId {
    RefundId::from_uuid(random::uuid(now))
}

fn count(written: Option<&Change>) {
    let Some(change) = written else { return };
    reported::count_disputes(change);
    let metric = match change.session().map(|settled| settled.outcome.as_str()) {
        Some("order") => Metric::OrderConfirmed,
        Some(_) => Metric::PaymentReturned,
        None if change.ends_unpaid() => Metric::CheckoutCancelled,
        None => return,
    };
    telemetry::count(metric, clock::now());
}

fn is_unknown(error: &HandlerError) -> bool {
    matches!(error.downcast_ref(), Some(StoreError::UnknownPurchase))
}

/// Fails for a payment of an unknown purchase, so that the message ends in the dead-letter queue and somebody looks
/// into the payment.
fn unknown_purchase(session: &RetrievedSession) -> Result<(), HandlerError> {
    match session.now.status {
        SessionStatus::Paid(_) => Err("a session was paid for an unknown purchase".into()),
        _ => Ok(()),
    }
}
