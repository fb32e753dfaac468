//! Reads the cards of all products for sale, and keeps them current in a warm function by the catalogue's log.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::catalogue::cards::{Cards, Unsorted};
use domain::catalogue::category::Categories;
use domain::shop::settings::Settings;
use jiff::Timestamp;

use crate::store::catalog_items::{Content, Part, Parts};
use crate::store::catalog_log::{CatalogLogItem, LoggedChange};
use crate::store::catalogue::card_sources::Start;
use crate::store::compact::CompactCatalogs;
use crate::store::{CACHE_TTL, Products, StoreError};

/// Maximum number of changes that a warm function reads one by one. With more, it loads the whole catalogue again.
const MOST_CHANGES: u64 = 500;

/// The catalogue as lists show it, at one version.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Number of the version.
    pub number: u64,
    pub settings: Arc<Settings>,
    /// The named categories, in the shop's order.
    pub categories: Arc<Categories>,
    pub cards: Cards,
}

/// A function's cached cards. They are used without a read for a second after each check; after that the version is read,
/// and only the changes since the cached version.
#[derive(Debug)]
pub struct CatalogCards {
    products: Products,
    compact: Option<Arc<dyn CompactCatalogs>>,
    copy: Mutex<Option<Cached>>,
}

#[derive(Debug)]
struct Cached {
    listed: Arc<Listed>,
    /// The time of the last request that confirmed this version as the newest.
    checked_at: Timestamp,
}

impl CatalogCards {
    /// Without `compact`, or if it cannot be read, the cards are made from the products in the table.
    pub fn new(products: impl Into<Products>, compact: Option<Arc<dyn CompactCatalogs>>) -> Self {
        Self { products: products.into(), compact, copy: Mutex::new(None) }
    }

    /// The catalogue, at most a second old.
    pub async fn recent(&self, now: Timestamp) -> Result<Arc<Listed>, StoreError> {
        if let Some(copy) = self.copy().as_ref()
            && now.duration_since(copy.checked_at).abs() <= CACHE_TTL
        {
            return Ok(Arc::clone(&copy.listed));
        }
        self.current(now).await
    }

    /// The catalogue as of now.
    pub async fn current(&self, now: Timestamp) -> Result<Arc<Listed>, StoreError> {
        let seen = self.copy().as_ref().map(|copy| copy.listed.number);
        let changes = match seen {
            Some(seen) => self.changes_since(seen).await?,
            None => None,
        };
        if let (Some(seen), Some(changes)) = (seen, changes) {
            let parts = self.parts_in(&changes).await?;
            if let Some(copy) = self.copy().as_mut() {
                // Another request may have applied the same changes in the meantime.
                if copy.listed.number == seen {
                    if !changes.is_empty() {
                        Arc::make_mut(&mut copy.listed).apply(changes, parts);
                    }
                    copy.checked_at = now;
                }
                return Ok(Arc::clone(&copy.listed));
            }
        }
        let listed = Arc::new(self.load(now).await?);
        *self.copy() = Some(Cached { listed: Arc::clone(&listed), checked_at: now });
        Ok(listed)
    }

    /// The changes since a version; none if the whole catalogue must be loaded again.
    async fn changes_since(&self, seen: u64) -> Result<Option<Vec<CatalogLogItem>>, StoreError> {
        let mut number = self.products.catalog_version(false).await?.number;
        if number < seen {
            // The read was older than the cached version, or the table is another one.
            number = self.products.catalog_version(true).await?.number;
        }
        match number.checked_sub(seen) {
            Some(..=MOST_CHANGES) => self.products.catalog_changes(seen, number).await,
            Some(_) | None => Ok(None),
        }
    }

    /// Loads the catalogue: the version with settings, categories and the pointer to the compact catalogue, then all cards,
    /// then the changes since.
    async fn load(&self, now: Timestamp) -> Result<Listed, StoreError> {
        let start = self.products.catalog_start(&[Part::Settings, Part::Categories]).await?;
        let number = start.version.number;
        let (unsorted, changes) = if let Some(found) = self.compact_cards(&start).await? {
            found
        } else {
            let mut unsorted = Unsorted::default();
            let mut add = |card| unsorted.add(card);
            let changes = self.products.cards_in_table(start.version, now, &mut add).await?;
            (unsorted, changes)
        };
        let parts = self.parts_in(&changes).await?;
        let Parts { settings, categories, .. } = start.parts;
        let mut listed = Listed { number, settings, categories, cards: unsorted.sorted() };
        listed.apply(changes, parts);
        Ok(listed)
    }

    /// The cards of the compact catalogue with the changes since; none if there is none, or if either cannot be read.
    async fn compact_cards(
        &self,
        Start { version, pointer, .. }: &Start,
    ) -> Result<Option<(Unsorted, Vec<CatalogLogItem>)>, StoreError> {
        let (Some(compact), Some(pointer)) = (&self.compact, pointer) else { return Ok(None) };
        let mut unsorted = Unsorted::default();
        let mut add = |card| unsorted.add(card);
        let compact = compact.as_ref();
        let changes = self.products.cards_in_compact(compact, pointer, version.number, &mut add).await?;
        Ok(changes.map(|changes| (unsorted, changes)))
    }

    /// The settings and categories that changed, as of now.
    async fn parts_in(&self, changes: &[CatalogLogItem]) -> Result<Vec<Content>, StoreError> {
        let mut wanted = Vec::new();
        if changes.iter().any(|entry| entry.change == LoggedChange::Settings) {
            wanted.push(Part::Settings);
        }
        if changes.iter().any(|entry| entry.change == LoggedChange::Categories) {
            wanted.push(Part::Categories);
        }
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = wanted.into_iter().map(|part| part.key().into_item()).collect();
        let items = self.products.batch_get(wanted).await?.into_iter();
        let parsed = items.filter_map(|item| Content::parse(item).transpose());
        parsed.map(|parsed| parsed.map(|(_, content)| content)).collect()
    }

    fn copy(&self) -> MutexGuard<'_, Option<Cached>> {
        self.copy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listed {
    /// Applies the changes after this version; `parts` are the settings and categories among them.
    fn apply(&mut self, changes: Vec<CatalogLogItem>, parts: Vec<Content>) {
        for CatalogLogItem { number, change, .. } in changes {
            self.number = self.number.max(number);
            if let LoggedChange::Product { id, version, card } = change {
                self.cards.change(id, version, card.map(|card| *card));
            }
        }
        for part in parts {
            match part {
                Content::Settings(settings) => self.settings = settings,
                Content::Categories(categories) => self.categories = categories,
                Content::Product(_) => {}
            }
        }
    }
}
