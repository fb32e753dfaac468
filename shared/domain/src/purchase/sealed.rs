//! Encrypted data of a purchase, opaque here: only the vault, which holds the keys, makes it and reads it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::NoteId;

/// The sealed customer data of an order, with the wrapped data key that opens it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The version of this stored form.
    v: u8,
    /// The data key, wrapped by KMS.
    #[serde(with = "serde_bytes")]
    key: Vec<u8>,
    /// The nonce of the encryption.
    #[serde(with = "serde_bytes")]
    nonce: Vec<u8>,
    /// The ciphertext and its tag.
    #[serde(with = "serde_bytes")]
    data: Vec<u8>,
}

impl Sealed {
    /// Assembles sealed data from its wrapped key, nonce and ciphertext.
    pub const fn new(key: Vec<u8>, nonce: Vec<u8>, data: Vec<u8>) -> Self {
        Self { v: 1, key, nonce, data }
    }

    /// Returns the data key as KMS wrapped it.
    pub fn wrapped_key(&self) -> &[u8] {
        &self.key
    }

    /// Returns the nonce of the encryption.
    pub fn nonce(&self) -> &[u8] {
        &self.nonce
    }

    /// Returns the ciphertext with its tag.
    pub fn data(&self) -> &[u8] {
        &self.data
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sealed]")
    }
}

/// The customer of a purchase: the sealed data, and the hashes by which the customer is found and is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCustomer {
    /// The customer's data, sealed for the purchase.
    pub confidential: Sealed,
    /// The keyed hash of the e-mail.
    pub customer_hash: String,
    /// The hash of the secret in the customer's link.
    pub secret_hash: String,
}

/// A text beside an order, sealed under the order's own data key: removing that key removes the text too.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedText {
    /// The version of this stored form.
    v: u8,
    /// The nonce of the encryption.
    #[serde(with = "serde_bytes")]
    nonce: Vec<u8>,
    /// The ciphertext and its tag.
    #[serde(with = "serde_bytes")]
    data: Vec<u8>,
}

impl SealedText {
    /// Assembles a sealed text from its nonce and ciphertext.
    pub const fn new(nonce: Vec<u8>, data: Vec<u8>) -> Self {
        Self { v: 1, nonce, data }
    }

    /// Returns the nonce of the encryption.
    pub fn nonce(&self) -> &[u8] {
        &self.nonce
    }

    /// Returns the ciphertext with its tag.
    pub fn data(&self) -> &[u8] {
        &self.data
    }
}

impl fmt::Debug for SealedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sealed]")
    }
}

/// The identity that a note's text is bound to when it is sealed, so that no text passes for another's, and no internal
/// one for one that the customer gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteName {
    /// The id of the note.
    pub id: NoteId,
    /// True if the customer gets the note.
    pub visible_to_customer: bool,
}
