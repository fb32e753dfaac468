//! Configuration of a pretend Stripe.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The event types that the webhook receives by default.
pub const DEFAULT_EVENTS: [&str; 9] = [
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "charge.refunded",
    "charge.dispute.created",
    "refund.created",
    "refund.updated",
    "refund.failed",
];

/// The configuration of a pretend Stripe.
#[derive(Clone)]
pub struct Config {
    /// The secret API key that callers must send, `sk_test_…`.
    pub api_key: String,
    /// The URL that receives signed events; can be set later too.
    pub webhook_url: Option<String>,
    /// The webhook's signing secret, `whsec_…`.
    pub webhook_secret: String,
    /// The event types that the webhook receives; `*` means all.
    pub enabled_events: Vec<String>,
    pub retries: Retries,
    /// The base URL at which browsers reach the payment page; the listener's own by default.
    pub public_url: Option<String>,
    /// The file that persists all data between starts; none by default.
    pub state_file: Option<PathBuf>,
    /// Logs requests and deliveries to standard output.
    pub log: bool,
}

impl Config {
    /// A configuration without a webhook, a state file or logging.
    pub fn new(api_key: impl Into<String>, webhook_secret: impl Into<String>) -> Self {
        Self {
            api_key: api_key.into(),
            webhook_url: None,
            webhook_secret: webhook_secret.into(),
            enabled_events: DEFAULT_EVENTS.map(str::to_owned).to_vec(),
            retries: Retries { first_ms: 250, longest_ms: 30_000, attempts: 20 },
            public_url: None,
            state_file: None,
            log: false,
        }
    }
}

/// Retry schedule of failed deliveries: first after `first_ms`, then twice as long each time.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retries {
    /// The wait before the second attempt, in milliseconds.
    pub first_ms: u64,
    /// The longest wait between two attempts, in milliseconds.
    pub longest_ms: u64,
    /// The maximum number of attempts.
    pub attempts: u32,
}

impl Retries {
    /// Returns the wait after attempt number `attempt` (counted from 1), or `None` if that was the last.
    pub(crate) fn wait_after(self, attempt: u32) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let doubled = self.first_ms.saturating_mul(1_u64 << attempt.saturating_sub(1).min(30));
        Some(Duration::from_millis(doubled.min(self.longest_ms)))
    }
}
