//! Polling for a condition instead of sleeping.

use std::time::{Duration, Instant};

/// Longer than any successful operation takes, including a message that is retried until it is a dead letter.
const TIMEOUT: Duration = Duration::from_secs(90);
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Polls until `poll` returns a value.
pub(crate) async fn eventually<T>(what: &str, mut poll: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(value) = poll().await {
            return value;
        }
        assert!(started.elapsed() < TIMEOUT, "timed out after {TIMEOUT:?} waiting for {what}");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// Returns the Unix time in seconds.
#[allow(clippy::disallowed_methods)] // Tests run outside the shop and need the real time.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
