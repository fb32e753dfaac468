//! Purchases whose payment a bank has not confirmed yet. One Query of each shard per page at any size of the shop.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::OrderId;
use domain::purchase::Checkout;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::items::from_item;
use crate::store::merged::Sorted;
use crate::store::{Item, OrderLists, StoreError, cut, keys, one_more};

/// The position after which the next page starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitingPosition {
    started: Timestamp,
    id: OrderId,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AwaitingPage {
    /// The purchases, the newest first.
    pub checkouts: Vec<Checkout>,
    /// `None` after the last page.
    pub next: Option<AwaitingPosition>,
}

impl OrderLists {
    /// AP-60: a page of the purchases that wait for a bank, newest first.
    pub async fn awaiting_bank(
        &self,
        position: Option<AwaitingPosition>,
        limit: u16,
    ) -> Result<AwaitingPage, StoreError> {
        let sorted = Sorted { index: keys::GSI4, newest_first: true };
        let page = self.merged(keys::AWAITING_BANK, sorted, |partition| {
            let query = self.client.query().table_name(&self.table).index_name(keys::GSI4);
            query
                .key_condition_expression("gsi4pk = :pk")
                .expression_attribute_values(":pk", AttributeValue::S(partition.to_owned()))
                .set_exclusive_start_key(position.map(|position| start_key(position, partition)))
                .limit(one_more(limit))
        });
        let page = page.await?;
        let items = page.items.into_iter();
        let mut checkouts: Vec<Checkout> =
            items.filter_map(|item| from_item(item).transpose()).collect::<Result<_, _>>()?;
        let more = cut(&mut checkouts, limit, page.unread);
        let ended_at = checkouts.last().filter(|_| more);
        let next = ended_at.map(|last| AwaitingPosition { started: last.created_at, id: last.id });
        Ok(AwaitingPage { checkouts, next })
    }
}

fn start_key(AwaitingPosition { started, id }: AwaitingPosition, partition: &str) -> Item {
    let mut key = keys::checkout(id).into_item();
    let place = keys::awaiting_bank(started, id);
    key.insert("gsi4pk".to_owned(), AttributeValue::S(partition.to_owned()));
    key.insert("gsi4sk".to_owned(), AttributeValue::S(place.sk));
    key
}
