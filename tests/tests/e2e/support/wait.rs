//! Waiting for a condition, never for a time.

use std::time::{Duration, Instant};

/// Longer than anything takes that works, a message that came back from its queue twice included.
const PATIENCE: Duration = Duration::from_mins(1);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(100);

/// Looks until there is something to see.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(begun.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// The time, in seconds since 1970.
#[allow(clippy::disallowed_methods)] // The tests are the outside world: they look at the clock on the wall.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
