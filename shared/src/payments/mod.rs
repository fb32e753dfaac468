//! The port to the payment provider. The Stripe adapter is a crate of its own, so no other code depends on Stripe's
//! types.

pub mod hint;
pub mod signature;

use async_trait::async_trait;
use domain::checkout::quote::Quote;
use domain::ids::{OrderId, RefundId};
use domain::money::Money;
use domain::purchase::ProviderRefund;
use domain::purchase::settlement::SessionSnapshot;
use domain::purchase::tax::{StripeTax, TaxTreatment};
use jiff::Timestamp;

use self::hint::PaymentHint;
use crate::customer::Customer;

/// A request to open a payment page.
#[derive(Debug, Clone)]
pub struct SessionRequest {
    /// The purchase. With the attempt it forms the idempotency key, so that a retry opens no second page.
    pub order_id: OrderId,
    /// Starts at 1. The next attempt is used only after repeated failures of the previous one.
    pub attempt: u32,
    /// The cart with its prices, which are frozen.
    pub quote: Quote,
    /// Expiry of the page: 30 minutes to 24 hours after the purchase began.
    pub expires_at: Timestamp,
    pub success_url: String,
    pub cancel_url: String,
    /// Decides if the provider computes tax, and if the prices include it.
    pub tax: TaxTreatment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedSession {
    pub id: String,
    pub url: String,
    pub expires_at: Timestamp,
}

/// The current state of a session at the provider.
#[derive(Debug, Clone)]
pub struct RetrievedSession {
    pub now: SessionSnapshot,
    /// The purchase that the session names.
    pub order_id: OrderId,
    /// Customer data as the provider collected it. Present once the customer has finished.
    pub customer: Option<Customer>,
    /// The amounts that the provider taxed. Present once it is paid, if the provider computes tax.
    pub tax: Option<StripeTax>,
}

/// A payment of the shop at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetrievedPayment {
    /// The purchase that the payment names.
    pub order_id: OrderId,
    pub captured: Money,
}

/// The current state of a dispute at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderDispute {
    /// The disputed payment, if the provider names it.
    pub payment_intent: Option<String>,
    /// The provider's own status value, not translated.
    pub status: String,
}

#[derive(Debug, Clone)]
pub struct RefundRequest {
    pub refund_id: RefundId,
    pub order_id: OrderId,
    pub payment_intent: String,
    pub amount: Money,
    /// New for each attempt: the provider replays the stored response of a key, errors included.
    pub idempotency_key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentsError {
    /// Unreachable, too slow, overloaded or broken. Retry later.
    #[error("the payment provider is unavailable: {0}")]
    Unavailable(String),
    /// It returned 5xx for this idempotency key and will replay that response. Retry with a new key.
    #[error("the payment provider failed and stored that response for the idempotency key: {0}")]
    FailedForKey(String),
    /// The request was understood and rejected. A retry will not help.
    #[error("the payment provider rejected the request: {code}")]
    Refused {
        /// The provider's code, such as `charge_already_refunded`.
        code: String,
    },
    /// The provider's account may be shared with another business, whose objects the shop does not see.
    #[error("the payment provider has no such object of this shop")]
    NotFound,
}

impl PaymentsError {
    /// Returns true if the same call may succeed later.
    pub fn retryable(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::FailedForKey(_) => true,
            Self::Refused { .. } | Self::NotFound => false,
        }
    }
}

#[async_trait]
pub trait Payments: Send + Sync {
    /// Opens a payment page, or returns the one that the same request opened before.
    async fn open_session(&self, request: &SessionRequest) -> Result<OpenedSession, PaymentsError>;
    /// A session with the refunds of its payment.
    async fn session(&self, id: &str) -> Result<RetrievedSession, PaymentsError>;
    /// Expires a session, so that it can no longer be paid. Refused unless it is open.
    async fn expire_session(&self, id: &str) -> Result<(), PaymentsError>;
    async fn refund(&self, request: &RefundRequest) -> Result<ProviderRefund, PaymentsError>;
    /// Every refund of a payment, from any origin.
    async fn refunds_of(&self, payment_intent: &str) -> Result<Vec<ProviderRefund>, PaymentsError>;
    async fn dispute(&self, id: &str) -> Result<ProviderDispute, PaymentsError>;
    /// The newest event per payment and dispute between two times, about refunds and disputes from any origin. None if there
    /// are more events than one call reads; the caller then asks for a shorter span.
    async fn events(&self, from: Timestamp, to: Timestamp)
    -> Result<Option<Vec<PaymentHint>>, PaymentsError>;
    /// A payment, with the purchase in the metadata that the shop attached to it.
    async fn payment(&self, payment_intent: &str) -> Result<RetrievedPayment, PaymentsError>;
}
