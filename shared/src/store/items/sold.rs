//! That a product was sold, as stored: one item for ever, so that nobody has to look for its orders.

use domain::ids::{OrderId, ProductId};
use serde::{Deserialize, Serialize};

use super::Stored;
use crate::store::keys::{self, IndexKey, Key};

/// Orders refer to a product. Its first order writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldItem {
    /// The product.
    pub product_id: ProductId,
    /// Its first order.
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
