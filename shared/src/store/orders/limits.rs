//! Rate limits: attempts are counted by conditional writes on items that expire by themselves.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, Update};
use jiff::{SignedDuration, Timestamp};

use crate::store::{Item, RateLimits, Store, StoreError, Transaction, keys};

/// A number of attempts per time window. Windows follow one another without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The name of the limited action, which is part of the key.
    pub scope: &'static str,
    /// The number of attempts per window.
    pub turns: u32,
    pub window: SignedDuration,
}

/// One attempt of a caller, who is identified by a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    limit: Limit,
    hash: String,
    begun: i64,
}

/// Counts an attempt unless the limit is reached.
const COUNT: &str = "ADD turns :one SET expires_at = :expires, entity = :entity, v = :one";
const BELOW_LIMIT: &str = "attribute_not_exists(turns) OR turns < :most";

impl Turn {
    /// The entity of the item that counts attempts.
    pub(crate) const ENTITY: &str = "limit";

    pub fn new(limit: Limit, hash: &str, now: Timestamp) -> Self {
        let window = limit.window.as_secs().max(1);
        Self { limit, hash: hash.to_owned(), begun: now.as_second().div_euclid(window) * window }
    }

    pub(crate) fn key(&self) -> Item {
        keys::limit(self.limit.scope, &self.hash, self.begun).into_item()
    }

    /// Returns true if the item that counts attempts leaves this one.
    pub(crate) fn is_left(&self, item: &Item) -> bool {
        let taken = item.get("turns").and_then(|turns| turns.as_n().ok()?.parse().ok());
        taken.unwrap_or(0) < self.limit.turns
    }

    fn values(&self) -> HashMap<String, AttributeValue> {
        let number = |number: i64| AttributeValue::N(number.to_string());
        let expires = self.begun.saturating_add(self.limit.window.as_secs().max(1));
        let values = [
            (":one", number(1)),
            (":most", number(i64::from(self.limit.turns))),
            (":expires", number(expires)),
            (":entity", AttributeValue::S(Self::ENTITY.to_owned())),
        ];
        values.map(|(name, value)| (name.to_owned(), value)).into()
    }
}

impl Store {
    /// Adds the counting of an attempt to a transaction, which fails as a conflict if the limit is reached.
    pub(crate) fn count_turn(&self, writes: &mut Transaction, turn: &Turn) -> Result<(), StoreError> {
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(turn.key()))
            .update_expression(COUNT)
            .condition_expression(BELOW_LIMIT)
            .set_expression_attribute_values(Some(turn.values()));
        writes.update(update, StoreError::Conflict)
    }
}

impl RateLimits {
    /// AP-51: counts an attempt; one conditional `UpdateItem`. Returns false if the limit is reached.
    pub async fn take_turn(&self, turn: &Turn) -> Result<bool, StoreError> {
        let taken = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(turn.key()))
            .update_expression(COUNT)
            .condition_expression(BELOW_LIMIT)
            .set_expression_attribute_values(Some(turn.values()))
            .send()
            .await;
        match taken.map_err(StoreError::from) {
            Ok(_) => Ok(true),
            Err(StoreError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
