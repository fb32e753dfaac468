//! Verifies Stripe's webhook signature over the raw bytes (<https://docs.stripe.com/webhooks?verify=verify-manually>).

use aws_lc_rs::hmac;
use jiff::Timestamp;

/// Maximum difference between the signature's time and ours, in seconds, in either direction.
pub const TOLERANCE_SECONDS: i64 = 300;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("the Stripe-Signature header is missing or malformed")]
    Malformed,
    #[error("the signature's timestamp is not within five minutes of now")]
    Stale,
    #[error("no signature matches")]
    Mismatch,
}

/// Accepts a payload only if one of the header's `v1` signatures matches it and is fresh.
pub fn verify(payload: &[u8], header: &str, secret: &str, now: Timestamp) -> Result<(), SignatureError> {
    let mut time = None;
    let mut signatures = Vec::new();
    for (name, value) in header.split(',').filter_map(|part| part.trim().split_once('=')) {
        match name {
            "t" => time = value.parse::<i64>().ok(),
            "v1" => signatures.extend(hex::decode(value).ok()),
            _ => {}
        }
    }
    let time = time.ok_or(SignatureError::Malformed)?;
    if signatures.is_empty() {
        return Err(SignatureError::Malformed);
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signed = [time.to_string().as_bytes(), b".", payload].concat();
    // `hmac::verify` compares in constant time.
    if !signatures.iter().any(|signature| hmac::verify(&key, &signed, signature).is_ok()) {
        return Err(SignatureError::Mismatch);
    }
    let age = now.as_second().saturating_sub(time);
    if age.abs() > TOLERANCE_SECONDS { Err(SignatureError::Stale) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRET: &str = "whsec_test";

    fn sign(payload: &[u8], time: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        let signed = [time.to_string().as_bytes(), b".", payload].concat();
        format!("t={time},v1={}", hex::encode(hmac::sign(&key, &signed)))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn any_matching_signature_among_several_is_enough() {
        let good = sign(b"{}", 1000);
        let header = good.replace("v1=", &format!("v0=aa,v1={},v1=", "00".repeat(32)));
        assert_eq!(verify(b"{}", &header, SECRET, at(1000)), Ok(()));
    }

    #[test]
    fn old_and_future_signatures_are_stale() {
        let header = sign(b"{}", 10_000);
        assert_eq!(verify(b"{}", &header, SECRET, at(10_300)), Ok(()));
        assert_eq!(verify(b"{}", &header, SECRET, at(10_301)), Err(SignatureError::Stale));
        assert_eq!(verify(b"{}", &header, SECRET, at(9_699)), Err(SignatureError::Stale));
    }

    proptest! {
        #[test]
        fn a_changed_payload_or_another_secret_is_refused(payload: Vec<u8>, place: prop::sample::Index, flip in 1_u8..) {
            let header = sign(&payload, 1000);
            prop_assert_eq!(verify(&payload, &header, SECRET, at(1000)), Ok(()));
            prop_assert_eq!(verify(&payload, &header, "whsec_other", at(1000)), Err(SignatureError::Mismatch));
            if !payload.is_empty() {
                let mut changed = payload.clone();
                changed[place.index(payload.len())] ^= flip;
                prop_assert_eq!(verify(&changed, &header, SECRET, at(1000)), Err(SignatureError::Mismatch));
            }
        }

        #[test]
        fn noise_in_the_header_never_panics(header in "\\PC{0,80}") {
            let outcome = verify(b"noise", &header, SECRET, at(1000));
            prop_assert!(outcome.is_err());
        }
    }
}
