//! What lies in the table: each stored form with its keys, its `entity` and the version `v` of the form.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::audit::{AuditEntry, ChainHead};
use domain::ids::{OrderId, OrderNumber, ProductId, VariantId};
use domain::money::Money;
use domain::product::Product;
use domain::purchase::{Parcel, PurchaseState};
use domain::quote::Quote;
use domain::refund::{Refund, RefundStatus};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::keys::{self, IndexKey, Key};
use super::{Item, StoreError};
use crate::mail::MailKind;
use crate::vault::Sealed;

/// A form that is stored under keys of its own.
pub trait Stored: Serialize + DeserializeOwned {
    /// The form's name, in the attribute `entity`.
    const ENTITY: &'static str;
    /// Its primary key.
    fn key(&self) -> Key;
    /// Its places in indexes.
    fn indexes(&self) -> Vec<IndexKey>;
    /// When DynamoDB may drop it, in seconds since 1970.
    fn expires_at(&self) -> Option<i64> {
        None
    }
}

/// The item of a stored form.
pub fn to_item<T: Stored>(stored: &T) -> Result<Item, StoreError> {
    let mut item: Item = serde_dynamo::to_item(stored)?;
    item.extend(stored.key().into_item());
    for place in stored.indexes() {
        item.insert(format!("{}pk", place.index), AttributeValue::S(place.pk));
        item.insert(format!("{}sk", place.index), AttributeValue::S(place.sk));
    }
    item.insert("entity".to_owned(), AttributeValue::S(T::ENTITY.to_owned()));
    item.insert("v".to_owned(), AttributeValue::N("1".to_owned()));
    if let Some(seconds) = stored.expires_at() {
        item.insert("expires_at".to_owned(), AttributeValue::N(seconds.to_string()));
    }
    Ok(item)
}

/// The stored form of an item, if it is of this entity.
pub fn from_item<T: Stored>(item: Item) -> Result<Option<T>, StoreError> {
    if entity(&item) != Some(T::ENTITY) {
        return Ok(None);
    }
    Ok(Some(serde_dynamo::from_item(item)?))
}

/// The name of an item's form.
pub fn entity(item: &Item) -> Option<&str> {
    item.get("entity")?.as_s().ok().map(String::as_str)
}

/// A product, with the head of its audit chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductItem {
    /// The product.
    pub product: Product,
    /// Its version once more, where a condition can reach it.
    pub version: u64,
    /// The head of its audit chain.
    pub chain: ChainHead,
    /// When it was deleted; such an item keeps its trail but is in no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

impl Stored for ProductItem {
    const ENTITY: &'static str = "product";
    fn key(&self) -> Key {
        keys::product(self.product.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        match self.deleted_at {
            None => vec![keys::in_catalog(&self.product.category, self.product.id)],
            Some(_) => Vec::new(),
        }
    }
}

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
    /// The order's number, once it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<OrderNumber>,
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
        let unpaid = matches!(self.state, PurchaseState::Cart | PurchaseState::Cancelled);
        unpaid.then(|| self.created_at.as_second().saturating_add(Self::KEPT_UNPAID))
    }
}

/// The payment of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Payment {
    /// Stripe's Checkout Session.
    pub session_id: String,
    /// Stripe's payment intent; none when nothing was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_intent: Option<String>,
    /// What was captured, tax included.
    pub captured: Money,
    /// The tax that Stripe added.
    pub tax_added: Money,
    /// When the shop learned of it.
    #[schema(value_type = String, format = DateTime)]
    pub paid_at: Timestamp,
}

/// When an order came to a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Milestone {
    /// The state.
    pub state: PurchaseState,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// A paid purchase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderItem {
    /// The purchase.
    pub id: OrderId,
    /// The short number.
    pub number: OrderNumber,
    /// Where it stands.
    pub state: PurchaseState,
    /// What was bought, for how much. Never changes.
    pub quote: Quote,
    /// How it was paid.
    pub payment: Payment,
    /// When it should be shipped, frozen at payment.
    pub ship_by: Date,
    /// The customer's data, sealed.
    pub confidential: Sealed,
    /// Keyed hash of the normalised e-mail.
    pub customer_hash: String,
    /// Hash of the secret in the customer's link.
    pub secret_hash: String,
    /// Parcels on their way.
    pub parcels: Vec<Parcel>,
    /// When it came to each state.
    pub milestones: Vec<Milestone>,
    /// Stripe's id of a dispute, and its standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute: Option<Dispute>,
    /// Counts its changes.
    pub version: u64,
    /// The head of its audit chain.
    pub chain: ChainHead,
    /// When it was confirmed.
    pub created_at: Timestamp,
}

