//! An index of product summaries, sorted once per version of the catalogue.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use shared::config::StartError;
use shared::domain::catalogue::product::{Product, ProductSummary, searchable};
use shared::domain::money::MoneyError;
use shared::http::{Cursor, Page};
use shared::start::{Env, FromEnv};
use shared::store::catalog::Catalog;

use crate::query::{ListQuery, Position, Sort, SortKey};

/// Caches the index of the newest catalogue.
#[derive(Default)]
pub struct IndexCache(Mutex<Option<(Arc<Catalog>, Arc<ProductIndex>)>>);

impl FromEnv for IndexCache {
    async fn from_env(_env: &Env) -> Result<Self, StartError> {
        Ok(Self::default())
    }
}

impl IndexCache {
    /// Returns the index of a catalogue, and builds it if the catalogue is not the cached one.
    pub fn of(&self, catalog: &Arc<Catalog>) -> Result<Arc<ProductIndex>, MoneyError> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = last.as_ref().filter(|(of, _)| Arc::ptr_eq(of, catalog)) {
            return Ok(Arc::clone(known));
        }
        let fresh = Arc::new(ProductIndex::new(catalog.products())?);
        *last = Some((Arc::clone(catalog), Arc::clone(&fresh)));
        Ok(fresh)
    }
}

struct Entry {
    summary: ProductSummary,
    version: u64,
    created_at: Timestamp,
    name: String,
    text: String,
}

impl Entry {
    fn of(product: &Product) -> Result<Option<Self>, MoneyError> {
        let shown = product.variants.iter().filter(|variant| variant.active);
        Ok(ProductSummary::of(product)?.map(|summary| Self {
            version: product.version,
            created_at: product.created_at,
            name: product.name.as_str().to_lowercase(),
            text: searchable(product, shown),
            summary,
        }))
    }

    fn position(&self, sort: Sort) -> Position {
        let key = match sort {
            Sort::Newest => SortKey::Created(self.created_at),
            Sort::Price | Sort::PriceDown => SortKey::Price(self.summary.price_from.amount),
            Sort::Name => SortKey::Name(self.name.clone()),
        };
        Position { key, id: self.summary.id }
    }
}

/// The public products in three ascending orders: by age, by price and by name.
pub struct ProductIndex {
    ages: Vec<Arc<Entry>>,
    prices: Vec<Arc<Entry>>,
    names: Vec<Arc<Entry>>,
}

/// A page of the list, and a stamp that changes with its content.
pub(crate) struct Found {
    pub(crate) page: Page<ProductSummary>,
    /// The version of each product on the page, and the cursor to the next.
    pub(crate) stamp: String,
}

impl ProductIndex {
    /// Builds the index of the public products among these.
    pub fn new(products: &[Product]) -> Result<Self, MoneyError> {
        let entries = products
            .iter()
            .filter_map(|product| Entry::of(product).map(|entry| entry.map(Arc::new)).transpose());
        let entries = entries.collect::<Result<Vec<Arc<Entry>>, MoneyError>>()?;
        let sorted = |sort| {
            let mut entries = entries.clone();
            entries.sort_by_cached_key(|entry| entry.position(sort));
            entries
        };
        Ok(Self { ages: sorted(Sort::Newest), prices: sorted(Sort::Price), names: sorted(Sort::Name) })
    }

    /// The page that starts after a position.
    pub(crate) fn page(&self, query: &ListQuery, after: Option<&Position>) -> Found {
        let in_category =
            |entry: &Entry| query.category.as_ref().is_none_or(|slug| entry.summary.category == *slug);
        let mut entries =
            self.from(query.sort, after).filter(|entry| in_category(entry) && query.q.finds(&entry.text));
        let shown: Vec<&Arc<Entry>> = entries.by_ref().take(usize::from(query.limit.0)).collect();
        let last = if entries.next().is_some() { shown.last() } else { None };
        let next_cursor = last.map(|entry| Cursor::encode(&query.name(), entry.position(query.sort)));
        let mut stamp = next_cursor.clone().unwrap_or_default();
        for entry in &shown {
            stamp.extend(["/", &entry.summary.id.to_string(), ":", &entry.version.to_string()]);
        }
        let items = shown.into_iter().map(|entry| entry.summary.clone()).collect();
        Found { page: Page { items, next_cursor }, stamp }
    }

    /// All entries after a position, in order.
    fn from(&self, sort: Sort, after: Option<&Position>) -> Box<dyn Iterator<Item = &Arc<Entry>> + '_> {
        let rising = |entries: &'_ [Arc<Entry>]| match after {
            Some(after) => entries.partition_point(|entry| entry.position(sort) <= *after),
            None => 0,
        };
        let falling = |entries: &'_ [Arc<Entry>]| match after {
            Some(after) => entries.partition_point(|entry| entry.position(sort) < *after),
            None => entries.len(),
        };
        match sort {
            Sort::Newest => Box::new(self.ages.iter().take(falling(&self.ages)).rev()),
            Sort::PriceDown => Box::new(self.prices.iter().take(falling(&self.prices)).rev()),
            Sort::Price => Box::new(self.prices.iter().skip(rising(&self.prices))),
            Sort::Name => Box::new(self.names.iter().skip(rising(&self.names))),
        }
    }
}

#[cfg(test)]
mod tests;
