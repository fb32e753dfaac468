use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::customer::{Customer, Private};
use crate::random;

/// The hash that a secret is compared with if there is no order. It is as long as a real hash, and not the hash of any known
/// secret.
const NO_ORDER: &str = "0000000000000000000000000000000000000000000000000000000000000000";

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

    /// Compares a secret from a request with the stored hash of an order; with another one if there is no order, so that the
    /// response time reveals nothing.
    pub fn opens(shown: &str, hash: Option<&str>) -> bool {
        Self::matches(shown, hash.unwrap_or(NO_ORDER)) && hash.is_some()
    }

    /// Compares a secret from a request with a stored hash, in constant time.
    pub fn matches(shown: &str, hash: &str) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(Self::hash_of(shown).as_bytes(), hash.as_bytes())
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_order_no_secret_fits() {
        assert_eq!(NO_ORDER.len(), TrackingSecret::new().unwrap().hash().len());
        for shown in ["", NO_ORDER] {
            assert!(!TrackingSecret::opens(shown, None) && !TrackingSecret::opens(shown, Some(NO_ORDER)));
        }
    }
}
