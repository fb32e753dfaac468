//! Stripe's idempotency keys: a repeated request gets the saved response.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::StripeError;
use crate::ids::now;

/// Seconds for which a response is saved.
const RETENTION_SECONDS: i64 = 24 * 60 * 60;

/// A response saved for an idempotency key.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Saved {
    pub(crate) at: i64,
    pub(crate) path: String,
    pub(crate) parameters: String,
    pub(crate) request_id: String,
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// Idempotency keys whose first request is still running.
#[derive(Default)]
pub(crate) struct InProgress(HashSet<String>);

impl InProgress {
    pub(crate) fn end(&mut self, key: &str) {
        self.0.remove(key);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Returns the response saved for a key, or reserves the key for a new request.
pub(crate) fn begin(
    saved: &BTreeMap<String, Saved>,
    in_progress: &mut InProgress,
    key: &str,
    path: &str,
    parameters: &str,
) -> Result<Option<Saved>, StripeError> {
    if key.chars().count() > 255 {
        return Err(StripeError::parameter(
            "Idempotency keys can be at most 255 characters long.",
            "Idempotency-Key",
        ));
    }
    if let Some(saved) = saved.get(key).filter(|saved| saved.at + RETENTION_SECONDS > now()) {
        if saved.path != path {
            return Err(StripeError::key_reused_on_other_endpoint(key, &saved.path, path));
        }
        if saved.parameters != parameters {
            return Err(StripeError::key_reused_with_other_parameters(key));
        }
        return Ok(Some(saved.clone()));
    }
    if in_progress.0.insert(key.to_owned()) { Ok(None) } else { Err(StripeError::key_in_use(key)) }
}
