//! Marks a product as sold: one item that never expires, so that nobody has to search for the product's orders.

use domain::ids::{OrderId, ProductId};
use serde::{Deserialize, Serialize};

use super::Stored;
use crate::store::keys::{self, IndexKey, Key};

/// Records that orders refer to a product. Written with its first order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldItem {
    pub product_id: ProductId,
    pub order_id: OrderId,
}

impl Stored for SoldItem {
    const ENTITY: &'static str = "sold";
    fn key(&self) -> Key {
        keys::sold(self.product_id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}
