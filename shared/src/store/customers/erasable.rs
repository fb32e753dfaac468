//! Closed orders that still hold customer data, in the order in which they were closed.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::purchase::Order;
use jiff::Timestamp;

use crate::store::items::from_item;
use crate::store::{Item, OrderLists, StoreError, keys};

const PARTITION: &str = "gsi4pk";

#[derive(Debug, Clone, PartialEq)]
pub struct ErasablePage {
    /// The orders, the earliest closed first.
    pub orders: Vec<Order>,
    /// DynamoDB's key of the last item, to continue from, or the next shard. Used within one run only, never sent to a client.
    pub next: Option<Item>,
}

impl OrderLists {
    /// AP-53: a page of the orders that were closed before a time and still hold customer data; one Query. The shards follow
    /// one another.
    pub async fn erasable(
        &self,
        before: Timestamp,
        position: Option<Item>,
        limit: u16,
    ) -> Result<ErasablePage, StoreError> {
        let partitions = self.shards.partitions(keys::CLOSED);
        let resumed = position.as_ref().and_then(|position| position.get(PARTITION)?.as_s().ok());
        let partition = resumed.or(partitions.first()).cloned().unwrap_or_default();
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(keys::GSI4)
            .key_condition_expression("gsi4pk = :pk AND gsi4sk < :before")
            .expression_attribute_values(":pk", AttributeValue::S(partition.clone()))
            .expression_attribute_values(":before", AttributeValue::S(keys::sortable(before)))
            // Only the partition: it was not begun.
            .set_exclusive_start_key(position.filter(|position| position.len() > 1))
            .limit(i32::from(limit))
            .send()
            .await?;
        let items = page.items.unwrap_or_default().into_iter();
        let orders = items.filter_map(|item| from_item(item).transpose()).collect::<Result<_, _>>()?;
        let following = partitions.into_iter().skip_while(|other| *other != partition).nth(1);
        let begin = |other| Item::from([(PARTITION.to_owned(), AttributeValue::S(other))]);
        Ok(ErasablePage { orders, next: page.last_evaluated_key.or_else(|| following.map(begin)) })
    }
}
