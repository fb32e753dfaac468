//! Reads a list that is spread over several partitions as if it were one.

use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use futures::future::try_join_all;

use super::{Item, Store, StoreError};

/// The order of a list: its index, empty for the table itself, and its direction.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Sorted {
    pub(in crate::store) index: &'static str,
    pub(in crate::store) newest_first: bool,
}

/// The first items of a list.
#[derive(Debug)]
pub(in crate::store) struct Merged {
    pub(in crate::store) items: Vec<Item>,
    /// True if a partition has more items than were read.
    pub(in crate::store) unread: bool,
}

impl Store {
    /// Sends the same Query to each partition of a list at once, and returns what they have in common order. With one
    /// partition it is one Query; with several, each may return as many items as were asked for.
    pub(in crate::store) async fn merged(
        &self,
        list: &str,
        sorted: Sorted,
        query: impl Fn(&str) -> QueryFluentBuilder,
    ) -> Result<Merged, StoreError> {
        let partitions = self.shards.partitions(list);
        let pages = partitions
            .iter()
            .map(|partition| query(partition).scan_index_forward(!sorted.newest_first).send());
        Ok(merge(try_join_all(pages).await?, sorted))
    }
}

fn merge(pages: Vec<QueryOutput>, sorted: Sorted) -> Merged {
    let name = format!("{}sk", sorted.index);
    let place = |item: &Item| item.get(&name).and_then(|sk| sk.as_s().ok()).cloned().unwrap_or_default();
    let (mut items, mut ends) = (Vec::new(), Vec::new());
    let single = pages.len() == 1;
    for page in pages {
        let read = page.items.unwrap_or_default();
        if page.last_evaluated_key.is_some() {
            ends.extend(read.last().map(place));
        }
        items.extend(read);
    }
    let unread = !ends.is_empty();
    if single {
        return Merged { items, unread };
    }
    items.sort_by_cached_key(place);
    // Behind the end of a page that has more, items of its partition are missing.
    if sorted.newest_first {
        items.reverse();
        let end = ends.into_iter().max();
        items.retain(|item| end.as_ref().is_none_or(|end| place(item) >= *end));
    } else {
        let end = ends.into_iter().min();
        items.retain(|item| end.as_ref().is_none_or(|end| place(item) <= *end));
    }
    Merged { items, unread }
}
