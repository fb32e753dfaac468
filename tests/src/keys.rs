//! Data keys without KMS: wrapped under a key that exists only in the test's process, each bound to its order.

use async_trait::async_trait;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use shared::customer::Private;
use shared::domain::ids::OrderId;
use shared::random;
use shared::vault::{DataKey, DataKeys, VaultError};

/// Wraps by AES-256-GCM with the order's id as additional data. Like KMS, it unwraps nothing for another order.
#[derive(Debug)]
pub struct LocalKeys(LessSafeKey);

impl LocalKeys {
    /// Generates a new wrapping key.
    pub fn new() -> Self {
        let secret: [u8; 32] = random::bytes().unwrap();
        Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &secret).unwrap()))
    }
}

impl Default for LocalKeys {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl DataKeys for LocalKeys {
    async fn generate(&self, order_id: OrderId) -> Result<DataKey, VaultError> {
        let plain: [u8; 32] = random::bytes().unwrap();
        let nonce: [u8; NONCE_LEN] = random::bytes().unwrap();
        let mut wrapped = plain.to_vec();
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(order_id.to_string()),
                &mut wrapped,
            )
            .unwrap();
        Ok(DataKey { plain: Private::new(plain.to_vec()), wrapped: [nonce.as_slice(), &wrapped].concat() })
    }

    async fn unwrap(&self, order_id: OrderId, wrapped: &[u8]) -> Result<Private<Vec<u8>>, VaultError> {
        let (nonce, sealed) = wrapped.split_at_checked(NONCE_LEN).ok_or(VaultError::Refused)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::Refused)?;
        let mut sealed = sealed.to_vec();
        let plain = self.0.open_in_place(nonce, Aad::from(order_id.to_string()), &mut sealed);
        plain.map(|plain| Private::new(plain.to_vec())).map_err(|_| VaultError::Refused)
    }
}
