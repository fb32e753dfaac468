//! Lists of orders. One Query of each shard per page at any size of the shop.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::{OrderId, OrderNumber, OrderNumberStart};
use domain::purchase::{Checkout, NumberedPurchase, Order, PurchaseState};
use domain::time::utc_date;
use futures::future::{try_join, try_join_all};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::store::items::{NumberItem, Stored, entity, from_item};
use crate::store::merged::{Merged, Sorted};
use crate::store::{Item, OrderLists, Purchases, StoreError, cut, keys, one_more};

/// Maximum number of empty months that are looked at together: the months that two years touch.
const MONTHS: i32 = 25;

/// Maximum number of months that one page reads: the requested one, and the newest earlier one that has orders.
const PAGES: usize = 2;

/// A list of orders, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderList {
    All,
    InState(PurchaseState),
    /// The orders of one customer, by the keyed hash of their e-mail, and their purchases that a bank is to confirm, each at
    /// the time of its start.
    OfCustomer(String),
}

/// The position after which the next page starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPosition {
    /// The month in which the next page starts.
    month: Date,
    /// Time and id of the page's last order, if its month has more orders.
    after: Option<(Timestamp, OrderId)>,
    /// True if the last one is not paid.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unpaid: bool,
}

impl OrderPosition {
    const fn begin(month: Date) -> Self {
        Self { month, after: None, unpaid: false }
    }

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
    /// Orders only, except in the list of a customer.
    pub orders: Vec<NumberedPurchase>,
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
    /// AP-15, AP-16, AP-17: a page of orders between two times, newest first; one Query unless its month ends with the page.
    ///
    /// A page can have fewer orders than requested at the end of a month. It is the last only if `next` is none, and
    /// `next` is none if no order follows, unless more than [`MONTHS`] empty months do.
    pub async fn orders(
        &self,
        list: &OrderList,
        span: (Timestamp, Timestamp),
        position: Option<OrderPosition>,
        limit: u16,
    ) -> Result<OrderPage, StoreError> {
        let newest = OrderPosition::begin(utc_date(span.1).first_of_month());
        let mut position = position.unwrap_or(newest);
        for _ in 0..PAGES {
            let page = self.page_of_month(list, span, &position, limit).await?;
            if page.next.is_some() || !list.by_month() {
                return Ok(page);
            }
            match self.earlier(list, span, position.month).await? {
                Some(next) if page.orders.is_empty() => position = next,
                next => return Ok(OrderPage { next, ..page }),
            }
        }
        Ok(OrderPage { orders: Vec::new(), next: Some(position) })
    }

    async fn page_of_month(
        &self,
        list: &OrderList,
        span: (Timestamp, Timestamp),
        position: &OrderPosition,
        limit: u16,
    ) -> Result<OrderPage, StoreError> {
        let page = self.orders_of_place(list, span, position, one_more(limit)).await?;
        let items = page.items.into_iter();
        let mut orders: Vec<NumberedPurchase> =
            items.filter_map(|item| numbered(item).transpose()).collect::<Result<_, _>>()?;
        let more = cut(&mut orders, limit, page.unread);
        let next = orders.last().filter(|_| more).map(|last| OrderPosition {
            // A customer's orders are one partition over all months.
            month: utc_date(last.created_at()).first_of_month(),
            after: Some((last.created_at(), last.id())),
            unpaid: last.order().is_none(),
        });
        Ok(OrderPage { orders, next })
    }

    /// The newest earlier month that has an order of the list. None if there is no order; the month before the last one
    /// looked at if the span has still more months.
    async fn earlier(
        &self,
        list: &OrderList,
        span: (Timestamp, Timestamp),
        month: Date,
    ) -> Result<Option<OrderPosition>, StoreError> {
        let oldest = utc_date(span.0).first_of_month();
        let begins = |months: i32| OrderPosition::begin(month.saturating_sub(months.months()));
        let looked_at: Vec<_> = (1..=MONTHS).map(begins).take_while(|place| place.month >= oldest).collect();
        let pages = looked_at.iter().map(|place| self.orders_of_place(list, span, place, 1));
        let pages = try_join_all(pages).await?;
        let found = looked_at.into_iter().zip(pages).find(|(_, page)| !page.items.is_empty());
        let unknown = begins(MONTHS + 1);
        Ok(found.map(|(place, _)| place).or_else(|| (unknown.month >= oldest).then_some(unknown)))
    }

