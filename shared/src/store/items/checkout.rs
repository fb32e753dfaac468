//! A purchase before it is paid, and what keeps it from beginning or ending twice.

use domain::audit::ChainHead;
use domain::ids::{OrderId, OrderNumber, ProductId, VariantId};
use domain::money::Money;
use domain::purchase::PurchaseState;
use domain::quote::Quote;
use domain::settlement::WhyCancelled;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Payment, Stored};
use crate::store::keys::{self, IndexKey, Key};

/// Where a customer pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRef {
    /// Stripe's Checkout Session.
    pub id: String,
    /// Its page.
    pub url: String,
    /// When it closes.
    pub expires_at: Timestamp,
}

/// What was paid for a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountPaid {
    /// All of it, tax included.
    pub total: Money,
    /// The tax that Stripe added.
    pub tax_added: Money,
}

impl From<&Payment> for AmountPaid {
    fn from(payment: &Payment) -> Self {
        Self { total: payment.captured, tax_added: payment.tax_added }
    }
}

/// A purchase before it is paid: the frozen cart, and where it is paid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckoutItem {
    /// The purchase.
    pub id: OrderId,
    /// Where it stands, as far as the payment; the order has the rest.
    pub state: PurchaseState,
    /// What is bought, for how much. Never changes.
    pub quote: Quote,
    /// Whether Stripe adds tax.
    pub automatic_tax: bool,
    /// The payment page, once open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionRef>,
    /// Stock that the order takes when it is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stock: Vec<StockTaken>,
    /// When the payment page is to close.
    pub closes_at: Timestamp,
    /// Whether the customer is done at Stripe and their bank is not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub awaiting_bank: bool,
    /// Why it was cancelled. Absent from what was cancelled before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_because: Option<WhyCancelled>,
    /// Whether a payment for it went back, so that there is something to look up for good.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub money_returned: bool,
    /// The order's number, once it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<OrderNumber>,
    /// What was paid, once it is an order: whoever shows the checkout reads nothing else. Absent from what was paid
    /// before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<AmountPaid>,
    /// Counts its changes.
    pub version: u64,
    /// The head of the purchase's audit chain, until the order takes it over.
    pub chain: ChainHead,
    /// When it began.
    pub created_at: Timestamp,
}

impl CheckoutItem {
    /// How long a purchase that was never paid is kept, in seconds: 90 days.
    const KEPT_UNPAID: i64 = 90 * 24 * 60 * 60;
}

impl Stored for CheckoutItem {
    const ENTITY: &'static str = "checkout";
    fn key(&self) -> Key {
        keys::checkout(self.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        match self.state {
            PurchaseState::PendingPayment => vec![keys::pending(self.id, self.created_at)],
            _ => Vec::new(),
        }
    }
    fn expires_at(&self) -> Option<i64> {
        let unpaid =
            matches!(self.state, PurchaseState::Cart | PurchaseState::Cancelled) && !self.money_returned;
        unpaid.then(|| self.created_at.as_second().saturating_add(Self::KEPT_UNPAID))
    }
}

/// A Stripe session that was settled, whatever came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionItem {
    /// The purchase.
    pub order_id: OrderId,
    /// The session.
    pub session_id: String,
    /// `order`, `cancelled` or `returned`.
    pub outcome: String,
    /// When.
    pub settled_at: Timestamp,
}

impl SessionItem {
    /// A session that came to an end.
    pub fn ended(order_id: OrderId, session_id: &str, outcome: &str, settled_at: Timestamp) -> Self {
        Self { order_id, session_id: session_id.to_owned(), outcome: outcome.to_owned(), settled_at }
    }
}

impl Stored for SessionItem {
    const ENTITY: &'static str = "session";
    fn key(&self) -> Key {
        keys::session(self.order_id, &self.session_id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}

/// A client's key, and the purchase that its first request began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdempotencyItem {
    /// Whose key it is: the function.
    pub scope: String,
    /// The client's key.
    pub key: String,
    /// Hash of the request, which a later one with this key must equal.
    pub request_hash: String,
    /// The purchase.
    pub order_id: OrderId,
    /// When it was first seen.
    pub created_at: Timestamp,
}

impl Stored for IdempotencyItem {
    const ENTITY: &'static str = "idempotency";
    fn key(&self) -> Key {
        keys::idempotency(&self.scope, &self.key)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
    fn expires_at(&self) -> Option<i64> {
        // Longer than any payment page lives, so that a late repetition never opens a second purchase.
        Some(self.created_at.as_second().saturating_add(2 * 24 * 60 * 60))
    }
}

/// A variant whose stock an order takes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockTaken {
    /// The product.
    pub product_id: ProductId,
    /// The variant.
    pub variant_id: VariantId,
    /// How many.
    pub quantity: u32,
}
