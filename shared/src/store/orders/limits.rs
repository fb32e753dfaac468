//! Rate limits: attempts are counted by conditional writes on items that expire by themselves.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};

use crate::store::{RateLimits, StoreError, keys};

/// A number of attempts per time window. Windows follow one another without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The name of the limited action, which is part of the key.
    pub scope: &'static str,
    /// The number of attempts per window.
    pub turns: u32,
    pub window: SignedDuration,
}

impl RateLimits {
    /// AP-51: counts an attempt of a caller, who is identified by a hash; one conditional `UpdateItem`. Returns false if the
    /// limit is reached.
    pub async fn take_turn(&self, limit: Limit, hash: &str, now: Timestamp) -> Result<bool, StoreError> {
        let window = limit.window.as_secs().max(1);
        let begun = now.as_second().div_euclid(window) * window;
        let number = |number: i64| AttributeValue::N(number.to_string());
        let taken = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::limit(limit.scope, hash, begun).into_item()))
            .update_expression("ADD turns :one SET expires_at = :expires, entity = :entity, v = :one")
            .condition_expression("attribute_not_exists(turns) OR turns < :most")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(i64::from(limit.turns)))
            .expression_attribute_values(":expires", number(begun.saturating_add(window)))
            .expression_attribute_values(":entity", AttributeValue::S("limit".to_owned()))
            .send()
            .await;
        match taken.map_err(StoreError::from) {
            Ok(_) => Ok(true),
            Err(StoreError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
