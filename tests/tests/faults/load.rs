//! Load: customers check out and pay at a rate, against DynamoDB's limits per partition and its conflicts, in simulated time.
//! It shows which number of shards holds which rate.

mod capacity;
mod clock;
mod shop;
mod table;

use std::collections::BTreeMap;
use std::fmt;

use shared::store::keys::Shards;

/// The result of a run.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// Orders that were settled, each with its receipt.
    pub(crate) orders: u32,
    /// Requests of customers and messages of queues that failed and were repeated, by half of the customers.
    pub(crate) repeated: [u32; 2],
    /// Milliseconds from each payment to its order.
    pub(crate) settled: Vec<u64>,
    /// Number of calls that a limit refused, by kind of partition.
    pub(crate) throttled: BTreeMap<String, u64>,
    /// Number of writes that met a transaction, by kind of item.
    pub(crate) conflicts: BTreeMap<String, u64>,
}

impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { orders, repeated: [first, second], settled, throttled, conflicts } = self;
        let slow = settled[settled.len() * 9 / 10];
        write!(f, "{orders} orders, {first} + {second} repeated, 90 % settled within {slow} ms")?;
        write!(f, ", throttled {throttled:?}, conflicts {conflicts:?}")
    }
}

impl Load {
    /// Returns true if hardly anything had to be repeated, and later customers caused no more of it than earlier ones.
    fn holds(&self) -> bool {
        let [first, second] = self.repeated;
        (first + second) * 100 <= self.orders && second <= first + 2
    }
}

fn run(rate: u32, shards: &str) -> Load {
    let load = shop::run(rate, Shards::parse(shards).unwrap());
    eprintln!("{rate} orders a second, shards {shards:?}: {load}");
    load
}

#[test]
fn ten_orders_a_second_hold_with_the_default_shards() {
    assert!(run(10, "").holds());
}

#[test]
fn a_hundred_orders_a_second_hold_with_a_few_more_shards() {
    assert!(run(100, "lists=4 stats=64").holds());
}

#[test]
fn a_thousand_orders_a_second_meet_on_the_default_counters() {
    let load = run(1000, "lists=32 pending=32");
    assert!(!load.holds() && load.conflicts.contains_key("STATS"));
}

#[test]
fn a_thousand_orders_a_second_exceed_lists_of_one_partition() {
    let load = run(1000, "pending=32 stats=512");
    assert!(!load.holds() && !load.throttled.is_empty());
}

#[test]
fn a_thousand_orders_a_second_hold_with_enough_shards() {
    assert!(run(1000, "lists=32 pending=32 stats=512").holds());
}
