//! Pages of the product list.

use shared::domain::catalogue::cards::{Cards, Entry, Position, Scope};
use shared::domain::catalogue::product::ProductSummary;
use shared::http::{Cursor, Page};

use crate::query::ListQuery;

/// A page of the list, and a stamp that changes with its content.
pub(crate) struct Found {
    pub(crate) page: Page<ProductSummary>,
    /// The version of each product on the page, and the cursor to the next.
    pub(crate) stamp: String,
}

/// The page that starts after a position.
pub(crate) fn page(cards: &Cards, query: &ListQuery, after: Option<&Position>) -> Found {
    let none = Scope::default();
    let scope = match &query.category {
        Some(category) => cards.in_category(category).unwrap_or(&none),
        None => cards.all(),
    };
    let mut entries = scope.from(query.sort, after).filter(|entry| query.q.finds(&entry.searchable));
    let shown: Vec<&Entry> = entries.by_ref().take(usize::from(query.limit.0)).map(AsRef::as_ref).collect();
    let last = if entries.next().is_some() { shown.last() } else { None };
    let next_cursor = last.map(|entry| Cursor::encode(&query.name(), entry.position(query.sort)));
    let mut stamp = next_cursor.clone().unwrap_or_default();
    for entry in &shown {
        stamp.extend(["/", &entry.summary.id.to_string(), ":", &entry.version.to_string()]);
    }
    let items = shown.into_iter().map(|entry| entry.summary.clone()).collect();
    Found { page: Page { items, next_cursor }, stamp }
}

#[cfg(test)]
mod tests;
