//! Every few minutes: finds work that got stuck and enqueues it again.
//!
//! A webhook can be lost, and so can the message for a mail or a refund. The table records all pending work, so nothing
//! depends on the queues. The workers check the current state, so a duplicate message changes nothing.

use jiff::{SignedDuration, Timestamp};
use shared::chain::Chain;
use shared::config::StartError;
use shared::domain::purchase::{Checkout, MailKind};
use shared::messages::{IssueRefund, SendMail};
use shared::payments::hint::PaymentHint;
use shared::queue::{Fifo, QueueError, send};
use shared::schedule::Scheduled;
use shared::start::{Env, FromEnv, MailQueue, PaymentsQueue, RefundQueue};
use shared::store::PendingWork;
use shared::store::pending_work::Sweep;
use shared::telemetry::{self, Metric};
use shared::worker::HandlerError;

/// Age at which pending work counts as stuck; until then its queue may still deliver it.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(5);

/// Reads pending work; sends to the three queues.
pub struct Deps {
    pub pending: PendingWork,
    pub payments: PaymentsQueue,
    pub mail: MailQueue,
    pub refunds: RefundQueue,
}

impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let (pending, payments, mail, refunds) = env.handle().await?;
        Ok(Self { pending, payments, mail, refunds })
    }
}

pub struct Reconcile;

impl Scheduled for Reconcile {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = Deps;

    async fn handle(deps: &Deps, now: Timestamp) -> Result<(), HandlerError> {
        // Boxed: deep generic futures overflow the compiler's query depth otherwise.
        let tally = Box::pin(deps.repair(now)).await?;
        tracing::info!(work.found = tally.repaired, "sweep for pending work finished");
        (0..tally.repaired).for_each(|_| telemetry::count(Metric::WorkRepaired, now));
        (0..tally.receipts_overdue).for_each(|_| telemetry::count(Metric::ReceiptOverdue, now));
        tally.end()
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::schedule::run::<Reconcile>()
}

impl Deps {
    /// Enqueues stuck work again, and returns what it found.
    pub async fn repair(&self, now: Timestamp) -> Result<Tally, HandlerError> {
        let before = now.saturating_sub(PATIENCE)?;
        let mut tally = Tally::default();
        for checkout in tally.take(self.pending.pending_since(before).await) {
            tally.note(self.look_again(&checkout, now).await);
        }
        for mail in tally.take(self.pending.mails_owed_since(before).await) {
            tally.receipts_overdue += usize::from(mail.kind == MailKind::Receipt);
            let message = SendMail { order_id: mail.order_id, kind: mail.kind };
            tally.note(send(self.mail.as_ref(), &message, None).await.map(|()| Found::Repaired));
        }
        for owed in tally.take(self.pending.refunds_owed_since(before).await) {
            let message = IssueRefund { order_id: owed.order_id, refund_id: owed.refund.id };
            tally.note(send(self.refunds.as_ref(), &message, None).await.map(|()| Found::Repaired));
        }
        for pending in tally.take(self.pending.refunds_pending_since(before).await) {
            let payment_intent = pending.refund.payment_intent;
            let hint = PaymentHint::Refunds { event_id: None, payment_intent };
            tally.note(self.look(&hint, now).await.map(|()| Found::Waiting));
        }
        tally.note(self.look(&PaymentHint::PollEvents, now).await.map(|()| Found::Waiting));
        Ok(tally)
    }
}

/// The result of checking an item.
enum Found {
    /// The item was stuck and is in its queue again.
    Repaired,
    /// Nothing is wrong: somebody else has to act first.
    Waiting,
}

/// The result of a run. An error is recorded, and the remaining items are still checked.
#[derive(Default)]
pub struct Tally {
    /// Number of stuck items that were enqueued again.
    pub repaired: usize,
    /// Number of orders whose receipt is overdue.
    pub receipts_overdue: usize,
    faults: Vec<HandlerError>,
}

impl Tally {
    fn take<T>(&mut self, sweep: Sweep<T>) -> Vec<T> {
        self.faults.extend(sweep.faults.into_iter().map(HandlerError::from));
        sweep.found
    }

    fn note(&mut self, outcome: Result<Found, QueueError>) {
        match outcome {
            Ok(Found::Repaired) => self.repaired += 1,
            Ok(Found::Waiting) => {}
            Err(error) => self.faults.push(error.into()),
        }
    }

    /// Returns an error if anything could not be checked, so that the run counts as failed. Each error is logged.
    fn end(mut self) -> Result<(), HandlerError> {
        for fault in &self.faults {
            tracing::error!(error = %Chain(fault.as_ref()), "part of the sweep failed");
        }
        self.faults.pop().map_or(Ok(()), Err)
    }
}

impl Deps {
    /// Enqueues a check of the purchase's session, at most once in five minutes.
    async fn look_again(&self, checkout: &Checkout, now: Timestamp) -> Result<Found, QueueError> {
        let Some(session) = &checkout.session else { return Ok(Found::Waiting) };
        let hint = PaymentHint::Session {
            event_id: None,
            session_id: session.id.clone(),
            order_id: Some(checkout.id),
        };
        self.look(&hint, now).await.map(|()| Found::Repaired)
    }

    /// Enqueues a hint to ask Stripe, at most once in five minutes.
    async fn look(&self, hint: &PaymentHint, now: Timestamp) -> Result<(), QueueError> {
        let group = hint.group().to_owned();
        let once = format!("reconcile-{group}-{}", now.as_second() / 300);
        send(self.payments.as_ref(), hint, Some(Fifo { group, once })).await
    }
}
