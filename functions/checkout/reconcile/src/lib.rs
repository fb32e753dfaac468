//! Every few minutes: find what was left lying and put it back in its queue.
//!
//! A lost webhook, a mail or refund whose message vanished: the table knows what is owed, whatever the queues forgot.
//! The workers decide what is true; a message too many changes nothing.

use jiff::{SignedDuration, Timestamp};
use shared::chain::Chain;
use shared::config::StartError;
use shared::domain::purchase::{Checkout, MailKind};
use shared::messages::{IssueRefund, SendMail};
use shared::payments::hint::PaymentHint;
use shared::queue::{Fifo, QueueError, send};
use shared::schedule::Scheduled;
use shared::start::{Env, FromEnv, MailQueue, PaymentsQueue, RefundQueue};
use shared::store::Store;
use shared::store::pending_work::Sweep;
use shared::telemetry::{self, Metric};
use shared::worker::HandlerError;

/// How old work must be before it counts as left lying: the queues had their chance.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(5);

/// Reads what is owed; sends to the three queues.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// Payments to settle.
    pub payments: PaymentsQueue,
    /// Mails to send.
    pub mail: MailQueue,
    /// Refunds to make.
    pub refunds: RefundQueue,
}

impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let (store, payments, mail, refunds) = env.handle().await?;
        Ok(Self { store, payments, mail, refunds })
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
    /// Puts what was left lying back into its queue, and tells what there was.
    pub async fn repair(&self, now: Timestamp) -> Result<Tally, HandlerError> {
        let before = now.saturating_sub(PATIENCE)?;
        let mut tally = Tally::default();
        for checkout in tally.take(self.store.pending_since(before).await) {
            tally.note(self.look_again(&checkout, now).await);
        }
        for mail in tally.take(self.store.mails_owed_since(before).await) {
            tally.receipts_overdue += usize::from(mail.kind == MailKind::Receipt);
            let message = SendMail { order_id: mail.order_id, kind: mail.kind };
            tally.note(send(self.mail.as_ref(), &message, None).await.map(|()| Found::Repaired));
        }
        for owed in tally.take(self.store.refunds_owed_since(before).await) {
            let message = IssueRefund { order_id: owed.order_id, refund_id: owed.refund.id };
            tally.note(send(self.refunds.as_ref(), &message, None).await.map(|()| Found::Repaired));
        }
        for pending in tally.take(self.store.refunds_pending_since(before).await) {
            let payment_intent = pending.refund.payment_intent;
            let hint = PaymentHint::Refunds { event_id: None, payment_intent };
            tally.note(self.look(&hint, now).await.map(|()| Found::Waiting));
        }
        tally.note(self.look(&PaymentHint::PollEvents, now).await.map(|()| Found::Waiting));
        Ok(tally)
    }
}

/// What an item turned out to be.
enum Found {
    /// Work left lying; it is in its queue again.
    Repaired,
    /// Nothing is wrong with it: somebody else has to act first.
    Waiting,
}

/// What came of a run. A fault is kept while the rest is still looked at.
#[derive(Default)]
pub struct Tally {
    /// How much lay there and is in its queue again.
    pub repaired: usize,
    /// Orders that should have their receipt by now and have none.
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

    /// An error if anything could not be looked at, so that the run counts as failed; each is logged.
    fn end(mut self) -> Result<(), HandlerError> {
        for fault in &self.faults {
            tracing::error!(error = %Chain(fault.as_ref()), "part of the sweep failed");
        }
        self.faults.pop().map_or(Ok(()), Err)
    }
}

impl Deps {
    /// Has the purchase's session looked at, once in each five minutes.
    async fn look_again(&self, checkout: &Checkout, now: Timestamp) -> Result<Found, QueueError> {
        let Some(session) = &checkout.session else { return Ok(Found::Waiting) };
        let hint = PaymentHint::Session {
            event_id: None,
            session_id: session.id.clone(),
            order_id: Some(checkout.id),
        };
        self.look(&hint, now).await.map(|()| Found::Repaired)
    }

    /// Has Stripe asked, once in each five minutes.
    async fn look(&self, hint: &PaymentHint, now: Timestamp) -> Result<(), QueueError> {
        let group = hint.group().to_owned();
        let once = format!("reconcile-{group}-{}", now.as_second() / 300);
        send(self.payments.as_ref(), hint, Some(Fifo { group, once })).await
    }
}
