//! Stripe in memory, as far as the shop uses it: sessions, payments, refunds, disputes, and answers stored by idempotency
//! key.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use jiff::Timestamp;
use shared::domain::ids::{OrderId, RefundId};
use shared::domain::money::Money;
use shared::domain::purchase::settlement::{SessionSnapshot, SessionStatus};
use shared::domain::purchase::{Paid, ProviderRefund, ProviderRefundStatus};
use shared::payments::hint::PaymentHint;
use shared::payments::{
    OpenedSession, Payments, PaymentsError, ProviderDispute, RefundRequest, RetrievedPayment,
    RetrievedSession, SessionRequest,
};
use shop_tests::shop::customer;

use crate::chaos::{Chaos, Lost};

/// A checkout session at Stripe.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) order_id: OrderId,
    pub(crate) due: Money,
    pub(crate) status: SessionStatus,
    /// Mark of the customer who has the page, which is in all of their data.
    pub(crate) customer: String,
}

impl Session {
    pub(crate) fn payment_intent(&self) -> String {
        format!("pi_{}", self.id)
    }

    /// Pays this amount, by the customer or their bank.
    pub(crate) fn pay(&mut self, cents: i64) {
        let amount = Money::new(cents, self.due.currency);
        let (session_id, payment_intent) = (self.id.clone(), Some(self.payment_intent()));
        let tax_added = Money::zero(amount.currency);
        self.status = SessionStatus::Paid(Paid { session_id, payment_intent, amount, tax_added });
    }

    /// Returns the captured amount, if the session was paid.
    pub(crate) fn taken(&self) -> Option<Money> {
        match &self.status {
            SessionStatus::Paid(paid) => Some(paid.amount),
            _ => None,
        }
    }
}

/// A refund at Stripe.
#[derive(Debug, Clone)]
pub(crate) struct StripeRefund {
    pub(crate) payment_intent: String,
    pub(crate) made: ProviderRefund,
}

/// A dispute at Stripe.
#[derive(Debug, Clone)]
pub(crate) struct StripeDispute {
    pub(crate) id: String,
    pub(crate) payment_intent: String,
    pub(crate) status: &'static str,
}

impl StripeDispute {
    pub(crate) fn is_over(&self) -> bool {
        self.status != "needs_response"
    }
}

#[derive(Debug, Default)]
pub(crate) struct StripeState {
    /// In the order in which they were opened.
    pub(crate) sessions: Vec<Session>,
    pub(crate) refunds: Vec<StripeRefund>,
    pub(crate) disputes: Vec<StripeDispute>,
    opened: BTreeMap<String, Result<OpenedSession, PaymentsError>>,
    refunded: BTreeMap<String, Result<ProviderRefund, PaymentsError>>,
}

