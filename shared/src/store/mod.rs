//! The DynamoDB table. Keys are built in [`keys`], stored forms are defined in [`items`], and every access pattern has a
//! number (AP-…) in `docs/data-model.md`. There is no Scan: a missing index fails here and does not show up in the bill.

pub mod audit;
mod catalogue;
mod checkout;
mod customers;
mod error;
mod handles;
pub mod items;
pub mod keys;
mod merged;
mod orders;
pub mod outbox;
pub mod purchases;
mod shop;
mod transaction;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;

use keys::Shards;

pub use catalogue::{
    catalog, catalog_cards, catalog_items, catalog_log, categories, compact, products, stock,
};
pub use checkout::{pending_work, stripe_cursor};
pub use customers::erasable;
pub use error::StoreError;
pub use handles::{
    AuditTrail, CatalogIndex, EventCursor, Mails, OrderLists, PendingWork, ProductWriter, Products,
    PurchaseWriter, Purchases, RateLimits, SettingsWriter, ShopSettings, Statistics,
};
pub use orders::{awaiting_bank, backlog_counts, due, limits, lists, mails};
pub use shop::{settings, stats};
pub use transaction::Transaction;

/// The age up to which a function's cached copy is used without a read. Browsers and the CDN cache pages for longer, and a
/// checkout computes every price again.
const CACHE_TTL: SignedDuration = SignedDuration::from_secs(1);

pub type Item = HashMap<String, AttributeValue>;

/// The limit of a Query for a page: one more item than the page has. DynamoDB also gives a key to continue from when
/// nothing follows a full page, so only another item proves that there is a next one.
fn one_more(limit: u16) -> i32 {
    i32::from(limit) + 1
}

/// Shortens what was read with [`one_more`] to the page, and returns true if items follow it. `unread` is true if the
/// Query ended early, at a megabyte.
fn cut<T>(items: &mut Vec<T>, limit: u16, unread: bool) -> bool {
    let more = unread || items.len() > usize::from(limit);
    items.truncate(limit.into());
    more
}

/// The table and its client. Functions hold it as one of the narrow handles.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
    shards: Shards,
}

impl Store {
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table, shards: Shards::DEFAULT }
    }

    /// Spreads the hot keys over these numbers of partitions.
    #[must_use]
    pub fn with_shards(self, shards: Shards) -> Self {
        Self { shards, ..self }
    }

    /// Reads one item by its key. With `consistent`, the read sees every acknowledged write.
    pub(crate) async fn get(&self, key: keys::Key, consistent: bool) -> Result<Option<Item>, StoreError> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key.into_item()));
        Ok(request.consistent_read(consistent).send().await?.item)
    }

    /// Reads every item of a partition, in the order of the sort keys.
    pub(crate) async fn partition(&self, pk: String) -> Result<Vec<Item>, StoreError> {
        self.between(pk, None, true).await
    }

    /// Reads the items of a partition in the order of the sort keys: all, or those between two keys, both included. With
    /// `consistent`, the read sees every acknowledged write.
    pub(crate) async fn between(
        &self,
        pk: String,
        between: Option<(&str, &str)>,
        consistent: bool,
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
                .consistent_read(consistent)
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
