//! Orders that wait to be shipped, sorted by due day. One Query of each shard per page at any size of the shop.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::OrderId;
use domain::purchase::Order;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::store::items::from_item;
use crate::store::merged::Sorted;
use crate::store::{Item, OrderLists, StoreError, cut, keys, one_more};

/// The position after which the next page starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuePosition {
    /// The due day of the page's last order.
    pub ship_by: Date,
    id: OrderId,
}

impl DuePosition {
    /// Returns the position of an order that is due on this day.
    pub const fn of(ship_by: Date, id: OrderId) -> Self {
        Self { ship_by, id }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct DuePage {
    /// The orders, the most urgent first.
    pub orders: Vec<Order>,
    /// `None` after the last page.
    pub next: Option<DuePosition>,
}

impl OrderLists {
    /// AP-23: a page of the orders that wait to be shipped, the longest due first; with `before`, only those due before that
    /// day, and the position must be before it too.
    pub async fn due(
        &self,
        before: Option<Date>,
        position: Option<DuePosition>,
        limit: u16,
    ) -> Result<DuePage, StoreError> {
        let sorted = Sorted { index: keys::GSI4, newest_first: false };
        let page = self.merged(keys::DUE, sorted, |partition| {
            let query = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(keys::GSI4)
                .expression_attribute_values(":pk", AttributeValue::S(partition.to_owned()))
                .set_exclusive_start_key(position.map(|position| start_key(position, partition)))
                .limit(one_more(limit));
            match before {
                None => query.key_condition_expression("gsi4pk = :pk"),
                Some(day) => query
                    .key_condition_expression("gsi4pk = :pk AND gsi4sk < :day")
                    .expression_attribute_values(":day", AttributeValue::S(keys::due_from(day))),
            }
        });
        let page = page.await?;
        let items = page.items.into_iter();
        let mut orders: Vec<Order> =
            items.filter_map(|item| from_item(item).transpose()).collect::<Result<_, _>>()?;
        let more = cut(&mut orders, limit, page.unread);
        let ended_at = orders.last().filter(|_| more);
        let next = ended_at.map(|order| DuePosition::of(order.ship_by, order.id));
        Ok(DuePage { orders, next })
    }
}

/// Returns the key after which a partition continues, which need not have the position's own order.
fn start_key(position: DuePosition, partition: &str) -> Item {
    let mut key = keys::order(position.id).into_item();
    let place = keys::due(position.ship_by, position.id);
    key.insert("gsi4pk".to_owned(), AttributeValue::S(partition.to_owned()));
    key.insert("gsi4sk".to_owned(), AttributeValue::S(place.sk));
    key
}
