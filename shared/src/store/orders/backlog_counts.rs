//! Counts of waiting work, up to a bound, so that a count costs the same at any size.

use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::types::{AttributeValue, Select};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::{OrderLists, PendingWork, Store, StoreError, keys};

/// Maximum value of a count.
const BOUND: i32 = 100;

/// Number of items, counted up to a limit of 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoundedCount {
    /// Number of items that were counted.
    #[schema(minimum = 0, maximum = 100)]
    pub count: u32,
    /// `true` if counting stopped at the limit and there may be more.
    pub or_more: bool,
}

impl OrderLists {
    /// AP-55: counts the orders that wait to be shipped; with `before`, only those due before that day. One Query that reads
    /// at most a hundred.
    pub async fn count_due(&self, before: Option<Date>) -> Result<BoundedCount, StoreError> {
        // `~` sorts after every digit.
        let end = before.map_or_else(|| "~".to_owned(), keys::due_from);
        self.count_below(keys::GSI4, keys::DUE, end).await
    }
}

impl PendingWork {
    /// AP-55: counts the mails that have been owed since before a time, also those whose next try is later. One Query that
    /// reads at most a hundred.
    pub async fn count_mails_owed(&self, before: Timestamp) -> Result<BoundedCount, StoreError> {
        let query = self.client.query().table_name(&self.table).index_name(keys::GSI2);
        let page = query
            .select(Select::Count)
            .key_condition_expression("gsi2pk = :pk")
            .filter_expression("owed_since < :before")
            .expression_attribute_values(":pk", AttributeValue::S(keys::OWED_MAILS.to_owned()))
            .expression_attribute_values(":before", AttributeValue::S(keys::sortable(before)))
            .limit(BOUND)
            .send()
            .await?;
        Ok(counted(&page))
    }
}

impl Store {
    async fn count_below(
        &self,
        index: &'static str,
        partition: &str,
        end: String,
    ) -> Result<BoundedCount, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(index)
            .select(Select::Count)
            .key_condition_expression(format!("{index}pk = :pk AND {index}sk < :end"))
            .expression_attribute_values(":pk", AttributeValue::S(partition.to_owned()))
            .expression_attribute_values(":end", AttributeValue::S(end))
            .limit(BOUND)
            .send()
            .await?;
        Ok(counted(&page))
    }
}

fn counted(page: &QueryOutput) -> BoundedCount {
    let count = u32::try_from(page.count).unwrap_or_default();
    BoundedCount { count, or_more: page.last_evaluated_key.is_some() }
}
