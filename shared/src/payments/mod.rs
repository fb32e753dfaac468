//! The port to the payment provider. The shop knows payments only by these words; the Stripe adapter, in a crate of
//! its own, speaks Stripe's.

pub mod hint;
pub mod signature;

use async_trait::async_trait;
use domain::ids::{OrderId, RefundId};
use domain::money::Money;
use domain::purchase::ProviderRefund;
use domain::purchase::settlement::SessionSnapshot;
use domain::quote::Quote;
use jiff::Timestamp;

use self::hint::PaymentHint;
use crate::customer::Customer;

/// What a payment page is opened for.
#[derive(Debug, Clone)]
pub struct SessionRequest {
    /// The purchase; with the attempt the idempotency key, so that asking again opens no second page.
    pub order_id: OrderId,
    /// From 1; another only after the provider keeps answering an error for the one before.
    pub attempt: u32,
    /// The frozen, priced cart.
    pub quote: Quote,
    /// When the page closes: 30 minutes to 24 hours after the purchase began.
    pub expires_at: Timestamp,
    /// Where the customer comes back to after paying.
    pub success_url: String,
    /// Where the customer comes back to without paying.
    pub cancel_url: String,
    /// Whether the provider computes tax.
    pub automatic_tax: bool,
}

/// A payment page that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedSession {
    /// The session's id.
    pub id: String,
    /// Where the customer pays.
    pub url: String,
    /// When it closes.
    pub expires_at: Timestamp,
}

/// A session as the provider describes it now.
#[derive(Debug, Clone)]
pub struct RetrievedSession {
    /// Its standing.
    pub now: SessionSnapshot,
    /// The purchase that it names.
    pub order_id: Option<OrderId>,
    /// Who paid, as the provider collected it; present once the customer has finished.
    pub customer: Option<Customer>,
}

/// A dispute as the provider describes it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderDispute {
    /// The payment that the customer's bank disputes, if the provider names it.
    pub payment_intent: Option<String>,
    /// Its standing, in the provider's word.
    pub status: String,
}

/// A refund to be made.
#[derive(Debug, Clone)]
pub struct RefundRequest {
    /// Our id.
    pub refund_id: RefundId,
    /// The purchase.
    pub order_id: OrderId,
    /// The payment it comes from.
    pub payment_intent: String,
    /// How much.
    pub amount: Money,
    /// Fresh for each attempt: the provider replays saved answers, errors included.
    pub idempotency_key: String,
}

/// Why the provider did not do as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentsError {
    /// It could not be reached, was too slow, busy or broken. Ask again later.
    #[error("the payment provider is unavailable: {0}")]
    Unavailable(String),
    /// It answered 5xx for this idempotency key and will replay that answer. Ask again under a fresh key.
    #[error("the payment provider failed and stored that response for the idempotency key: {0}")]
    FailedForKey(String),
    /// It understood and said no; asking again will not help.
    #[error("the payment provider rejected the request: {code}")]
    Refused {
        /// The provider's code, such as `charge_already_refunded`.
        code: String,
    },
    /// The session, payment or refund is not known there.
    #[error("the payment provider has no such object")]
    NotFound,
}

impl PaymentsError {
    /// Whether the same question may get another answer later.
    pub fn retryable(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::FailedForKey(_) => true,
            Self::Refused { .. } | Self::NotFound => false,
        }
    }
}

/// The payment provider.
#[async_trait]
pub trait Payments: Send + Sync {
    /// Opens a payment page, or answers the one that the same purchase opened before.
    async fn open_session(&self, request: &SessionRequest) -> Result<OpenedSession, PaymentsError>;
    /// The session as it is now.
    async fn session(&self, id: &str) -> Result<RetrievedSession, PaymentsError>;
    /// Closes a session, so that it can no longer be paid. Refused unless it is open.
    async fn expire_session(&self, id: &str) -> Result<(), PaymentsError>;
    /// Gives money back.
    async fn refund(&self, request: &RefundRequest) -> Result<ProviderRefund, PaymentsError>;
    /// Every refund of a payment, whoever made it.
    async fn refunds_of(&self, payment_intent: &str) -> Result<Vec<ProviderRefund>, PaymentsError>;
    /// The dispute as it is now.
    async fn dispute(&self, id: &str) -> Result<ProviderDispute, PaymentsError>;
    /// The newest event per payment and dispute between two times, about refunds and disputes from any origin. None if there
    /// are more events than one call reads; the caller then asks for a shorter span.
    async fn events(&self, from: Timestamp, to: Timestamp)
    -> Result<Option<Vec<PaymentHint>>, PaymentsError>;
    /// The purchase that a payment belongs to, by the metadata the shop gave it.
    async fn order_of_payment(&self, payment_intent: &str) -> Result<Option<OrderId>, PaymentsError>;
}
