//! Random ids that look like Stripe's.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// `length` random letters and digits behind `prefix`.
pub(crate) fn id(prefix: &str, length: usize) -> String {
    let mut bytes = vec![0_u8; length];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        // Without a random source an id must still be unique: the clock serves, and nothing here guards money.
        let nanos = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |age| age.as_nanos());
        return format!("{prefix}{nanos}");
    }
    bytes.iter().fold(prefix.to_owned(), |mut id, byte| {
        id.push(char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]));
        id
    })
}

/// The present time in Unix seconds.
pub(crate) fn now() -> i64 {
    let age = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(age.as_secs()).unwrap_or(i64::MAX)
}
