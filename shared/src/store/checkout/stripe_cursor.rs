//! The cursor into Stripe's event list: everything before it was polled.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::items::{Stored, from_item, to_item};
use crate::store::keys::{self, IndexKey, Key};
use crate::store::{EventCursor, StoreError};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StripeCursor {
    /// The end of the last span that was polled.
    pub read_until: Timestamp,
}

impl Stored for StripeCursor {
    /// The original name of this entity, which stored items have.
    const ENTITY: &'static str = "news";
    fn key(&self) -> Key {
        keys::stripe_cursor()
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}

impl EventCursor {
    /// AP-52: the time up to which Stripe's events were polled; none before the first poll. One GetItem.
    pub async fn stripe_cursor(&self) -> Result<Option<Timestamp>, StoreError> {
        let Some(item) = self.get(keys::stripe_cursor(), true).await? else { return Ok(None) };
        Ok(from_item::<StripeCursor>(item)?.map(|cursor| cursor.read_until))
    }

    /// AP-52: advances the cursor; one `PutItem`. Never moves it back.
    pub async fn advance_stripe_cursor(&self, read_until: Timestamp) -> Result<(), StoreError> {
        let item = to_item(&StripeCursor { read_until })?;
        let until = item.get("read_until").cloned().unwrap_or(AttributeValue::Null(true));
        let written = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR read_until < :until")
            .expression_attribute_values(":until", until)
            .send()
            .await;
        match written.map_err(StoreError::from) {
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
