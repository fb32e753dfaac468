//! Signatures of webhook deliveries, for the `Stripe-Signature` header.

use aws_lc_rs::hmac;

/// Signs a payload as Stripe does: HMAC-SHA256 over the time, a dot and the raw bytes.
pub fn sign(secret: &str, time: i64, payload: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{time}.{payload}").as_bytes());
    format!("t={time},v1={}", hex::encode(tag))
}
