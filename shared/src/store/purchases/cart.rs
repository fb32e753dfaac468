//! The purchase that each cart is paid with, so that a cart never has two payment pages.

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_dynamodb::types::{AttributeValue, Put};
use domain::checkout::cart_id::CartId;
use domain::ids::OrderId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::items::{Stored, to_item};
use crate::store::keys::{self, IndexKey, Key};
use crate::store::{Store, StoreError, Transaction};

/// Time until a claim expires, in seconds: 90 days, longer than any payment takes to be confirmed.
const KEPT: i64 = 90 * 24 * 60 * 60;

/// A cart's claim on a purchase: the only one that may have a payment page for the cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartClaim {
    /// SHA-256 of the cart's id, which is a secret.
    pub cart: String,
    pub order_id: OrderId,
    /// True once the purchase's payment page is open.
    pub opened: bool,
    pub claimed_at: Timestamp,
}

impl CartClaim {
    /// Claims a purchase whose payment page is not open yet.
    pub fn new(id: &CartId, order_id: OrderId, now: Timestamp) -> Self {
        Self { cart: hash(id), order_id, opened: false, claimed_at: now }
    }
}

impl Stored for CartClaim {
    const ENTITY: &'static str = "cart";
    fn key(&self) -> Key {
        keys::cart(&self.cart)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
    fn expires_at(&self) -> Option<i64> {
        Some(self.claimed_at.as_second().saturating_add(KEPT))
    }
}

/// Returns the key of a cart's claim.
pub(super) fn key_of(id: &CartId) -> Key {
    keys::cart(&hash(id))
}

fn hash(id: &CartId) -> String {
    hex::encode(digest(&SHA256, id.reveal().as_bytes()))
}

/// A change of a cart's claim, from the one that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartStep {
    before: Option<CartClaim>,
    after: CartClaim,
}

impl CartStep {
    /// Replaces the claim that was read, if there was one.
    pub const fn claim(before: Option<CartClaim>, after: CartClaim) -> Self {
        Self { before, after }
    }

    /// Notes that the payment page of the claimed purchase is open.
    pub fn open(claim: CartClaim) -> Self {
        let after = CartClaim { opened: true, ..claim.clone() };
        Self { before: Some(claim), after }
    }
}

impl Store {
    /// Adds the step to a transaction. It fails if the cart claimed another purchase since it was read, or if the page was
    /// opened since then.
    pub(super) fn step_cart(&self, writes: &mut Transaction, step: &CartStep) -> Result<(), StoreError> {
        let item = to_item(&step.after)?;
        let Some(before) = &step.before else { return writes.create(self, item, StoreError::Conflict) };
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .expression_attribute_values(":order", AttributeValue::S(before.order_id.to_string()))
            .expression_attribute_values(":opened", AttributeValue::Bool(before.opened));
        writes.put(put, "order_id = :order AND opened = :opened", StoreError::Conflict)
    }
}
