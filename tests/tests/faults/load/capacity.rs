//! DynamoDB's limits per partition key: 1,000 write units and 3,000 read units a second, of the table and of each index.
//!
//! A partition has a bucket of [`DEPTH`] that refills steadily. DynamoDB's burst and adaptive capacity, which help for
//! minutes at best and not if the sort key grows with time, are left out.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Write units a second, which is also the number of thousandths of a unit in a microsecond; reads three times as much.
const WRITES: i64 = 1;
const READS: i64 = 3;
/// Time in microseconds in which an empty bucket is full again.
const DEPTH: i64 = 50_000;

/// A use of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    /// `table` or the name of an index.
    pub(crate) part: &'static str,
    pub(crate) partition: String,
    pub(crate) writes: bool,
    pub(crate) units: i64,
}

impl Use {
    /// The kind of partition, such as `gsi4 DUE`.
    fn kind(&self) -> String {
        format!("{} {}", self.part, self.partition.split('#').next().unwrap())
    }
}

#[derive(Debug, Default)]
pub(crate) struct Capacity {
    /// Thousandths of a unit that are left, and the time at which that was so.
    buckets: BTreeMap<(&'static str, String, bool), (i64, u64)>,
    /// Number of calls that each kind of partition refused.
    pub(crate) throttled: BTreeMap<String, u64>,
}

impl Capacity {
    /// Uses all of these partitions, or none of them if one has nothing left. A use may exceed what is left, which delays
    /// the next one, as in DynamoDB.
    pub(crate) fn take(&mut self, now: u64, uses: &[Use]) -> bool {
        for used in uses {
            if self.left(now, used) <= 0 {
                *self.throttled.entry(used.kind()).or_default() += 1;
                return false;
            }
        }
        self.charge(now, uses);
        true
    }

    /// Uses these partitions, whatever is left.
    pub(crate) fn charge(&mut self, now: u64, uses: &[Use]) {
        for used in uses {
            let left = self.left(now, used) - used.units * 1000;
            self.buckets.insert((used.part, used.partition.clone(), used.writes), (left, now));
        }
    }

    fn left(&self, now: u64, used: &Use) -> i64 {
        let rate = if used.writes { WRITES } else { READS };
        let full = rate * DEPTH;
        let key = (used.part, used.partition.clone(), used.writes);
        let Some((left, at)) = self.buckets.get(&key) else { return full };
        let since = i64::try_from(now - at).unwrap();
        full.min(left + since * rate)
    }
}

/// Returns the size of an item in bytes, as DynamoDB counts it.
pub(crate) fn size_of(item: &Map<String, Value>) -> i64 {
    let sizes = item.iter().map(|(name, value)| length(name) + size(value));
    sizes.sum()
}

fn size(value: &Value) -> i64 {
    let (kind, value) = value.as_object().unwrap().iter().next().unwrap();
    match (kind.as_str(), value) {
        ("S", Value::String(text)) => length(text),
        ("N", Value::String(digits)) => length(digits) / 2 + 1,
        ("B", Value::String(base64)) => length(base64) * 3 / 4,
        ("M", Value::Object(members)) => {
            members.iter().map(|(name, value)| length(name) + size(value) + 1).sum::<i64>() + 3
        }
        ("L", Value::Array(elements)) => elements.iter().map(|value| size(value) + 1).sum::<i64>() + 3,
        _ => 1,
    }
}

fn length(text: &str) -> i64 {
    text.len().try_into().unwrap()
}

/// Returns the write units of an item: one for each kilobyte.
pub(crate) fn write_units(size: i64) -> i64 {
    (size + 1023) / 1024
}

/// Returns the read units of a consistent read: one for each four kilobytes.
pub(crate) fn read_units(size: i64) -> i64 {
    ((size + 4095) / 4096).max(1)
}
