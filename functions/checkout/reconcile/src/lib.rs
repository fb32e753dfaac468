//! Every few minutes: finds work that got stuck and enqueues it again.
//!
//! A webhook can be lost, and so can the message for a mail or a refund. The table records all pending work, so nothing
//! depends on the queues. The workers check the current state, so a duplicate message changes nothing.

mod interval;
mod tally;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use shared::config::StartError;
use shared::domain::purchase::MailKind;
use shared::messages::{IssueRefund, SendMail};
use shared::payments::hint::PaymentHint;
use shared::queue::{Fifo, send_all};
use shared::schedule::Scheduled;
use shared::start::{Env, FromEnv, MailQueue, PaymentsQueue, RefundQueue};
use shared::store::PendingWork;
use shared::telemetry::{self, Metric};
use shared::worker::HandlerError;
use tokio::time::timeout;

use crate::tally::Tally;

/// Age at which pending work counts as stuck; until then its queue may still deliver it.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(5);

/// The time of each part of a run; five of them are less than the function's timeout.
const PART: Duration = Duration::from_secs(11);

#[derive(Debug, thiserror::Error)]
#[error("the sweep of {0} took too long, and ended early")]
struct OutOfTime(&'static str);

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
    /// Enqueues stuck work again, and returns what it found. Money comes first and open payment pages, of which there may be
    /// thousands, last; each part has its own time, so that none starves the others.
    pub async fn repair(&self, now: Timestamp) -> Result<Tally, HandlerError> {
        let before = now.saturating_sub(PATIENCE)?;
        let mut tally = Tally::default();
        let mut late = Vec::new();
        late.extend(
            timeout(PART, self.poll_events(&mut tally, now)).await.err().map(|_| OutOfTime("events")),
        );
        late.extend(
            timeout(PART, self.refunds(&mut tally, before)).await.err().map(|_| OutOfTime("refunds")),
        );
        let pending = self.pending_refunds(&mut tally, before, now);
        late.extend(timeout(PART, pending).await.err().map(|_| OutOfTime("pending refunds")));
        late.extend(timeout(PART, self.mails(&mut tally, before)).await.err().map(|_| OutOfTime("mails")));
        let pages = self.payment_pages(&mut tally, before, now);
        late.extend(timeout(PART, pages).await.err().map(|_| OutOfTime("payment pages")));
        tally.failed(late);
        Ok(tally)
    }

    /// Each run polls Stripe's events: the message has an id of its own.
    async fn poll_events(&self, tally: &mut Tally, now: Timestamp) {
        let poll = check(PaymentHint::PollEvents, now.as_millisecond());
        tally.enqueued(send_all(self.payments.as_ref(), [poll]).await);
    }

    async fn refunds(&self, tally: &mut Tally, before: Timestamp) {
        let owed = tally.take(self.pending.refunds_owed_since(before).await);
        let messages = owed
            .into_iter()
            .map(|owed| (IssueRefund { order_id: owed.order_id, refund_id: owed.refund.id }, None));
        tally.repaired(send_all(self.refunds.as_ref(), messages).await);
    }

    async fn pending_refunds(&self, tally: &mut Tally, before: Timestamp, now: Timestamp) {
        let pending = tally.take(self.pending.refunds_pending_since(before).await);
        let messages = pending.into_iter().map(|pending| {
            let payment_intent = pending.refund.payment_intent;
            check(PaymentHint::Refunds { event_id: None, payment_intent }, five_minutes(now))
        });
        tally.enqueued(send_all(self.payments.as_ref(), messages).await);
    }

    async fn mails(&self, tally: &mut Tally, before: Timestamp) {
        let owed = tally.take(self.pending.mails_owed_since(before).await);
        tally.receipts_overdue += owed.iter().filter(|mail| mail.kind == MailKind::Receipt).count();
        let messages =
            owed.into_iter().map(|mail| (SendMail { order_id: mail.order_id, kind: mail.kind }, None));
        tally.repaired(send_all(self.mail.as_ref(), messages).await);
    }

    async fn payment_pages(&self, tally: &mut Tally, before: Timestamp, now: Timestamp) {
        let unpaid = tally.take(self.pending.pending_since(before).await);
        let due = unpaid.into_iter().filter(|checkout| interval::is_due(checkout.created_at, now));
        let messages = due.filter_map(|checkout| {
            let (session_id, order_id) = (checkout.session?.id, Some(checkout.id));
            Some(check(PaymentHint::Session { event_id: None, session_id, order_id }, five_minutes(now)))
        });
        tally.repaired(send_all(self.payments.as_ref(), messages).await);
    }
}

fn five_minutes(now: Timestamp) -> i64 {
    now.as_second() / 300
}

/// Returns the message to check an object at Stripe, which the queue takes once for the same `run`.
fn check(hint: PaymentHint, run: i64) -> (PaymentHint, Option<Fifo>) {
    let group = hint.group().to_owned();
    let once = format!("reconcile-{group}-{run}");
    (hint, Some(Fifo { group, once }))
}
