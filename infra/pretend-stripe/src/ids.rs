//! Random ids in Stripe's format, and the current time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A fallback that keeps ids unique if the random source fails. Unpredictable ids are not needed here,
/// because nothing guards money.
static COUNTER: AtomicU64 = AtomicU64::new(0);

/// Returns `prefix` followed by `length` random letters and digits.
pub(crate) fn id(prefix: &str, length: usize) -> String {
    let mut bytes = vec![0_u8; length];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        return format!("{prefix}{}{}", now(), COUNTER.fetch_add(1, Ordering::Relaxed));
    }
    bytes.iter().fold(prefix.to_owned(), |mut id, byte| {
        id.push(char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]));
        id
    })
}

/// Returns the current Unix time in seconds.
#[allow(clippy::disallowed_methods, reason = "the pretend Stripe's one place that reads the clock")]
pub(crate) fn now() -> i64 {
    let age = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(age.as_secs()).unwrap_or(i64::MAX)
}