impl StripeState {
    pub(crate) fn session(&self, id: &str) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id == id)
    }

    pub(crate) fn session_mut(&mut self, id: &str) -> Option<&mut Session> {
        self.sessions.iter_mut().find(|session| session.id == id)
    }

    /// Returns true if the payment is disputed, or was taken back by a dispute.
    pub(crate) fn is_disputed(&self, payment_intent: &str) -> bool {
        let of = |dispute: &&StripeDispute| dispute.payment_intent == payment_intent;
        self.disputes.iter().filter(of).any(|dispute| dispute.status != "won")
    }

    /// The customer's bank disputes a payment, if it was taken and no dispute of it is open or lost. Returns the dispute.
    pub(crate) fn open_dispute(&mut self, session_id: &str) -> Option<StripeDispute> {
        let open =
            |session: &&Session| session.taken().is_some() && !self.is_disputed(&session.payment_intent());
        let session = self.session(session_id).filter(open)?;
        let (id, payment_intent) = (format!("dp_{}", self.disputes.len() + 1), session.payment_intent());
        self.disputes.push(StripeDispute { id, payment_intent, status: "needs_response" });
        self.disputes.last().cloned()
    }

    /// The bank decides a payment's dispute, if one is open. Returns the dispute.
    pub(crate) fn close_dispute(&mut self, session_id: &str, status: &'static str) -> Option<StripeDispute> {
        let payment_intent = self.session(session_id)?.payment_intent();
        let open =
            |dispute: &&mut StripeDispute| dispute.payment_intent == payment_intent && !dispute.is_over();
        let dispute = self.disputes.iter_mut().find(open)?;
        dispute.status = status;
        Some(dispute.clone())
    }

    /// Returns the refunds of a payment that succeeded or are pending.
    pub(crate) fn active_refunds(&self, payment_intent: &str) -> Vec<&StripeRefund> {
        let stands = |refund: &&StripeRefund| {
            let failed = matches!(refund.made.status, ProviderRefundStatus::Failed(_));
            refund.payment_intent == payment_intent && !failed
        };
        self.refunds.iter().filter(stands).collect()
    }

    /// Returns every refund of a payment.
    fn refunds_of(&self, payment_intent: &str) -> Vec<ProviderRefund> {
        let of = self.refunds.iter().filter(|refund| refund.payment_intent == payment_intent);
        of.map(|refund| refund.made.clone()).collect()
    }

    fn open(&mut self, request: &SessionRequest) -> OpenedSession {
        let id = format!("cs_{}_{}", request.order_id, request.attempt);
        let url = format!("https://pay.example/{id}");
        let (order_id, due, expires_at) = (request.order_id, request.quote.total, request.expires_at);
        let customer = "nobody".to_owned();
        self.sessions.push(Session { id: id.clone(), order_id, due, status: SessionStatus::Open, customer });
        OpenedSession { id, url, expires_at }
    }

    /// Refunds a share of what is left of a payment, without asking the shop. Returns the payment, if it was taken and
    /// something was left.
    pub(crate) fn refund_in_dashboard(&mut self, session_id: &str, share: i64) -> Option<String> {
        let session = self.session(session_id)?;
        let (taken, payment_intent) = (session.taken()?, session.payment_intent());
        let back: i64 = self.active_refunds(&payment_intent).iter().map(|r| r.made.amount.amount).sum();
        let amount = Money::new((taken.amount - back) / share, taken.currency);
        let id = format!("re_{}", self.refunds.len() + 1);
        let made = ProviderRefund { id, refund_id: None, amount, status: ProviderRefundStatus::Succeeded };
        (amount.amount > 0).then(|| {
            self.refunds.push(StripeRefund { payment_intent: payment_intent.clone(), made });
            payment_intent
        })
    }

    fn refund(
        &mut self,
        request: &RefundRequest,
        status: ProviderRefundStatus,
    ) -> Result<ProviderRefund, PaymentsError> {
        let paid = self.sessions.iter().find(|session| session.payment_intent() == request.payment_intent);
        let taken = paid.and_then(Session::taken).ok_or(PaymentsError::NotFound)?;
        if self.is_disputed(&request.payment_intent) {
            return Err(PaymentsError::Refused { code: "charge_disputed".to_owned() });
        }
        let back: i64 =
            self.active_refunds(&request.payment_intent).iter().map(|r| r.made.amount.amount).sum();
        if back + request.amount.amount > taken.amount {
            return Err(PaymentsError::Refused { code: "charge_already_refunded".to_owned() });
        }
        let id = format!("re_{}", self.refunds.len() + 1);
        let made = ProviderRefund { id, refund_id: Some(request.refund_id), amount: request.amount, status };
        self.refunds
            .push(StripeRefund { payment_intent: request.payment_intent.clone(), made: made.clone() });
        Ok(made)
    }
}

/// Implements the shop's `Payments` port on the stored data.
#[derive(Debug, Clone)]
pub(crate) struct Stripe {
    chaos: Chaos,
    state: Arc<Mutex<StripeState>>,
}

fn lost<T>(_: Lost) -> Result<T, PaymentsError> {
    Err(PaymentsError::Unavailable("injected".to_owned()))
}

impl Stripe {
    pub(crate) fn new(chaos: &Chaos) -> Self {
        Self { chaos: chaos.clone(), state: Arc::default() }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, StripeState> {
        self.state.lock().unwrap()
    }

    /// Answers under an idempotency key: the first answer, even a 500, is repeated for every later call.
    fn once<T: Clone>(
        &self,
        kept: impl Fn(&mut StripeState) -> &mut BTreeMap<String, Result<T, PaymentsError>>,
        key: &str,
        act: impl FnOnce(&mut StripeState) -> Result<T, PaymentsError>,
    ) -> Result<T, PaymentsError> {
        let mut state = self.state();
        if let Some(answer) = kept(&mut state).get(key) {
            return answer.clone();
        }
        let broken = !self.chaos.is_stopped() && self.chaos.chance(10);
        // The effect may have happened in spite of the 500.
        let done = (!broken || self.chaos.chance(50)).then(|| act(&mut state));
        let failed = || Err(PaymentsError::FailedForKey("injected".to_owned()));
        let answer = if broken { failed() } else { done.unwrap_or_else(failed) };
        kept(&mut state).insert(key.to_owned(), answer.clone());
        answer
    }
}

#[async_trait]
impl Payments for Stripe {
    async fn open_session(&self, request: &SessionRequest) -> Result<OpenedSession, PaymentsError> {
        let key = format!("{}-{}", request.order_id, request.attempt);
        let open = || self.once(|state| &mut state.opened, &key, |state| Ok(state.open(request)));
        self.chaos.act("stripe: open", open).await.unwrap_or_else(lost)
    }