/// A dispute that the customer's bank opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dispute {
    /// Stripe's id.
    pub id: String,
    /// Stripe's word for its standing.
    pub status: String,
}

impl Stored for OrderItem {
    const ENTITY: &'static str = "order";
    fn key(&self) -> Key {
        keys::order(self.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        vec![
            keys::among_orders(self.created_at, self.id),
            keys::in_state(self.state, self.created_at, self.id),
            keys::of_customer(&self.customer_hash, self.created_at, self.id),
        ]
    }
}

/// An entry of an audit trail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditItem {
    /// The partition of the order or product.
    pub partition: String,
    /// The entry.
    pub entry: AuditEntry,
}

impl Stored for AuditItem {
    const ENTITY: &'static str = "audit";
    fn key(&self) -> Key {
        keys::audit(self.partition.clone(), self.entry.seq)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        let day = keys::utc_date(self.entry.at);
        vec![keys::audit_of_day(day, self.entry.at, &self.entry.subject, self.entry.seq)]
    }
}

/// Whether a mail went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailStatus {
    /// Not yet.
    Owed,
    /// Yes.
    Sent,
}

/// A mail that is owed or was sent; written together with its cause, so that none is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailItem {
    /// The order.
    pub order_id: OrderId,
    /// Which mail.
    pub kind: MailKind,
    /// Whether it went out.
    pub status: MailStatus,
    /// Since when it is owed.
    pub owed_since: Timestamp,
    /// Until when one worker has it in hand, so that no other sends it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_until: Option<Timestamp>,
    /// When it went out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// The provider's id of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
}

impl MailItem {
    /// A mail that is owed from now on.
    pub const fn owed(order_id: OrderId, kind: MailKind, now: Timestamp) -> Self {
        let status = MailStatus::Owed;
        Self { order_id, kind, status, owed_since: now, claimed_until: None, sent_at: None, message_id: None }
    }
}

impl Stored for MailItem {
    const ENTITY: &'static str = "mail";
    fn key(&self) -> Key {
        keys::mail(self.order_id, self.kind)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        match self.status {
            MailStatus::Owed => vec![keys::owed(keys::OWED_MAILS, self.owed_since, self.order_id)],
            MailStatus::Sent => Vec::new(),
        }
    }
}

/// A refund of a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundItem {
    /// The purchase.
    pub order_id: OrderId,
    /// The refund.
    pub refund: Refund,
}

impl Stored for RefundItem {
    const ENTITY: &'static str = "refund";
    fn key(&self) -> Key {
        keys::refund(self.order_id, self.refund.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        match self.refund.status {
            RefundStatus::Requested => {
                vec![keys::owed(keys::OWED_REFUNDS, self.refund.requested_at, self.order_id)]
            }
            RefundStatus::Pending => {
                vec![keys::owed(keys::PENDING_REFUNDS, self.refund.requested_at, self.order_id)]
            }
            RefundStatus::Succeeded | RefundStatus::Failed => Vec::new(),
        }
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

/// An order number that is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberItem {
    /// The number.
    pub number: OrderNumber,
    /// The order that has it.
    pub order_id: OrderId,
}

impl Stored for NumberItem {
    const ENTITY: &'static str = "number";
    fn key(&self) -> Key {
        keys::number(&self.number)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}

/// A slug that is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlugItem {
    /// The slug.
    pub slug: domain::text::Slug,
    /// The product that has it.
    pub product_id: ProductId,
}

impl Stored for SlugItem {
    const ENTITY: &'static str = "slug";
    fn key(&self) -> Key {
        keys::slug(&self.slug)
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
