//! Pending mails, refunds and payments: the sweep that finds work that got stuck.

use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::purchase::{Checkout, MailRecord};
use jiff::Timestamp;

use crate::store::items::{RefundItem, Stored, from_item};
use crate::store::{Item, PendingWork, StoreError, keys};

/// The number of pages of a hundred items that a sweep reads per partition.
const SWEEP_PAGES: usize = 10;

/// The result of a sweep. Unreadable items are reported beside the others, so that one bad item never hides them.
#[derive(Debug)]
pub struct Sweep<T> {
    /// The items, oldest first within their partition.
    pub found: Vec<T>,
    /// Errors of items that could not be parsed and of pages that could not be read.
    pub faults: Vec<StoreError>,
}

impl<T> Default for Sweep<T> {
    fn default() -> Self {
        Self { found: Vec::new(), faults: Vec::new() }
    }
}

impl PendingWork {
    /// AP-18: purchases that are unpaid since before a time; one Query per hundred of each shard.
    pub async fn pending_since(&self, before: Timestamp) -> Sweep<Checkout> {
        let mut sweep = Sweep::default();
        for partition in self.shards.pending() {
            self.sweep(&mut sweep, &partition, before).await;
        }
        sweep
    }

    /// AP-18: mails that were to be tried before a time and not sent; one Query per hundred of each shard.
    pub async fn mails_owed_since(&self, before: Timestamp) -> Sweep<MailRecord> {
        self.sweep_of(keys::OWED_MAILS, before).await
    }

    /// AP-18: refunds that were requested before a time and not yet accepted by Stripe; one Query per hundred of each shard.
    pub async fn refunds_owed_since(&self, before: Timestamp) -> Sweep<RefundItem> {
        self.sweep_of(keys::OWED_REFUNDS, before).await
    }

    /// AP-18: refunds that are pending at Stripe since before a time; one Query per hundred of each shard.
    pub async fn refunds_pending_since(&self, before: Timestamp) -> Sweep<RefundItem> {
        self.sweep_of(keys::PENDING_REFUNDS, before).await
    }

    async fn sweep_of<T: Stored>(&self, list: &str, before: Timestamp) -> Sweep<T> {
        let mut sweep = Sweep::default();
        for partition in self.shards.partitions(list) {
            self.sweep(&mut sweep, &partition, before).await;
        }
        sweep
    }

    /// Reads the oldest thousand items of a partition.
    async fn sweep<T: Stored>(&self, sweep: &mut Sweep<T>, partition: &str, before: Timestamp) {
        let mut start = None;
        for _ in 0..SWEEP_PAGES {
            let page = match self.older_than(partition, before, start).await {
                Ok(page) => page,
                Err(error) => return sweep.faults.push(error),
            };
            for item in page.items.unwrap_or_default() {
                match from_item(item) {
                    Ok(item) => sweep.found.extend(item),
                    Err(error) => sweep.faults.push(error),
                }
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return;
            }
        }
    }

    async fn older_than(
        &self,
        partition: &str,
        before: Timestamp,
        start: Option<Item>,
    ) -> Result<QueryOutput, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(keys::GSI2)
            .key_condition_expression("gsi2pk = :pk AND gsi2sk < :before")
            .expression_attribute_values(":pk", AttributeValue::S(partition.to_owned()))
            .expression_attribute_values(":before", AttributeValue::S(keys::sortable(before)))
            .set_exclusive_start_key(start)
            .limit(100)
            .send()
            .await?;
        Ok(page)
    }
}
