//! The table. Keys stand in [`keys`], stored forms in [`items`]; every access has its number (AP-…) in
//! `docs/data-model.md`. No Scan: an index that is missing shows here, not in the bill.

mod archive;
pub mod audit;
pub mod catalog;
mod catalog_version;
pub mod categories;
pub mod closed;
pub mod due;
mod error;
pub mod items;
pub mod keys;
pub mod limits;
pub mod news;
pub mod orders;
pub mod outbox;
pub mod owed;
pub mod products;
pub mod purchases;
pub mod settings;
pub mod standing;
pub mod stats;
pub mod stock;
mod transaction;
mod uploads;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;

pub use error::StoreError;
pub use transaction::Transaction;

/// An item as DynamoDB has it.
pub type Item = HashMap<String, AttributeValue>;

/// The table and the client to reach it. Functions hold it through what they need: reading, or changing.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
}

impl Store {
    /// The store on a table.
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// One item by its key; `consistent` sees every write that was answered.
    pub(crate) async fn get(&self, key: keys::Key, consistent: bool) -> Result<Option<Item>, StoreError> {
        let asked = self.client.get_item().table_name(&self.table).set_key(Some(key.into_item()));
        Ok(asked.consistent_read(consistent).send().await?.item)
    }

    /// Every item of a partition, in the order of their sort keys.
    pub(crate) async fn partition(&self, pk: String) -> Result<Vec<Item>, StoreError> {
        self.between(pk, None).await
    }

    /// Items of a partition in the order of their sort keys: those between two, both included, or all.
    pub(crate) async fn between(
        &self,
        pk: String,
        between: Option<(&str, &str)>,
    ) -> Result<Vec<Item>, StoreError> {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let mut values = Item::from([(":pk".to_owned(), text(&pk))]);
        let mut condition = "pk = :pk".to_owned();
        if let Some((from, to)) = between {
            condition += " AND sk BETWEEN :from AND :to";
            values.extend([(":from".to_owned(), text(from)), (":to".to_owned(), text(to))]);
        }
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression(&condition)
                .set_expression_attribute_values(Some(values.clone()))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .send()
                .await?;
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(items);
            }
        }
    }
}