    async fn session(&self, id: &str) -> Result<RetrievedSession, PaymentsError> {
        let look = || {
            let state = self.state();
            let session = state.session(id).ok_or(PaymentsError::NotFound)?;
            let refunds = state.refunds_of(&session.payment_intent());
            let now = SessionSnapshot { id: id.to_owned(), status: session.status.clone(), refunds };
            let finished = !matches!(session.status, SessionStatus::Open | SessionStatus::Expired);
            let customer = finished.then(|| customer(&session.customer));
            Ok(RetrievedSession { now, order_id: session.order_id, customer, tax: None })
        };
        self.chaos.act("stripe: session", look).await.unwrap_or_else(lost)
    }

    async fn expire_session(&self, id: &str) -> Result<(), PaymentsError> {
        let expire = || {
            let mut state = self.state();
            let session = state.session_mut(id).ok_or(PaymentsError::NotFound)?;
            if session.status != SessionStatus::Open {
                return Err(PaymentsError::Refused { code: "resource_not_open".to_owned() });
            }
            session.status = SessionStatus::Expired;
            Ok(())
        };
        self.chaos.act("stripe: expire", expire).await.unwrap_or_else(lost)
    }

    async fn refund(&self, request: &RefundRequest) -> Result<ProviderRefund, PaymentsError> {
        let refund = || {
            let wild = !self.chaos.is_stopped();
            let status = match self.chaos.below(10) {
                0 if wild => ProviderRefundStatus::Failed("declined".to_owned()),
                1 | 2 => ProviderRefundStatus::Pending,
                _ => ProviderRefundStatus::Succeeded,
            };
            self.once(
                |state| &mut state.refunded,
                &request.idempotency_key,
                |state| state.refund(request, status),
            )
        };
        self.chaos.act("stripe: refund", refund).await.unwrap_or_else(lost)
    }

    async fn refunds_of(&self, payment_intent: &str) -> Result<Vec<ProviderRefund>, PaymentsError> {
        let look = || Ok(self.state().refunds_of(payment_intent));
        self.chaos.act("stripe: refunds", look).await.unwrap_or_else(lost)
    }

    async fn dispute(&self, id: &str) -> Result<ProviderDispute, PaymentsError> {
        let look = || {
            let state = self.state();
            let dispute = state.disputes.iter().find(|dispute| dispute.id == id);
            let StripeDispute { payment_intent, status, .. } =
                dispute.ok_or(PaymentsError::NotFound)?.clone();
            Ok(ProviderDispute { payment_intent: Some(payment_intent), status: status.to_owned() })
        };
        self.chaos.act("stripe: dispute", look).await.unwrap_or_else(lost)
    }

    async fn events(&self, _: Timestamp, _: Timestamp) -> Result<Option<Vec<PaymentHint>>, PaymentsError> {
        let look = || {
            // Returns every refund and dispute, regardless of the period: extra hints do no harm.
            let state = self.state();
            let payments: BTreeSet<_> =
                state.refunds.iter().map(|refund| refund.payment_intent.clone()).collect();
            let refunds = payments
                .into_iter()
                .map(|payment_intent| PaymentHint::Refunds { event_id: None, payment_intent });
            let disputes = state.disputes.iter().map(|dispute| dispute_hint(dispute, None));
            Ok(Some(refunds.chain(disputes).collect()))
        };
        self.chaos.act("stripe: events", look).await.unwrap_or_else(lost)
    }

    async fn payment(&self, payment_intent: &str) -> Result<RetrievedPayment, PaymentsError> {
        let look = || {
            let state = self.state();
            let paid = state.sessions.iter().find(|session| session.payment_intent() == payment_intent);
            let found = paid.and_then(|session| Some((session.order_id, session.taken()?)));
            let (order_id, captured) = found.ok_or(PaymentsError::NotFound)?;
            Ok(RetrievedPayment { order_id, captured })
        };
        self.chaos.act("stripe: payment", look).await.unwrap_or_else(lost)
    }
}

/// Returns the hint that the webhook enqueues for a dispute's event.
pub(crate) fn dispute_hint(dispute: &StripeDispute, event_id: Option<String>) -> PaymentHint {
    let (payment_intent, dispute_id) = (dispute.payment_intent.clone(), dispute.id.clone());
    PaymentHint::Dispute { event_id, payment_intent, dispute_id }
}

/// Returns our id of the refund, from its metadata.
pub(crate) fn ours(refund: &StripeRefund) -> Option<RefundId> {
    refund.made.refund_id
}
