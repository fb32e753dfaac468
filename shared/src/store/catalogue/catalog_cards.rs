//! Reads the cards of all products for sale, and keeps them current in a warm function by the catalogue's log.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::catalogue::cards::{Cards, Unsorted};
use domain::catalogue::category::Categories;
use domain::shop::settings::Settings;
use jiff::{SignedDuration, Timestamp};

use crate::store::catalog::CatalogVersion;
use crate::store::catalog_items::{Content, Part, Parts};
use crate::store::catalog_log::{self, CatalogLogItem, LoggedChange};
use crate::store::compact::{CompactCatalogs, CompactPointer};
use crate::store::items::{Stored, entity, from_item};
use crate::store::{CACHE_TTL, Products, StoreError, keys};

/// Maximum number of changes that a warm function reads one by one. With more, it loads the whole catalogue again.
const MOST_CHANGES: u64 = 500;
/// The time after a change during which the eventually consistent index may miss it, with a wide margin.
const INDEX_LAG: SignedDuration = SignedDuration::from_secs(60);

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

    /// AP-63: loads the catalogue: the version with settings, categories and the pointer to the compact catalogue, then the
    /// compact catalogue, then the changes since.
    async fn load(&self, now: Timestamp) -> Result<Listed, StoreError> {
        let start = self.products.catalog_start().await?;
        let number = start.version.number;
        let (unsorted, changes) = match self.compact_cards(start.pointer, number).await? {
            Some(found) => found,
            None => self.products.cards_in_index(start.version, now).await?,
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
        pointer: Option<CompactPointer>,
        number: u64,
    ) -> Result<Option<(Unsorted, Vec<CatalogLogItem>)>, StoreError> {
        let (Some(compact), Some(pointer)) = (&self.compact, pointer) else { return Ok(None) };
        let Some(changes) = self.products.catalog_changes(pointer.number, number).await? else {
            tracing::warn!(compact = pointer.number, number, "the catalogue's log has a gap");
            return Ok(None);
        };
        let mut unsorted = Unsorted::default();
        match compact.read(&pointer, &mut |card| unsorted.add(card)).await {
            Ok(()) => Ok(Some((unsorted, changes))),
            Err(error) => {
                tracing::warn!(error = %error, "products are read from the table instead");
                Ok(None)
            }
        }
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

/// The first read of a starting function.
struct Start {
    version: CatalogVersion,
    pointer: Option<CompactPointer>,
    parts: Parts,
}

impl Products {
    async fn catalog_start(&self) -> Result<Start, StoreError> {
        let wanted = [keys::catalog_version(), keys::catalog_index(), keys::settings(), keys::categories()];
        let mut start = Start { version: CatalogVersion::NONE, pointer: None, parts: Parts::none() };
        for item in self.batch_get(wanted.map(keys::Key::into_item).to_vec()).await? {
            match entity(&item) {
                Some(CatalogVersion::ENTITY) => start.version = serde_dynamo::from_item(item)?,
                Some(CompactPointer::ENTITY) => start.pointer = from_item(item)?,
                _ => {
                    if let Some((_, content)) = Content::parse(item)? {
                        start.parts.add(content);
                    }
                }
            }
        }
        Ok(start)
    }

    /// AP-02: the cards of all products in the table, with the changes that the index may have missed.
    async fn cards_in_index(
        &self,
        version: CatalogVersion,
        now: Timestamp,
    ) -> Result<(Unsorted, Vec<CatalogLogItem>), StoreError> {
        let mut unsorted = Unsorted::default();
        self.each_product(keys::CATALOG_INDEX, |stored| {
            if let Some(card) = catalog_log::card(&stored)? {
                unsorted.add(card);
            }
            Ok(())
        })
        .await?;
        let since = now.saturating_sub(INDEX_LAG).unwrap_or(Timestamp::MIN);
        if version.changed_at < since {
            return Ok((unsorted, Vec::new()));
        }
        let changes = self.catalog_changes_since(since, version.number).await?;
        Ok((unsorted, changes))
    }
}
