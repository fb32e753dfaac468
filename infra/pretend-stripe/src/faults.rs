//! Switches that inject faults into webhooks and API responses.

use serde::{Deserialize, Serialize};

/// All fault switches. Each counts down, or stays until it is set to 0.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Faults {
    /// Number of extra copies of each delivery, sent at the same time.
    pub(crate) duplicates: u32,
    /// Delay of each delivery, in milliseconds.
    pub(crate) delay_ms: u64,
    /// Number of events to collect before they are sent, the newest first.
    pub(crate) reorder: usize,
    /// Number of upcoming events that never reach the webhook.
    pub(crate) lose: u32,
    /// Answers upcoming API calls with 500.
    pub(crate) fail: ApiFault,
    /// Delays the responses of upcoming API calls.
    pub(crate) hang: ApiFault,
    /// Answers upcoming API calls with 429.
    pub(crate) rate_limit: ApiFault,
    /// Number of upcoming refunds that start as pending and then fail.
    pub(crate) failing_refunds: u32,
}

/// A fault that applies to the next few API calls.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ApiFault {
    /// Number of calls that it applies to.
    pub(crate) count: u32,
    /// Executes the call although the response is faulty.
    pub(crate) executed: bool,
    /// Duration of a hanging call, in milliseconds.
    pub(crate) ms: u64,
    /// Limits the fault to calls with this prefix, such as `POST /v1/refunds`; all by default.
    pub(crate) on: Option<String>,
}

impl Default for ApiFault {
    fn default() -> Self {
        Self { count: 0, executed: true, ms: 30_000, on: None }
    }
}

impl ApiFault {
    /// Returns the fault if it applies to this call, and counts it down.
    pub(crate) fn take(&mut self, call: &str) -> Option<Self> {
        if self.count == 0 || !self.on.as_deref().is_none_or(|on| call.starts_with(on)) {
            return None;
        }
        self.count -= 1;
        Some(self.clone())
    }
}

/// A change of the switches; absent fields stay as they are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultsChange {
    duplicates: Option<u32>,
    delay_ms: Option<u64>,
    reorder: Option<usize>,
    lose: Option<u32>,
    fail: Option<ApiFault>,
    hang: Option<ApiFault>,
    rate_limit: Option<ApiFault>,
    failing_refunds: Option<u32>,
}

impl Faults {
    pub(crate) fn change(&mut self, change: FaultsChange) {
        fn set<T>(place: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *place = value;
            }
        }
        set(&mut self.duplicates, change.duplicates);
        set(&mut self.delay_ms, change.delay_ms);
        set(&mut self.reorder, change.reorder);
        set(&mut self.lose, change.lose);
        set(&mut self.fail, change.fail);
        set(&mut self.hang, change.hang);
        set(&mut self.rate_limit, change.rate_limit);
        set(&mut self.failing_refunds, change.failing_refunds);
    }
}
