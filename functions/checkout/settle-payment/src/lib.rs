//! Payments queue: ask Stripe what is true of a payment, and bring the purchase to it.
//!
//! Whatever comes, how often and in which order, leads to the same end: one order, one audit entry a step. A loser of
//! a race re-reads and decides anew; it never undoes what the winner did.

mod backfill;
mod beyond;
mod order;

use jiff::Timestamp;
use serde_json::json;
use shared::clock;
use shared::config::StartError;
use shared::domain::audit::{Action, Event};
use shared::domain::ids::OrderId;
use shared::domain::purchase::Actor;
use shared::domain::settlement::{Decision, PurchaseNow, SessionStatus, WhyCancelled, decide};
use shared::domain::text::Text;
use shared::lookup::LookupKey;
use shared::messages::SettlePayment as Hint;
use shared::payment_end;
use shared::payments::{PaymentsError, RetrievedSession};
use shared::start::{Env, FromEnv, PaymentsQueue};
use shared::store::items::CheckoutItem;
use shared::store::purchases::{Change, Purchase};
use shared::store::stock::StockOf;
use shared::store::{Store, StoreError};
use shared::telemetry::{self, Metric};
use shared::vault::Vault;
use shared::worker::{HandlerError, Worker};
use shared_stripe::StripePayments;

/// Asks Stripe, seals customers, changes purchases.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// Stripe.
    pub payments: StripePayments,
    /// Seals the customer.
    pub vault: Vault,
    /// Makes the keyed hash by which a customer is found.
    pub lookup: LookupKey,
    /// Its own queue, on which the backfill enqueues events.
    pub queue: PaymentsQueue,
}

impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let (store, payments, vault, lookup, queue) = env.handle().await?;
        Ok(Self { store, payments, vault, lookup, queue })
    }
}

/// How often a lost race is run again before the queue brings the message back.
pub(crate) const RACES: usize = 5;

pub struct SettlePayment;

impl Worker for SettlePayment {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = Deps;
    type Message = Hint;

    async fn handle(deps: &Deps, hint: Hint) -> Result<(), HandlerError> {
        let actor = Actor::Stripe { event_id: hint.event_id().map(ToOwned::to_owned) };
        match hint {
            Hint::Session { session_id, order_id, .. } => {
                // Boxed: the largest futures would otherwise be copied around on the stack.
                Box::pin(settle(deps, &session_id, order_id, &actor)).await
            }
            Hint::Refunds { payment_intent, .. } => beyond::refunds(deps, &payment_intent, &actor).await,
            Hint::PollEvents => backfill::run(deps).await,
            Hint::Dispute { payment_intent, dispute_id, .. } => {
                beyond::dispute(deps, &payment_intent, &dispute_id, &actor).await
            }
        }
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::worker::run::<SettlePayment>()
}

async fn settle(
    deps: &Deps,
    session_id: &str,
    hinted: Option<OrderId>,
    actor: &Actor,
) -> Result<(), HandlerError> {
    let session = match deps.payments.session(session_id).await {
        Err(PaymentsError::NotFound) => {
            tracing::warn!(session.id = session_id, "Stripe has no such session");
            return Ok(());
        }
        session => session?,
    };
    let Some(id) = session.order_id.or(hinted) else {
        tracing::warn!(session.id = session_id, "the session does not reference a purchase of this shop");
        return Ok(());
    };
    telemetry::about(id);
    for _ in 0..RACES {
        let Some(purchase) = deps.store.purchase(id).await? else {
            return unknown_purchase(&session);
        };
        match Box::pin(take_decision(deps, purchase, &session, actor, clock::now())).await {
            Err(Stopped::Race) => {}
            Err(Stopped::Failed(error)) => return Err(error),
            Ok(()) => return Ok(()),
        }
    }
    Err("gave up after repeated conflicts while settling the purchase".into())
}

/// Money for a purchase that the shop does not know must not be lost sight of: it ends in the dead-letter queue.
fn unknown_purchase(session: &RetrievedSession) -> Result<(), HandlerError> {
    match session.now.status {
        SessionStatus::Paid(_) => Err("a session was paid for an unknown purchase".into()),
        _ => Ok(()),
    }
}

/// Why a decision was not carried out.
pub(crate) enum Stopped {
    /// The purchase changed meanwhile: read it again and decide anew.
    Race,
    /// It failed.
    Failed(HandlerError),
}

impl<E: Into<HandlerError>> From<E> for Stopped {
    fn from(error: E) -> Self {
        let error: HandlerError = error.into();
        let raced = matches!(
            error.downcast_ref(),
            Some(StoreError::Conflict | StoreError::NumberTaken | StoreError::StockGone)
        );
        if raced { Self::Race } else { Self::Failed(error) }
    }
}

async fn take_decision(
    deps: &Deps,
    purchase: Purchase,
    session: &RetrievedSession,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), Stopped> {
    let standing = PurchaseNow {
        state: purchase.state(),
        session_id: purchase.checkout.session.as_ref().map(|session| session.id.clone()),
        due: purchase.checkout.quote.total,
        session_settled: purchase.sessions.iter().any(|settled| settled.session_id == session.now.id),
        awaiting_bank: purchase.checkout.awaiting_bank,
    };
    match decide(&standing, &session.now) {
        Decision::Nothing => Ok(()),
        Decision::AwaitBank => {
            let mut change = Change::of(purchase);
            await_bank(&mut change, &session.now.id, actor, now);
            store(deps, change, &[]).await
        }
        Decision::Cancel(why, reason) => {
            let mut change = Change::of(purchase);
            payment_end::cancel(&mut change, actor.clone(), why, Text::fixed(reason), now)?;
            write(deps, change, &[], Metric::CheckoutCancelled, now).await
        }
        Decision::Return { paid, why, cancel } => {
            let mut change = Change::of(purchase);
            beyond::give_back(&mut change, &paid, why, actor, now);
            if cancel {
                let reason = Text::fixed(why.as_str());
                payment_end::cancel(&mut change, actor.clone(), WhyCancelled::Returned, reason, now)?;
            }
            write(deps, change, &[], Metric::PaymentReturned, now).await
        }
        Decision::Confirm(proof) => {
            let (change, stock) = order::confirm(deps, purchase, session, proof, actor, now).await?;
            write(deps, change, &stock, Metric::OrderConfirmed, now).await
        }
    }
}

/// Adds to a change that the customer has done their part.
fn await_bank(change: &mut Change, session_id: &str, actor: &Actor, now: Timestamp) {
    let evidence = json!({ "session_id": session_id });
    change.events.push(Event::note(now, actor.clone(), Action::PaymentAwaited, evidence));
    change.checkout = Some(CheckoutItem { awaiting_bank: true, ..change.before.checkout.clone() });
}

pub(crate) async fn write(
    deps: &Deps,
    change: Change,
    stock: &[StockOf],
    metric: Metric,
    now: Timestamp,
) -> Result<(), Stopped> {
    store(deps, change, stock).await?;
    telemetry::count(metric, now);
    Ok(())
}

async fn store(deps: &Deps, change: Change, stock: &[StockOf]) -> Result<(), Stopped> {
    let shard = shared::random::bytes::<1>()?[0];
    deps.store.change(change, stock, shard).await?;
    Ok(())
}
