//! Counts of waiting work, up to a bound, so that a count costs the same at any size.

use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Select};
use futures::future::try_join_all;
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
        let counts = self.count_each(keys::OWED_MAILS, |query| {
            query
                .index_name(keys::GSI2)
                .key_condition_expression("gsi2pk = :pk")
                .filter_expression("owed_since < :before")
                .expression_attribute_values(":before", AttributeValue::S(keys::sortable(before)))
        });
        counts.await
    }
}

impl Store {
    async fn count_below(
        &self,
        index: &'static str,
        list: &str,
        end: String,
    ) -> Result<BoundedCount, StoreError> {
        let counts = self.count_each(list, |query| {
            query
                .index_name(index)
                .key_condition_expression(format!("{index}pk = :pk AND {index}sk < :end"))
                .expression_attribute_values(":end", AttributeValue::S(end.clone()))
        });
        counts.await
    }

    /// Counts in each partition of a list at once.
    async fn count_each(
        &self,
        list: &str,
        query: impl Fn(QueryFluentBuilder) -> QueryFluentBuilder,
    ) -> Result<BoundedCount, StoreError> {
        let partitions = self.shards.partitions(list);
        let pages = partitions.into_iter().map(|partition| {
            query(self.client.query().table_name(&self.table))
                .select(Select::Count)
                .expression_attribute_values(":pk", AttributeValue::S(partition))
                .limit(BOUND)
                .send()
        });
        Ok(counted(&try_join_all(pages).await?))
    }
}

fn counted(pages: &[QueryOutput]) -> BoundedCount {
    let sum = pages.iter().fold(0_i32, |sum, page| sum.saturating_add(page.count));
    let more = sum > BOUND || pages.iter().any(|page| page.last_evaluated_key.is_some());
    BoundedCount { count: u32::try_from(sum.min(BOUND)).unwrap_or_default(), or_more: more }
}
