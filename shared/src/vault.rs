//! The customer's data, sealed: AES-256-GCM under a data key of that order's own, wrapped by KMS.
//!
//! The order's id is bound twice, as KMS encryption context and as additional authenticated data, so sealed data
//! opens only in the order it was sealed for.

mod order_key;

use std::sync::Arc;

use async_trait::async_trait;
use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_kms::error::DisplayErrorContext;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::DataKeySpec;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::OrderId;
use domain::purchase::Sealed;
use serde::{Deserialize, Serialize};

use crate::customer::{Customer, Private};
use crate::random;

pub use order_key::OrderKey;

/// Why something could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// KMS did not answer, or refused.
    #[error("KMS returned no data key: {0}")]
    Keys(String),
    /// The data was not sealed for this order, or was changed.
    #[error("the sealed data belongs to another order or was modified")]
    Refused,
}

impl VaultError {
    /// Whether asking again may help.
    pub const fn retryable(&self) -> bool {
        matches!(self, Self::Keys(_))
    }
}

/// Everything of an order that only its staff and mails may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confidential {
    /// Who bought.
    pub customer: Customer,
    /// The secret of the customer's link, so that later mails can carry it.
    pub tracking_secret: TrackingSecret,
}

/// The secret that lets a customer without an account follow their order: 256 random bits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackingSecret(Private<String>);

impl TrackingSecret {
    /// A new one.
    pub fn new() -> Result<Self, random::NoRandomness> {
        Ok(Self(Private::new(URL_SAFE_NO_PAD.encode(random::bytes::<32>()?))))
    }

    /// The text that stands in the link.
    pub const fn reveal(&self) -> &String {
        self.0.reveal()
    }

    /// What the order keeps of it.
    pub fn hash(&self) -> String {
        Self::hash_of(self.reveal())
    }

    fn hash_of(secret: &str) -> String {
        hex::encode(digest(&SHA256, secret.as_bytes()))
    }

    /// Whether a secret that a caller shows is the one hashed here; takes the same time for every wrong one.
    pub fn matches(shown: &str, hash: &str) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(Self::hash_of(shown).as_bytes(), hash.as_bytes())
            .is_ok()
    }
}

/// A fresh data key: in clear for use now, and wrapped to be kept.
pub struct DataKey {
    /// 32 bytes, never stored.
    pub plain: Private<Vec<u8>>,
    /// The same, wrapped.
    pub wrapped: Vec<u8>,
}

/// Gives and opens data keys, each bound to an order.
#[async_trait]
pub trait DataKeys: Send + Sync {
    /// A new data key.
    async fn generate(&self, order_id: OrderId) -> Result<DataKey, VaultError>;
    /// The data key that was wrapped for this order.
    async fn unwrap(&self, order_id: OrderId, wrapped: &[u8]) -> Result<Private<Vec<u8>>, VaultError>;
}

/// Seals and opens.
#[derive(Clone)]
pub struct Vault {
    keys: Arc<dyn DataKeys>,
}

impl Vault {
    /// A vault on top of a source of data keys.
    pub fn new(keys: Arc<dyn DataKeys>) -> Self {
        Self { keys }
    }

    /// Seals an order's confidential part: one call for a key.
    pub async fn seal(&self, order_id: OrderId, confidential: &Confidential) -> Result<Sealed, VaultError> {
        let DataKey { plain, wrapped } = self.keys.generate(order_id).await?;
        OrderKey::new(order_id, &plain)?.seal(confidential, wrapped)
    }

    /// Opens what was sealed for this order, and nothing else: one call for the key.
    pub async fn open(&self, order_id: OrderId, sealed: &Sealed) -> Result<Confidential, VaultError> {
        self.unlock(order_id, sealed).await?.open(sealed)
    }

    /// The order's data key, for its confidential part and the notes beside it: one call.
    pub async fn unlock(&self, order_id: OrderId, sealed: &Sealed) -> Result<OrderKey, VaultError> {
        OrderKey::new(order_id, &self.keys.unwrap(order_id, sealed.wrapped_key()).await?)
    }
}

/// Data keys from KMS, the order's id as encryption context.
pub struct KmsKeys {
    client: aws_sdk_kms::Client,
    key_id: String,
}

impl KmsKeys {
    /// Encryption context under which every data key is wrapped.
    const CONTEXT: &'static str = "order_id";

    /// Keys under this customer managed key.
    pub const fn new(client: aws_sdk_kms::Client, key_id: String) -> Self {
        Self { client, key_id }
    }
}

#[async_trait]
impl DataKeys for KmsKeys {
    async fn generate(&self, order_id: OrderId) -> Result<DataKey, VaultError> {
        let asked = self.client.generate_data_key().key_id(&self.key_id).key_spec(DataKeySpec::Aes256);
        let answer = asked.encryption_context(Self::CONTEXT, order_id.to_string()).send().await;
        let answer = answer.map_err(|error| VaultError::Keys(DisplayErrorContext(error).to_string()))?;
        let (plain, wrapped) = answer.plaintext.zip(answer.ciphertext_blob).ok_or(VaultError::Refused)?;
        Ok(DataKey { plain: Private::new(plain.into_inner()), wrapped: wrapped.into_inner() })
    }

    async fn unwrap(&self, order_id: OrderId, wrapped: &[u8]) -> Result<Private<Vec<u8>>, VaultError> {
        let asked = self.client.decrypt().key_id(&self.key_id).ciphertext_blob(Blob::new(wrapped));
        let answer = asked.encryption_context(Self::CONTEXT, order_id.to_string()).send().await;
        let answer = answer.map_err(|error| {
            if error
                .as_service_error()
                .is_some_and(aws_sdk_kms::operation::decrypt::DecryptError::is_invalid_ciphertext_exception)
            {
                return VaultError::Refused;
            }
            VaultError::Keys(DisplayErrorContext(error).to_string())
        })?;
        answer.plaintext.map(|plain| Private::new(plain.into_inner())).ok_or(VaultError::Refused)
    }
}
