//! The number of partitions over which each hot key is spread.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::civil::Date;

use super::{
    AWAITING_BANK, CLOSED, DUE, FAILED_MAILS, GSI1, GSI2, GSI3, GSI4, Key, NUMBERS, OWED_MAILS, OWED_REFUNDS,
    PENDING_REFUNDS, PENDING_SHARDS, pending_partition, stats,
};
use crate::store::Item;

/// The lists that are spread. The partitions of a customer's orders and an actor's entries are not: nobody's grow fast
/// enough. The catalogue is read as a whole.
const LISTS: [&str; 8] =
    [DUE, CLOSED, AWAITING_BANK, NUMBERS, OWED_MAILS, FAILED_MAILS, OWED_REFUNDS, PENDING_REFUNDS];
/// Lists with a partition for each month or day.
const LISTS_BY_TIME: [&str; 3] = ["ORDERS#", "STATE#", "AUDIT#"];

/// The numbers of partitions over which the shop's hottest keys are spread, so that no single partition limits the shop.
///
/// Each can be raised at any time. What was written before stays where it is and is found, because the partitions of a
/// smaller number are among those of a greater one. After one is lowered, the former number must still be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shards {
    /// Index partitions of each list of orders, audit entries and pending work.
    lists: Spread,
    /// Index partitions of the purchases whose payment is pending.
    pending: Spread,
    /// Items of a day's counters.
    stats: Spread,
}

/// A number of partitions that are written, and the greatest number that ever was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spread {
    written: u16,
    read: u16,
}

impl Spread {
    const fn over(count: u16) -> Self {
        Self { written: count, read: count }
    }

    /// Parses `8`, or `8/64` to read 64. No fewer are read than by default, which was the number before it was set.
    fn parse(self, text: &str) -> Option<Self> {
        let (written, read) = text.split_once('/').unwrap_or((text, text));
        let written = written.parse().ok().filter(|written| *written > 0)?;
        let read = read.parse().ok().filter(|read| *read >= written)?;
        Some(Self { written, read: self.read.max(read) })
    }
}

impl Shards {
    /// The numbers for about fifty orders a second (`docs/scale.md`).
    pub const DEFAULT: Self =
        Self { lists: Spread::over(1), pending: Spread::over(PENDING_SHARDS), stats: Spread::over(8) };

    /// Parses the numbers that differ from the default, such as `lists=32 stats=255/512`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut shards = Self::DEFAULT;
        for part in text.split_whitespace() {
            let (name, number) = part.split_once('=')?;
            let spread = match name {
                "lists" => &mut shards.lists,
                "pending" => &mut shards.pending,
                "stats" => &mut shards.stats,
                _ => return None,
            };
            *spread = spread.parse(number)?;
        }
        Some(shards)
    }

    /// Moves an item's places in the indexes to one of the partitions of each. The same item always gets the same one.
    pub(in crate::store) fn spread(&self, item: &mut Item) {
        let Some(Ok(key)) = item.get("pk").map(AttributeValue::as_s) else { return };
        let hash = hash(key);
        for index in [GSI1, GSI2, GSI3, GSI4] {
            let Some(AttributeValue::S(partition)) = item.get_mut(&format!("{index}pk")) else { continue };
            if is_list(partition) {
                *partition = shard_of(partition, hash % self.lists.written);
            } else if partition.starts_with("PENDING#") {
                *partition = pending_partition(hash % self.pending.written);
            }
        }
    }

    /// Returns the partitions that contain a list.
    pub(in crate::store) fn partitions(&self, list: &str) -> Vec<String> {
        let read = if is_list(list) { self.lists.read } else { 1 };
        (0..read).map(|shard| shard_of(list, shard)).collect()
    }

    /// Returns the index partitions of the pending purchases.
    pub(in crate::store) fn pending(&self) -> impl Iterator<Item = String> + use<> {
        (0..self.pending.read).map(pending_partition)
    }

    /// Returns the keys of a day's counters.
    pub(in crate::store) fn stats(&self, day: Date) -> impl Iterator<Item = Key> + use<> {
        (0..self.stats.read).map(move |shard| stats(day, shard))
    }

    /// Returns the key of one of a day's counters, by chance.
    pub(in crate::store) fn any_stats(&self, day: Date, chance: u16) -> Key {
        stats(day, chance % self.stats.written)
    }
}

fn is_list(partition: &str) -> bool {
    LISTS.contains(&partition) || LISTS_BY_TIME.iter().any(|list| partition.starts_with(list))
}

/// The first partition of a list has the name that all of it had before it was spread.
fn shard_of(list: &str, shard: u16) -> String {
    if shard == 0 { list.to_owned() } else { format!("{list}#{shard}") }
}

/// FNV-1a, folded to 16 bits.
fn hash(key: &str) -> u16 {
    let hash =
        key.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let [a, b, c, d] = hash.to_be_bytes();
    u16::from_be_bytes([a ^ c, b ^ d])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn item(pk: &str, index: &str, partition: &str) -> Item {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        Item::from([("pk".to_owned(), text(pk)), (format!("{index}pk"), text(partition))])
    }

    fn placed(shards: &Shards, pk: &str, index: &str, partition: &str) -> String {
        let mut item = item(pk, index, partition);
        shards.spread(&mut item);
        item[&format!("{index}pk")].as_s().unwrap().clone()
    }

    #[test]
    fn only_known_names_and_sensible_numbers_are_taken() {
        assert_eq!(Shards::parse(""), Some(Shards::DEFAULT));
        assert_eq!(Shards::parse("stats=8 lists=1"), Some(Shards::DEFAULT));
        for wrong in ["lists", "lists=0", "lists=2/1", "lists=x", "list=2", "lists=70000", "stats=8/"] {
            assert_eq!(Shards::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_default_leaves_lists_where_they_are() {
        for list in LISTS.into_iter().chain(["ORDERS#2026-12", "CUSTOMER#1", "CATALOG"]) {
            assert_eq!(placed(&Shards::DEFAULT, "ORDER#1", GSI1, list), list);
            assert_eq!(Shards::DEFAULT.partitions(list), [list]);
        }
    }

    proptest! {
        #[test]
        fn what_was_written_under_any_number_is_read_under_a_greater_one(
            before in 1_u16..300, more in 0_u16..300, pk in "ORDER#[a-z0-9]{26}"
        ) {
            let with = |count: u16| Shards::parse(&format!("lists={count} pending={count} stats={count}")).unwrap();
            let (before, after) = (with(before), with(before + more));
            for list in LISTS {
                prop_assert!(after.partitions(list).contains(&placed(&before, &pk, GSI4, list)));
            }
            prop_assert!(after.pending().any(|read| read == placed(&before, &pk, GSI2, "PENDING#0")));
        }

        #[test]
        fn a_lowered_number_is_read_up_to_the_former(written in 1_u16..64, pk in "ORDER#[a-z0-9]{26}") {
            let former = Shards::parse("lists=64").unwrap();
            let lowered = Shards::parse(&format!("lists={written}/64")).unwrap();
            prop_assert!(lowered.partitions(DUE).contains(&placed(&former, &pk, GSI4, DUE)));
        }
    }

    #[test]
    fn orders_are_spread_evenly() {
        let shards = Shards::parse("lists=8").unwrap();
        let mut counts = std::collections::BTreeMap::<String, u32>::new();
        for n in 0..8000 {
            *counts.entry(placed(&shards, &format!("ORDER#ord_{n:026}"), GSI4, DUE)).or_default() += 1;
        }
        assert_eq!(counts.len(), 8);
        assert!(counts.values().all(|count| (700..1300).contains(count)), "{counts:?}");
    }
}
