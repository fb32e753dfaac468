//! A purchase before it is paid: the frozen cart and the payment page opened for it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::tax::TaxTreatment;
use super::{CancellationReason, Dispute, Payment, PurchaseState, Sealed, SealedCustomer};
use crate::audit::ChainHead;
use crate::catalogue::product::Product;
use crate::checkout::quote::Quote;
use crate::ids::{OrderId, OrderNumber, ProductId, VariantId};
use crate::money::Money;

/// The payment page that a customer pays on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRef {
    /// The id of Stripe's Checkout Session.
    pub id: String,
    /// The address of its page.
    pub url: String,
    /// The time at which Stripe closes it.
    pub expires_at: Timestamp,
}

/// The amount that was paid for a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountPaid {
    /// The whole amount, tax included.
    pub total: Money,
    /// The tax that Stripe added.
    pub tax_added: Money,
}

impl From<&Payment> for AmountPaid {
    fn from(payment: &Payment) -> Self {
        Self { total: payment.captured, tax_added: payment.tax_added }
    }
}

/// A quantity that an order takes from the stock of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockTaken {
    /// The id of the product.
    pub product_id: ProductId,
    /// The id of the stocked variant.
    pub variant_id: VariantId,
    /// The number of pieces taken.
    pub quantity: u32,
}

/// A purchase before it is paid: the frozen cart, and where it is paid. Its serialised form is the stored form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkout {
    /// The id of the purchase.
    pub id: OrderId,
    /// The state of the purchase up to its payment; the order has the later states.
    pub state: PurchaseState,
    /// The priced line items. They never change.
    pub quote: Quote,
    /// The rule by which it is taxed.
    #[serde(alias = "automatic_tax", deserialize_with = "TaxTreatment::stored")]
    pub tax: TaxTreatment,
    /// The payment page, once it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionRef>,
    /// The stock that the order takes when it is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stock: Vec<StockTaken>,
    /// The time at which the payment page is to close.
    pub closes_at: Timestamp,
    /// True if the customer has paid in a way that their bank confirms later.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub awaiting_bank: bool,
    /// The reason for its cancellation. Absent from purchases cancelled before this was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_because: Option<CancellationReason>,
    /// True if a payment for it was returned; such a purchase never expires, so that the payment can be looked up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub money_returned: bool,
    /// The disputes that were reported before there was an order; the order takes them over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<Dispute>,
    /// The number of the order: reserved once a bank is to confirm the payment, otherwise drawn with the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<OrderNumber>,
    /// The customer's data, sealed, with its key, while a bank is to confirm the payment. The order takes it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidential: Option<Sealed>,
    /// Keyed hash of the normalised e-mail, as long as the customer's data is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_hash: Option<String>,
    /// Hash of the secret in the customer's link, until the order takes it over. It stays after a payment that failed, so
    /// that the link shows how the purchase ended: it names nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_hash: Option<String>,
    /// The time at which the customer was erased while a bank was to confirm the payment. The order remembers the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Timestamp>,
    /// The amount paid, once there is an order, so that showing the checkout needs no other record. Absent from purchases
    /// paid before this was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<AmountPaid>,
    /// The version, which every change increments.
    pub version: u64,
    /// The head of the purchase's audit chain, until the order takes it over.
    pub chain: ChainHead,
    /// The time at which the checkout began.
    pub created_at: Timestamp,
}

impl Checkout {
    /// Freezes a priced cart as a new checkout, with the stock that its order will take.
    pub fn freeze(
        id: OrderId,
        quote: Quote,
        products: &BTreeMap<ProductId, &Product>,
        tax: TaxTreatment,
        closes_at: Timestamp,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            state: PurchaseState::Cart,
            stock: stock_of(&quote, products),
            quote,
            tax,
            session: None,
            closes_at,
            awaiting_bank: false,
            cancelled_because: None,
            money_returned: false,
            disputes: Vec::new(),
            order_number: None,
            confidential: None,
            customer_hash: None,
            secret_hash: None,
            erased_at: None,
            paid: None,
            version: 1,
            chain: ChainHead::empty(),
            created_at: now,
        }
    }

    /// Returns the sealed customer of a payment that a bank is to confirm.
    pub fn customer(&self) -> Option<SealedCustomer> {
        Some(SealedCustomer {
            confidential: self.confidential.clone()?,
            customer_hash: self.customer_hash.clone()?,
            secret_hash: self.secret_hash.clone()?,
        })
    }
}

fn stock_of(priced: &Quote, products: &BTreeMap<ProductId, &Product>) -> Vec<StockTaken> {
    let mut taken = BTreeMap::<_, u32>::new();
    for line in &priced.lines {
        for chosen in &line.configuration {
            let stocked = products.get(&line.product_id).is_some_and(|product| {
                product.variants.iter().any(|v| v.id == chosen.variant_id && v.stock.is_some())
            });
            if stocked {
                let quantity = taken.entry((line.product_id, chosen.variant_id)).or_default();
                *quantity = quantity.saturating_add(line.quantity);
            }
        }
    }
    let entries = taken.into_iter();
    entries
        .map(|((product_id, variant_id), quantity)| StockTaken { product_id, variant_id, quantity })
        .collect()
}

/// A Stripe session that was settled, with any outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledSession {
    /// The id of the purchase.
    pub order_id: OrderId,
    /// The id of the session.
    pub session_id: String,
    /// The outcome: `order`, `cancelled` or `returned`.
    pub outcome: String,
    /// The time at which the shop settled it.
    pub settled_at: Timestamp,
}

impl SettledSession {
    /// Records that a session ended with an outcome.
    pub fn ended(order_id: OrderId, session_id: &str, outcome: &str, settled_at: Timestamp) -> Self {
        Self { order_id, session_id: session_id.to_owned(), outcome: outcome.to_owned(), settled_at }
    }
}
