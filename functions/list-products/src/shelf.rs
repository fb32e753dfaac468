//! The catalogue as the list shows it, summed up and sorted once for every version.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use shared::domain::money::MoneyError;
use shared::domain::product::Product;
use shared::http::{Cursor, Page};
use shared::store::catalog::Catalog;
use shared::views::product::ProductSummary;
use shared::views::search::searchable;

use crate::query::{ListQuery, Position, Sort, SortKey};

/// The shelf of the catalogue that was seen last.
#[derive(Default)]
pub struct Shelves(Mutex<Option<(Arc<Catalog>, Arc<Shelf>)>>);

impl Shelves {
    /// The shelf of a catalogue.
    pub fn of(&self, catalog: &Arc<Catalog>) -> Result<Arc<Shelf>, MoneyError> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = last.as_ref().filter(|(of, _)| Arc::ptr_eq(of, catalog)) {
            return Ok(Arc::clone(known));
        }
        let fresh = Arc::new(Shelf::new(catalog.products())?);
        *last = Some((Arc::clone(catalog), Arc::clone(&fresh)));
        Ok(fresh)
    }
}

/// A product on the shelf.
struct Lot {
    summary: ProductSummary,
    version: u64,
    created_at: Timestamp,
    name: String,
    text: String,
}

impl Lot {
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

/// What customers may see, thrice, each time in another rising order.
pub struct Shelf {
    ages: Vec<Arc<Lot>>,
    prices: Vec<Arc<Lot>>,
    names: Vec<Arc<Lot>>,
}

/// A page, and what its content depends on.
pub(crate) struct Found {
    /// The page.
    pub(crate) page: Page<ProductSummary>,
    /// The versions of all that is on it, and where it ends.
    pub(crate) stamp: String,
}

impl Shelf {
    /// Puts what customers may see of these products on a shelf.
    pub fn new(products: &[Product]) -> Result<Self, MoneyError> {
        let lots =
            products.iter().filter_map(|product| Lot::of(product).map(|lot| lot.map(Arc::new)).transpose());
        let lots = lots.collect::<Result<Vec<Arc<Lot>>, MoneyError>>()?;
        let sorted = |sort| {
            let mut lots = lots.clone();
            lots.sort_by_cached_key(|lot| lot.position(sort));
            lots
        };
        Ok(Self { ages: sorted(Sort::Newest), prices: sorted(Sort::Price), names: sorted(Sort::Name) })
    }

    /// The page that begins after a position.
    pub(crate) fn page(&self, query: &ListQuery, after: Option<&Position>) -> Found {
        let in_category =
            |lot: &Lot| query.category.as_ref().is_none_or(|slug| lot.summary.category == *slug);
        let mut lots =
            self.from(query.sort, after).filter(|lot| in_category(lot) && query.q.finds(&lot.text));
        let shown: Vec<&Arc<Lot>> = lots.by_ref().take(usize::from(query.limit.0)).collect();
        let last = if lots.next().is_some() { shown.last() } else { None };
        let next_cursor = last.map(|lot| Cursor::encode(&query.name(), lot.position(query.sort)));
        let mut stamp = next_cursor.clone().unwrap_or_default();
        for lot in &shown {
            stamp.extend(["/", &lot.summary.id.to_string(), ":", &lot.version.to_string()]);
        }
        let items = shown.into_iter().map(|lot| lot.summary.clone()).collect();
        Found { page: Page { items, next_cursor }, stamp }
    }

    /// Everything that comes after a position, in order.
    fn from(&self, sort: Sort, after: Option<&Position>) -> Box<dyn Iterator<Item = &Arc<Lot>> + '_> {
        let rising = |lots: &'_ [Arc<Lot>]| match after {
            Some(after) => lots.partition_point(|lot| lot.position(sort) <= *after),
            None => 0,
        };
        let falling = |lots: &'_ [Arc<Lot>]| match after {
            Some(after) => lots.partition_point(|lot| lot.position(sort) < *after),
            None => lots.len(),
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