    async fn orders_of_place(
        &self,
        list: &OrderList,
        (from, to): (Timestamp, Timestamp),
        position: &OrderPosition,
        limit: i32,
    ) -> Result<Merged, StoreError> {
        let (index, list) = list.place(position.month);
        let key = if position.unpaid { keys::checkout } else { keys::order };
        let page = self.merged(&list, Sorted { index, newest_first: true }, |partition| {
            let start = position.after.map(|(made, id)| start_key(key(id), index, partition, made, id));
            self.client
                .query()
                .table_name(&self.table)
                .index_name(index)
                .key_condition_expression(format!("{index}pk = :pk AND {index}sk BETWEEN :from AND :to"))
                .expression_attribute_values(":pk", AttributeValue::S(partition.to_owned()))
                .expression_attribute_values(":from", AttributeValue::S(keys::sortable(from)))
                // `~` sorts after every character of an id, so the last millisecond is included.
                .expression_attribute_values(":to", AttributeValue::S(format!("{}~", keys::sortable(to))))
                .set_exclusive_start_key(start)
                .limit(limit)
        });
        page.await
    }
}

impl Purchases {
    /// AP-22: the purchase with a number; one `GetItem`, then two at once.
    pub async fn purchase_of_number(
        &self,
        number: &OrderNumber,
    ) -> Result<Option<NumberedPurchase>, StoreError> {
        let Some(item) = self.get(keys::number(number), true).await? else { return Ok(None) };
        match from_item::<NumberItem>(item)? {
            Some(taken) => self.numbered(taken.order_id).await,
            None => Ok(None),
        }
    }

    async fn numbered(&self, id: OrderId) -> Result<Option<NumberedPurchase>, StoreError> {
        let (order, checkout) = try_join(self.order(id), self.checkout(id)).await?;
        Ok(NumberedPurchase::of(order, checkout))
    }

    /// AP-31: up to `limit` purchases whose number begins like this; one Query, then two `GetItem` calls for each at once. A
    /// purchase is found a moment after its payment.
    pub async fn purchases_of_number(
        &self,
        start: &OrderNumberStart,
        limit: u16,
    ) -> Result<Vec<NumberedPurchase>, StoreError> {
        let sorted = Sorted { index: keys::GSI4, newest_first: false };
        let page = self.merged(keys::NUMBERS, sorted, |partition| {
            let query = self.client.query().table_name(&self.table).index_name(keys::GSI4);
            query
                .key_condition_expression("gsi4pk = :pk AND begins_with(gsi4sk, :start)")
                .expression_attribute_values(":pk", AttributeValue::S(partition.to_owned()))
                .expression_attribute_values(":start", AttributeValue::S(start.as_str().to_owned()))
                .limit(i32::from(limit))
        });
        let numbers = page.await?.items.into_iter().take(limit.into());
        let numbers: Vec<NumberItem> =
            numbers.filter_map(|item| from_item(item).transpose()).collect::<Result<_, _>>()?;
        let found = try_join_all(numbers.iter().map(|number| self.numbered(number.order_id))).await?;
        Ok(found.into_iter().flatten().collect())
    }
}

/// Parses an item of a list; none of another form.
fn numbered(item: Item) -> Result<Option<NumberedPurchase>, StoreError> {
    if entity(&item) == Some(Checkout::ENTITY) {
        return Ok(NumberedPurchase::of(None, from_item(item)?));
    }
    Ok(NumberedPurchase::of(from_item::<Order>(item)?, None))
}

fn start_key(key: keys::Key, index: &str, partition: &str, made: Timestamp, id: OrderId) -> Item {
    let mut key = key.into_item();
    key.insert(format!("{index}pk"), AttributeValue::S(partition.to_owned()));
    key.insert(format!("{index}sk"), AttributeValue::S(keys::by_time(made, id)));
    key
}
