use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::customer::{Customer, Private};
use crate::random;

/// The confidential part of an order, which only staff and mails may show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confidential {
    pub customer: Customer,
    /// The secret of the customer's tracking link, which later mails contain.
    pub tracking_secret: TrackingSecret,
}

/// The secret that lets a customer without an account follow their order: 256 random bits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackingSecret(Private<String>);

impl TrackingSecret {
    pub fn new() -> Result<Self, random::NoRandomness> {
        Ok(Self(Private::new(URL_SAFE_NO_PAD.encode(random::bytes::<32>()?))))
    }

    pub const fn reveal(&self) -> &String {
        self.0.reveal()
    }

    /// The SHA-256 of the secret, which the order stores.
    pub fn hash(&self) -> String {
        Self::hash_of(self.reveal())
    }

    fn hash_of(secret: &str) -> String {
        hex::encode(digest(&SHA256, secret.as_bytes()))
    }

    /// Compares a secret from a request with a stored hash, in constant time.
    pub fn matches(shown: &str, hash: &str) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(Self::hash_of(shown).as_bytes(), hash.as_bytes())
            .is_ok()
    }
}
