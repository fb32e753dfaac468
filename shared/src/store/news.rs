//! Until when Stripe's news have been read.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::items::{Stored, from_item, to_item};
use super::keys::{self, IndexKey, Key};
use super::{Store, StoreError};

/// Until when Stripe's news have been read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsItem {
    /// The end of the last time that was asked for.
    pub read_until: Timestamp,
}

impl Stored for NewsItem {
    const ENTITY: &'static str = "news";
    fn key(&self) -> Key {
        keys::news()
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}

impl Store {
    /// AP-52: until when Stripe's news have been read, if ever; one GetItem.
    pub async fn news_read_until(&self) -> Result<Option<Timestamp>, StoreError> {
        let Some(item) = self.get(keys::news(), true).await? else { return Ok(None) };
        Ok(from_item::<NewsItem>(item)?.map(|news| news.read_until))
    }

    /// AP-52: notes that they have been read until then; one `PutItem`. Somebody who has read further stays there.
    pub async fn news_were_read(&self, read_until: Timestamp) -> Result<(), StoreError> {
        let item = to_item(&NewsItem { read_until })?;
        let until = item.get("read_until").cloned().unwrap_or(AttributeValue::Null(true));
        let noted = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR read_until < :until")
            .expression_attribute_values(":until", until)
            .send()
            .await;
        match noted.map_err(StoreError::from) {
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
