//! Switches that make webhooks and API answers go wrong on purpose.

use serde::{Deserialize, Serialize};

/// All switches. Each counts down, or stays until it is set to 0.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Faults {
    /// How many more copies of each delivery are sent at the same time.
    pub(crate) duplicates: u32,
    /// How long each delivery is held back, in milliseconds.
    pub(crate) delay_ms: u64,
    /// How many events are collected before they are sent, the newest first.
    pub(crate) reorder: usize,
    /// How many of the next events never reach the webhook.
    pub(crate) lose: u32,
    /// The next API answers are 500.
    pub(crate) fail: ApiFault,
    /// The next API answers come late.
    pub(crate) hang: ApiFault,
    /// The next API answers are 429.
    pub(crate) rate_limit: ApiFault,
    /// How many of the next refunds start as pending and then fail.
    pub(crate) failing_refunds: u32,
}

/// A fault of the next few API calls.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ApiFault {
    /// How many calls it strikes.
    pub(crate) count: u32,
    /// Whether the call does its work all the same.
    pub(crate) executed: bool,
    /// How long a hanging call takes, in milliseconds.
    pub(crate) ms: u64,
    /// Only calls that begin like this, such as `POST /v1/refunds`; all unless set.
    pub(crate) on: Option<String>,
}

impl Default for ApiFault {
    fn default() -> Self {
        Self { count: 0, executed: true, ms: 30_000, on: None }
    }
}

impl ApiFault {
    /// Whether this call is struck; uses up one.
    pub(crate) fn strike(&mut self, call: &str) -> Option<Self> {
        if self.count == 0 || !self.on.as_deref().is_none_or(|on| call.starts_with(on)) {
            return None;
        }
        self.count -= 1;
        Some(self.clone())
    }
}

/// What a change of the switches may say; what is left out stays as it is.
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
