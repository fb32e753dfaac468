//! The one place that reads the clock; everything else is given the time.

use jiff::Timestamp;

/// Now, UTC, to the millisecond: what is written reads back equal.
#[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
