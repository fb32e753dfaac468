//! The only module that reads the clock. All other code receives the time as an argument.

use jiff::Timestamp;

/// The current time in UTC, truncated to milliseconds, so that a stored time reads back equal.
#[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
