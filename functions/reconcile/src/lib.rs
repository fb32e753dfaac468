//! Every few minutes: find what was left lying and put it back in its queue.
//!
//! A lost webhook, a mail or refund whose message vanished: the table knows what is owed, whatever the queues forgot.
//! The workers decide what is true; a message too many changes nothing.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use shared::config::StartError;
use shared::env::{Env, FromEnv};
use shared::messages::{IssueRefund, SendMail};
use shared::payments::hint::PaymentHint;
use shared::queue::{Fifo, HandlerError, Queue, send};
use shared::schedule::Scheduled;
use shared::store::Store;
use shared::store::items::CheckoutItem;
use shared::telemetry::{self, Metric};

/// How old work must be before it counts as left lying: the queues had their chance.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(5);

/// Reads what is owed; sends to the three queues.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// Payments to settle.
    pub payments: Arc<dyn Queue>,
    /// Mails to send.
    pub mail: Arc<dyn Queue>,
    /// Refunds to make.
    pub refunds: Arc<dyn Queue>,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self {
            store: env.store().await?,
            payments: env.queue("PAYMENTS_QUEUE_URL")?,
            mail: env.queue("MAIL_QUEUE_URL")?,
            refunds: env.queue("REFUND_QUEUE_URL")?,
        })
    }
}

impl Scheduled for Deps {
    async fn run(&self, now: Timestamp) -> Result<(), HandlerError> {
        let before = now.saturating_sub(PATIENCE)?;
        let mut found = 0_usize;
        for checkout in self.store.pending_since(before).await? {
            found += self.look_again(&checkout, now).await?;
        }
        for mail in self.store.mails_owed_since(before).await? {
            send(self.mail.as_ref(), &SendMail { order_id: mail.order_id, kind: mail.kind }, None).await?;
            found += 1;
        }
        for owed in self.store.refunds_owed_since(before).await? {
            let message = IssueRefund { order_id: owed.order_id, refund_id: owed.refund.id };
            send(self.refunds.as_ref(), &message, None).await?;
            found += 1;
        }
        for pending in self.store.refunds_pending_since(before).await? {
            let payment_intent = pending.refund.payment_intent;
            let hint = PaymentHint::Refunds { event_id: None, payment_intent };
            self.look(&hint, now).await?;
        }
        tracing::info!(work.found = found, "looked for work left lying");
        (0..found).for_each(|_| telemetry::count(Metric::WorkRepaired, now));
        Ok(())
    }
}

impl Deps {
    /// Has the purchase's session looked at, once in each five minutes.
    async fn look_again(&self, checkout: &CheckoutItem, now: Timestamp) -> Result<usize, HandlerError> {
        let Some(session) = &checkout.session else { return Ok(0) };
        let hint = PaymentHint::Session {
            event_id: None,
            session_id: session.id.clone(),
            order_id: Some(checkout.id),
        };
        self.look(&hint, now).await?;
        Ok(1)
    }

    /// Has Stripe asked, once in each five minutes.
    async fn look(&self, hint: &PaymentHint, now: Timestamp) -> Result<(), HandlerError> {
        let group = hint.group().to_owned();
        let once = format!("reconcile-{group}-{}", now.as_second() / 300);
        Ok(send(self.payments.as_ref(), hint, Some(Fifo { group, once })).await?)
    }
}
