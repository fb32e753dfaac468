//! Fakes of Stripe, KMS and SQS that count their calls.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use shared::customer::Private;
use shared::domain::ids::OrderId;
use shared::domain::money::Money;
use shared::domain::purchase::settlement::{SessionSnapshot, SessionStatus};
use shared::domain::purchase::{Paid, ProviderRefund};
use shared::mail::{Mail, MailError, Mailer};
use shared::payments::hint::PaymentHint;
use shared::payments::{
    OpenedSession, Payments, PaymentsError, ProviderDispute, RefundRequest, RetrievedPayment,
    RetrievedSession, SessionRequest,
};
use shared::queue::{Fifo, Queue, QueueError};
use shared::vault::{DataKey, DataKeys, VaultError};

use super::Counts;
use crate::keys::LocalKeys;
use crate::shop::customer;

/// Stripe in memory. Every session is paid as soon as it is opened, unless the shop expires it first.
#[derive(Debug, Clone, Default)]
pub struct PaidStripe {
    counts: Arc<Counts>,
    sessions: Arc<Mutex<BTreeMap<String, (OrderId, Money)>>>,
    /// The sessions whose payment a bank has not confirmed yet.
    under_way: Arc<Mutex<BTreeSet<String>>>,
}

impl PaidStripe {
    /// Creates a Stripe without sessions.
    pub fn new(counts: Arc<Counts>) -> Self {
        Self { counts, sessions: Arc::default(), under_way: Arc::default() }
    }

    /// Adds a session that is paid in full.
    pub fn paid(&self, session_id: String, order_id: OrderId, due: Money) {
        self.sessions.lock().unwrap().insert(session_id, (order_id, due));
    }

    /// Leaves the payment of a session to a bank.
    pub fn is_under_way(&self, session_id: String) {
        self.under_way.lock().unwrap().insert(session_id);
    }
}

#[async_trait]
impl Payments for PaidStripe {
    async fn open_session(&self, request: &SessionRequest) -> Result<OpenedSession, PaymentsError> {
        self.counts.call(|calls| &mut calls.stripe).await;
        let id = format!("cs_{}", request.order_id);
        self.paid(id.clone(), request.order_id, request.quote.total);
        Ok(OpenedSession { url: format!("https://pay.example/{id}"), id, expires_at: request.expires_at })
    }

    async fn session(&self, id: &str) -> Result<RetrievedSession, PaymentsError> {
        self.counts.call(|calls| &mut calls.stripe).await;
        let found = self.sessions.lock().unwrap().get(id).copied();
        let (order_id, amount) = found.ok_or(PaymentsError::NotFound)?;
        let tax_added = Money::zero(amount.currency);
        let payment_intent = Some(format!("pi_{id}"));
        let paid = Paid { session_id: id.to_owned(), payment_intent, amount, tax_added };
        let under_way = self.under_way.lock().unwrap().contains(id);
        let status = if under_way { SessionStatus::AwaitingBank } else { SessionStatus::Paid(paid) };
        Ok(RetrievedSession {
            now: SessionSnapshot { id: id.to_owned(), status, refunds: Vec::new() },
            order_id,
            customer: Some(customer("ada")),
            tax: None,
        })
    }

    async fn expire_session(&self, _: &str) -> Result<(), PaymentsError> {
        self.counts.call(|calls| &mut calls.stripe).await;
        Ok(())
    }

    async fn refund(&self, _: &RefundRequest) -> Result<ProviderRefund, PaymentsError> {
        self.counts.call(|calls| &mut calls.stripe).await;
        Err(PaymentsError::NotFound)
    }

    async fn refunds_of(&self, _: &str) -> Result<Vec<ProviderRefund>, PaymentsError> {
        self.counts.call(|calls| &mut calls.stripe).await;
        Ok(Vec::new())
    }

    async fn dispute(&self, _: &str) -> Result<ProviderDispute, PaymentsError> {
        self.counts.call(|calls| &mut calls.stripe).await;
        Err(PaymentsError::NotFound)
    }

    async fn events(&self, _: Timestamp, _: Timestamp) -> Result<Option<Vec<PaymentHint>>, PaymentsError> {
        self.counts.call(|calls| &mut calls.stripe).await;
        Ok(Some(Vec::new()))
    }

    async fn payment(&self, _: &str) -> Result<RetrievedPayment, PaymentsError> {
        self.counts.call(|calls| &mut calls.stripe).await;
        Err(PaymentsError::NotFound)
    }
}

/// Data keys in memory. Each call counts as one request to KMS.
#[derive(Debug)]
pub struct CountedKeys {
    counts: Arc<Counts>,
    keys: LocalKeys,
}

impl CountedKeys {
    /// Generates a new wrapping key.
    pub fn new(counts: Arc<Counts>) -> Self {
        Self { counts, keys: LocalKeys::new() }
    }
}

#[async_trait]
impl DataKeys for CountedKeys {
    async fn generate(&self, order_id: OrderId) -> Result<DataKey, VaultError> {
        self.counts.call(|calls| &mut calls.kms).await;
        self.keys.generate(order_id).await
    }

    async fn unwrap(&self, order_id: OrderId, wrapped: &[u8]) -> Result<Private<Vec<u8>>, VaultError> {
        self.counts.call(|calls| &mut calls.kms).await;
        self.keys.unwrap(order_id, wrapped).await
    }
}

/// A queue that counts each message as one request to SQS and drops it.
#[derive(Debug, Clone)]
pub struct CountedQueue(pub Arc<Counts>);

#[async_trait]
impl Queue for CountedQueue {
    async fn put(&self, _: String, _: Option<Fifo>) -> Result<(), QueueError> {
        self.0.call(|calls| &mut calls.sqs).await;
        Ok(())
    }
}

/// A mail provider that accepts every mail.
#[derive(Debug, Clone)]
pub struct AcceptingMailer(pub Arc<Counts>);

#[async_trait]
impl Mailer for AcceptingMailer {
    async fn send(&self, _: &Mail) -> Result<String, MailError> {
        self.0.travel().await;
        Ok("mail-1".to_owned())
    }
}
