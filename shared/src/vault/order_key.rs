//! An order's unwrapped data key, which seals and opens the order's confidential part and its notes.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use domain::ids::OrderId;
use domain::purchase::{NoteName, Sealed, SealedText};

use super::confidential::Confidential;
use super::error::VaultError;
use crate::customer::Private;
use crate::random;

/// The unwrapped data key of an order. It is never stored.
pub struct OrderKey {
    order_id: OrderId,
    key: LessSafeKey,
}

impl OrderKey {
    pub(super) fn new(order_id: OrderId, plain: &Private<Vec<u8>>) -> Result<Self, VaultError> {
        let key = UnboundKey::new(&AES_256_GCM, plain.reveal()).map_err(|_| VaultError::Refused)?;
        Ok(Self { order_id, key: LessSafeKey::new(key) })
    }

    pub fn open(&self, sealed: &Sealed) -> Result<Confidential, VaultError> {
        let plain = self.decrypt(self.of_order(), sealed.nonce(), sealed.data())?;
        let confidential: Confidential = serde_json::from_slice(&plain).map_err(|_| VaultError::Refused)?;
        Ok(Confidential { customer: confidential.customer.readable(), ..confidential })
    }

    pub(super) fn seal(&self, confidential: &Confidential, wrapped: Vec<u8>) -> Result<Sealed, VaultError> {
        let plain = serde_json::to_vec(confidential).map_err(|_| VaultError::Refused)?;
        let (nonce, data) = self.encrypt(self.of_order(), plain)?;
        Ok(Sealed::new(wrapped, nonce, data))
    }

    /// Seals changed data in place of `sealed`, under the same key.
    pub fn reseal(&self, sealed: &Sealed, confidential: &Confidential) -> Result<Sealed, VaultError> {
        self.seal(confidential, sealed.wrapped_key().to_vec())
    }

    pub fn seal_note(&self, note: NoteName, text: &str) -> Result<SealedText, VaultError> {
        let (nonce, data) = self.encrypt(self.of_note(note), text.as_bytes().to_vec())?;
        Ok(SealedText::new(nonce, data))
    }

    pub fn open_note(&self, note: NoteName, sealed: &SealedText) -> Result<Private<String>, VaultError> {
        let plain = self.decrypt(self.of_note(note), sealed.nonce(), sealed.data())?;
        String::from_utf8(plain).map(Private::new).map_err(|_| VaultError::Refused)
    }

    fn of_order(&self) -> Aad<String> {
        Aad::from(format!("3d-things/order/1/{}", self.order_id))
    }

    fn of_note(&self, NoteName { id, visible_to_customer }: NoteName) -> Aad<String> {
        let reader = if visible_to_customer { "customer" } else { "staff" };
        Aad::from(format!("3d-things/note/1/{}/{id}/{reader}", self.order_id))
    }

    /// Returns nonce and ciphertext. The nonce is random, which is safe for the few texts of one order.
    fn encrypt(&self, aad: Aad<String>, mut data: Vec<u8>) -> Result<(Vec<u8>, Vec<u8>), VaultError> {
        let nonce: [u8; NONCE_LEN] = random::bytes().map_err(|error| VaultError::Keys(error.to_string()))?;
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut data)
            .map_err(|_| VaultError::Refused)?;
        Ok((nonce.to_vec(), data))
    }

    fn decrypt(&self, aad: Aad<String>, nonce: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::Refused)?;
        let mut data = sealed.to_vec();
        let plain = self.key.open_in_place(nonce, aad, &mut data).map_err(|_| VaultError::Refused)?;
        Ok(plain.to_vec())
    }
}
