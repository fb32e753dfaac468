//! Reads the catalogue, and caches it in a warm function for as long as the version item is unchanged.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::catalogue::category::Categories;
use domain::catalogue::product::Product;
use domain::shop::settings::Settings;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::store::categories::CategoriesItem;
use crate::store::items::{ProductItem, from_item};
use crate::store::settings::SettingsItem;
use crate::store::{CACHE_TTL, Products, StoreError, keys};

/// The time after a change during which the eventually consistent index may miss it. A copy loaded within it is not reused.
const INDEX_LAG: SignedDuration = SignedDuration::from_secs(10);

/// The catalogue's version, which every change increments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogVersion {
    /// 0 before the first product.
    pub number: u64,
    pub changed_at: Timestamp,
}

/// All products, for sale or not, with categories and settings, at one version.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalog {
    pub version: CatalogVersion,
    pub settings: Settings,
    /// The named categories, in the shop's order.
    pub categories: Categories,
    products: Vec<Product>,
}

impl Catalog {
    pub const fn new(
        version: CatalogVersion,
        settings: Settings,
        categories: Categories,
        products: Vec<Product>,
    ) -> Self {
        Self { version, settings, categories, products }
    }

    /// Every product, including hidden ones.
    pub fn products(&self) -> &[Product] {
        &self.products
    }
}

impl Products {
    /// AP-01: the catalogue's version; one GetItem.
    pub async fn catalog_version(&self) -> Result<CatalogVersion, StoreError> {
        let none = CatalogVersion { number: 0, changed_at: Timestamp::UNIX_EPOCH };
        let item = self.get(keys::catalog_version(), false).await?;
        item.map_or(Ok(none), |item| Ok(serde_dynamo::from_item(item)?))
    }

    /// AP-01, AP-02: the whole catalogue from the table. Unlike the cache, it has the current stock: sales do not change the
    /// version.
    pub async fn catalog_now(&self) -> Result<Catalog, StoreError> {
        let version = self.catalog_version().await?;
        self.load_catalog(version).await
    }

    /// AP-02: the whole catalogue with the settings; one Query per megabyte.
    pub async fn load_catalog(&self, version: CatalogVersion) -> Result<Catalog, StoreError> {
        let (mut products, mut categories, mut settings) = (Vec::new(), Categories::default(), None);
        let mut start = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(keys::GSI1)
                .key_condition_expression("gsi1pk = :pk")
                .expression_attribute_values(":pk", AttributeValue::S(keys::CATALOG_INDEX.to_owned()))
                .set_exclusive_start_key(start)
                .send()
                .await?;
            for item in page.items.unwrap_or_default() {
                if let Some(stored) = from_item::<ProductItem>(item.clone())? {
                    products.push(stored.product);
                } else if let Some(stored) = from_item::<CategoriesItem>(item.clone())? {
                    categories = stored.content;
                } else if let Some(stored) = from_item::<SettingsItem>(item)? {
                    settings = Some(stored.settings);
                }
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                let settings = settings.unwrap_or_else(Settings::starter);
                return Ok(Catalog::new(version, settings, categories, products));
            }
        }
    }
}

/// A function's cached catalogue. It is used without a read for a second after each check; after that the version is read,
/// and the whole catalogue only if the version changed.
#[derive(Debug)]
pub struct CatalogCache {
    products: Products,
    copy: Mutex<Option<CachedCatalog>>,
}

#[derive(Debug)]
struct CachedCatalog {
    catalog: Arc<Catalog>,
    loaded_at: Timestamp,
    /// The time of the last read that confirmed this version as the newest.
    checked_at: Timestamp,
}

impl CatalogCache {
    pub fn new(products: impl Into<Products>) -> Self {
        Self { products: products.into(), copy: Mutex::new(None) }
    }

    /// The catalogue, at most a second old.
    pub async fn recent(&self, now: Timestamp) -> Result<Arc<Catalog>, StoreError> {
        if let Some(copy) = self.copy().as_ref()
            && now.duration_since(copy.checked_at).abs() <= CACHE_TTL
        {
            return Ok(Arc::clone(&copy.catalog));
        }
        self.current().await
    }

    /// The catalogue as of now. Reads the version, and the whole catalogue unless the cached copy has that version.
    pub async fn current(&self) -> Result<Arc<Catalog>, StoreError> {
        let asked_at = clock::now();
        let version = self.products.catalog_version().await?;
        if let Some(copy) = self.copy().as_mut().filter(|copy| copy.is_settled(version)) {
            copy.checked_at = asked_at;
            return Ok(Arc::clone(&copy.catalog));
        }
        let catalog = Arc::new(self.products.load_catalog(version).await?);
        let loaded =
            CachedCatalog { catalog: Arc::clone(&catalog), loaded_at: asked_at, checked_at: asked_at };
        *self.copy() = Some(loaded);
        Ok(catalog)
    }

    fn copy(&self) -> MutexGuard<'_, Option<CachedCatalog>> {
        self.copy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CachedCatalog {
    /// Returns true if the copy has this version and was loaded after the index had surely caught up with it.
    fn is_settled(&self, version: CatalogVersion) -> bool {
        let settled = self.loaded_at.duration_since(version.changed_at) > INDEX_LAG;
        self.catalog.version == version && settled
    }
}
