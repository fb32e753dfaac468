//! The day's counters: written with the changes that they count, read for the summary.

mod counter;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, Update};
use domain::purchase::{Change, Order, Purchase, Refund, RefundStatus};
use domain::time::utc_date;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::store::{Item, Statistics, Store, StoreError, Transaction, keys};

pub use counter::Counter;

/// Counters by name; an absent counter is zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counters(BTreeMap<Counter, i64>);

impl Counters {
    /// Returns what a change of a purchase adds to the counters of its day.
    pub(in crate::store) fn of(change: &Change, after: &Purchase) -> Result<Self, StoreError> {
        let mut counters = Self::default();
        let (before, state) = (change.before(), after.state());
        match &after.order {
            _ if state == before.state() => {}
            None => counters.add(Counter::Checkouts(state), 1)?,
            Some(order) => {
                counters.add(Counter::Orders(state), 1)?;
                let captured = order.payment.captured;
                counters.add(Counter::Value(state, captured.currency), captured.amount)?;
            }
        }
        if before.order.is_none() {
            for line in after.order.iter().flat_map(|order| &order.quote.lines) {
                counters.add(Counter::Pieces(line.product_id), i64::from(line.quantity))?;
                counters.add(Counter::Revenue(line.product_id, line.total.currency), line.total.amount)?;
            }
        }
        if let Some(order) = &after.order {
            counters.add_refunds(order, before, after)?;
        }
        counters.0.retain(|_, amount| *amount != 0);
        Ok(counters)
    }

    /// Counts a refund when it succeeds, and takes it back if the bank rejects it later. A refund of another payment than
    /// the order's own was never counted as revenue, so it does not count. One that was made before the order counts with
    /// the order.
    fn add_refunds(&mut self, order: &Order, before: &Purchase, after: &Purchase) -> Result<(), StoreError> {
        let of_order = |refund: &&Refund| order.is_paid_by(&refund.payment_intent);
        for refund in after.refunds.iter().filter(of_order) {
            let known = before.order.as_ref().and_then(|_| before.refund(refund.id));
            let succeeded = |status: RefundStatus| i64::from(status.is_paid());
            let more = succeeded(refund.status) - known.map_or(0, |known| succeeded(known.status));
            self.add(Counter::Refunds, more)?;
            self.add(Counter::Refunded(refund.amount.currency), more.saturating_mul(refund.amount.amount))?;
        }
        Ok(())
    }

    fn add(&mut self, counter: Counter, amount: i64) -> Result<(), StoreError> {
        let sum = self.0.entry(counter).or_default();
        *sum = sum
            .checked_add(amount)
            .ok_or_else(|| StoreError::Broken(format!("the counter {counter} overflows")))?;
        Ok(())
    }

    pub fn add_all(&mut self, others: &Self) -> Result<(), StoreError> {
        others.0.iter().try_for_each(|(counter, amount)| self.add(*counter, *amount))
    }

    /// Returns the value of a counter; zero if it is absent.
    pub fn get(&self, counter: Counter) -> i64 {
        self.0.get(&counter).copied().unwrap_or_default()
    }

    /// Returns each counter that is present, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (Counter, i64)> {
        self.0.iter().map(|(counter, amount)| (*counter, *amount))
    }

    /// Adds the counters of a stored shard of a day. Unknown counters, of a newer version of the shop, are ignored.
    fn add_shard(&mut self, item: &Item) -> Result<(), StoreError> {
        for (name, value) in item {
            if let (Some(counter), AttributeValue::N(number)) = (Counter::parse(name), value) {
                let amount = number.parse().map_err(|_| {
                    StoreError::Broken(format!("the counter {counter} is not an integer: {number}"))
                })?;
                self.add(counter, amount)?;
            }
        }
        Ok(())
    }
}

impl Store {
    /// Counts in a shard of the day, if there is anything to count.
    pub(in crate::store) fn count(
        &self,
        writes: &mut Transaction,
        now: Timestamp,
        chance: u16,
        counters: &Counters,
    ) -> Result<(), StoreError> {
        if counters.0.is_empty() {
            return Ok(());
        }
        let mut update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(self.shards.any_stats(utc_date(now), chance).into_item()))
            .expression_attribute_values(":entity", AttributeValue::S("stats".to_owned()))
            .expression_attribute_values(":v", AttributeValue::N("1".to_owned()));
        let mut sums = Vec::new();
        for (place, (counter, amount)) in counters.iter().enumerate() {
            update = update
                .expression_attribute_names(format!("#{place}"), counter.to_string())
                .expression_attribute_values(format!(":{place}"), AttributeValue::N(amount.to_string()));
            sums.push(format!("#{place} :{place}"));
        }
        let update =
            update.update_expression(format!("ADD {} SET entity = :entity, v = :v", sums.join(", ")));
        writes.update(update, StoreError::Conflict)
    }
}

impl Statistics {
    /// AP-54: what the counters of each day say from one to another, both included, in their order; one BatchGetItem for
    /// twelve days of eight shards.
    pub async fn counters(&self, from: Date, to: Date) -> Result<Vec<(Date, Counters)>, StoreError> {
        let mut days: BTreeMap<Date, Counters> = from
            .series(jiff::Span::new().days(1))
            .take_while(|day| *day <= to)
            .map(|day| (day, Counters::default()))
            .collect();
        let shards = |day: &Date| self.shards.stats(*day).map(keys::Key::into_item);
        let wanted = days.keys().flat_map(shards).collect();
        for item in self.batch_get(wanted).await? {
            let counters = keys::day_of_stats(&item).and_then(|day| days.get_mut(&day));
            counters.map_or(Ok(()), |counters| counters.add_shard(&item))?;
        }
        Ok(days.into_iter().collect())
    }
}
