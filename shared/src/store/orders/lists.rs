//! Lists of orders. One Query per page at any size of the shop.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::{OrderId, OrderNumber};
use domain::purchase::{Order, PurchaseState};
use domain::time::utc_date;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::store::items::{NumberItem, from_item};
use crate::store::{Item, OrderLists, Purchases, StoreError, keys};

/// Maximum number of empty months that one page skips: the months that two years touch.
const MONTHS: usize = 25;

/// A list of orders, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderList {
    All,
    InState(PurchaseState),
    /// The orders of one customer, by the keyed hash of their e-mail.
    OfCustomer(String),
}

/// The position after which the next page starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPosition {
    /// The month in which the next page starts.
    month: Date,
    /// Time and id of the page's last order, if its month has more orders.
    after: Option<(Timestamp, OrderId)>,
}

impl OrderPosition {
    /// Returns true if a page of this span can have ended at this position. A client may have forged it.
    pub fn is_between(&self, from: Timestamp, to: Timestamp) -> bool {
        let month_of = |time| utc_date(time).first_of_month();
        let in_month = |made: Timestamp| (from..=to).contains(&made) && month_of(made) == self.month;
        (month_of(from)..=month_of(to)).contains(&self.month)
            && self.after.is_none_or(|(made, _)| in_month(made))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct OrderPage {
    pub orders: Vec<Order>,
    /// `None` after the last page.
    pub next: Option<OrderPosition>,
}

impl OrderList {
    fn place(&self, month: Date) -> (&'static str, String) {
        match self {
            Self::All => (keys::GSI1, keys::orders_of_month(month)),
            Self::InState(state) => (keys::GSI2, keys::orders_in_state(*state, month)),
            Self::OfCustomer(hash) => (keys::GSI3, keys::orders_of_customer(hash)),
        }
    }

    /// A customer's orders are one partition; the other lists have one partition per month.
    const fn by_month(&self) -> bool {
        !matches!(self, Self::OfCustomer(_))
    }
}

impl OrderLists {
    /// AP-15, AP-16, AP-17: a page of orders between two times, newest first; one Query unless a month is empty.
    ///
    /// A page can have fewer orders than requested at the end of a month. It is the last only if `next` is none.
    pub async fn orders(
        &self,
        list: &OrderList,
        (from, to): (Timestamp, Timestamp),
        position: Option<OrderPosition>,
        limit: u16,
    ) -> Result<OrderPage, StoreError> {
        let oldest = utc_date(from).first_of_month();
        let newest = OrderPosition { month: utc_date(to).first_of_month(), after: None };
        let mut position = position.unwrap_or(newest);
        for _ in 0..MONTHS {
            let month = position.month;
            let page = self.orders_of_place(list, (from, to), &position, limit).await?;
            let has_more = page.last_evaluated_key.is_some();
            let items = page.items.unwrap_or_default().into_iter();
            let orders: Vec<Order> =
                items.filter_map(|item| from_item(item).transpose()).collect::<Result<_, _>>()?;
            let next = next_position(list, month, oldest, orders.last().filter(|_| has_more));
            match next {
                Some(next) if orders.is_empty() => position = next,
                next => return Ok(OrderPage { orders, next }),
            }
        }
        Ok(OrderPage { orders: Vec::new(), next: Some(position) })
    }

    async fn orders_of_place(
        &self,
        list: &OrderList,
        (from, to): (Timestamp, Timestamp),
        position: &OrderPosition,
        limit: u16,
    ) -> Result<aws_sdk_dynamodb::operation::query::QueryOutput, StoreError> {
        let (index, partition) = list.place(position.month);
        let start = position.after.map(|(made, id)| start_key(index, &partition, made, id));
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(index)
            .key_condition_expression(format!("{index}pk = :pk AND {index}sk BETWEEN :from AND :to"))
            .expression_attribute_values(":pk", AttributeValue::S(partition))
            .expression_attribute_values(":from", AttributeValue::S(keys::sortable(from)))
            // `~` sorts after every character of an id, so the last millisecond is included.
            .expression_attribute_values(":to", AttributeValue::S(format!("{}~", keys::sortable(to))))
            .scan_index_forward(false)
            .set_exclusive_start_key(start)
            .limit(i32::from(limit))
            .send()
            .await?;
        Ok(page)
    }
}

impl Purchases {
    /// AP-22: the order with a number; two `GetItem` calls.
    pub async fn order_of_number(&self, number: &OrderNumber) -> Result<Option<Order>, StoreError> {
        let Some(item) = self.get(keys::number(number), true).await? else { return Ok(None) };
        match from_item::<NumberItem>(item)? {
            Some(taken) => self.order(taken.order_id).await,
            None => Ok(None),
        }
    }
}

fn start_key(index: &str, partition: &str, made: Timestamp, id: OrderId) -> Item {
    let mut key = keys::order(id).into_item();
    key.insert(format!("{index}pk"), AttributeValue::S(partition.to_owned()));
    key.insert(format!("{index}sk"), AttributeValue::S(keys::by_time(made, id)));
    key
}

fn next_position(
    list: &OrderList,
    month: Date,
    oldest: Date,
    ended_at: Option<&Order>,
) -> Option<OrderPosition> {
    if let Some(last) = ended_at {
        // A customer's orders are one partition over all months.
        let month = utc_date(last.created_at).first_of_month();
        return Some(OrderPosition { month, after: Some((last.created_at, last.id)) });
    }
    let earlier = month.saturating_sub(1.month());
    (list.by_month() && earlier >= oldest).then_some(OrderPosition { month: earlier, after: None })
}
