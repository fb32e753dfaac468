//! Encryption of customer data: AES-256-GCM under a data key per order, which KMS wraps.
//!
//! The order's id is bound twice, as KMS encryption context and as additional authenticated data, so sealed data can be
//! opened only as that order's.

mod confidential;
mod error;
mod order_key;

use std::sync::Arc;

use async_trait::async_trait;
use domain::ids::OrderId;
use domain::purchase::Sealed;

use crate::customer::Private;

pub use confidential::{Confidential, TrackingSecret};
pub use error::VaultError;
pub use order_key::OrderKey;

/// A new data key, in plain text for use now and wrapped to be stored.
pub struct DataKey {
    /// 32 bytes, never stored.
    pub plain: Private<Vec<u8>>,
    /// The same key, wrapped by KMS.
    pub wrapped: Vec<u8>,
}

/// The port to the key service, which generates and unwraps data keys. Each key is bound to an order.
#[async_trait]
pub trait DataKeys: Send + Sync {
    async fn generate(&self, order_id: OrderId) -> Result<DataKey, VaultError>;
    async fn unwrap(&self, order_id: OrderId, wrapped: &[u8]) -> Result<Private<Vec<u8>>, VaultError>;
}

#[derive(Clone)]
pub struct Vault {
    keys: Arc<dyn DataKeys>,
}

impl Vault {
    pub fn new(keys: Arc<dyn DataKeys>) -> Self {
        Self { keys }
    }

    /// Seals an order's confidential part. One call to the key service.
    pub async fn seal(&self, order_id: OrderId, confidential: &Confidential) -> Result<Sealed, VaultError> {
        let DataKey { plain, wrapped } = self.keys.generate(order_id).await?;
        OrderKey::new(order_id, &plain)?.seal(confidential, wrapped)
    }

    /// Opens data that was sealed for this order. One call to the key service.
    pub async fn open(&self, order_id: OrderId, sealed: &Sealed) -> Result<Confidential, VaultError> {
        self.unlock(order_id, sealed).await?.open(sealed)
    }

    /// Unwraps the order's data key, for its confidential part and its notes. One call to the key service.
    pub async fn unlock(&self, order_id: OrderId, sealed: &Sealed) -> Result<OrderKey, VaultError> {
        OrderKey::new(order_id, &self.keys.unwrap(order_id, sealed.wrapped_key()).await?)
    }
}
