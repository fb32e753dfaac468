//! Reading the catalogue: a copy in the warm function, checked against the version item.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::category::Categories;
use domain::ids::ProductId;
use domain::product::Product;
use domain::quote::Cart;
use domain::settings::Settings;
use domain::text::Slug;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::categories::CategoriesItem;
use super::items::{ProductItem, from_item};
use super::settings::SettingsItem;
use super::{Store, StoreError, keys};
use crate::clock;

/// How long after a change the index may still miss it; a copy made sooner is not trusted for long.
const INDEX_LAG: SignedDuration = SignedDuration::from_secs(10);

/// How long a copy is used before the table is asked again whether it is the newest. Browsers and the CDN keep pages for
/// longer, and a checkout prices everything anew.
pub(super) const TRUSTED: SignedDuration = SignedDuration::from_secs(1);

/// The catalogue's version: one more with every change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogVersion {
    /// The version; 0 before the first product.
    pub number: u64,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// Everything for sale, and not, at one version.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalog {
    /// The version.
    pub version: CatalogVersion,
    /// The settings.
    pub settings: Settings,
    /// The categories that have a name, in order.
    pub categories: Categories,
    products: Vec<Product>,
    by_slug: HashMap<Slug, usize>,
    by_former_slug: HashMap<Slug, usize>,
    by_id: HashMap<ProductId, usize>,
}

impl Catalog {
    /// A catalogue of these products.
    pub fn new(
        version: CatalogVersion,
        settings: Settings,
        categories: Categories,
        products: Vec<Product>,
    ) -> Self {
        let places = |(place, product): (usize, &Product)| (product.slug.clone(), product.id, place);
        let named: Vec<_> = products.iter().enumerate().map(places).collect();
        let by_slug = named.iter().map(|(slug, _, place)| (slug.clone(), *place)).collect();
        let by_id = named.iter().map(|(_, id, place)| (*id, *place)).collect();
        let former = |(place, product): (usize, &Product)| {
            product.former_slugs.iter().map(move |slug| (slug.clone(), place)).collect::<Vec<_>>()
        };
        let by_former_slug = products.iter().enumerate().flat_map(former).collect();
        Self { version, settings, categories, products, by_slug, by_former_slug, by_id }
    }

    /// Every product, hidden ones too.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The product of a slug.
    pub fn by_slug(&self, slug: &Slug) -> Option<&Product> {
        self.by_slug.get(slug).and_then(|place| self.products.get(*place))
    }

    /// The product that had a slug before.
    pub fn by_former_slug(&self, slug: &Slug) -> Option<&Product> {
        self.by_former_slug.get(slug).and_then(|place| self.products.get(*place))
    }

    /// The products that a cart names, as far as they exist.
    pub fn products_of(&self, cart: &Cart) -> BTreeMap<ProductId, &Product> {
        cart.items.iter().filter_map(|item| Some((item.product_id, self.by_id(item.product_id)?))).collect()
    }

    /// The product of an id.
    pub fn by_id(&self, id: ProductId) -> Option<&Product> {
        self.by_id.get(&id).and_then(|place| self.products.get(*place))
    }
}

impl Store {
    /// AP-01: the catalogue's version; one GetItem.
    pub async fn catalog_version(&self) -> Result<CatalogVersion, StoreError> {
        let none = CatalogVersion { number: 0, changed_at: Timestamp::UNIX_EPOCH };
        let item = self.get(keys::catalog_version(), false).await?;
        item.map_or(Ok(none), |item| Ok(serde_dynamo::from_item(item)?))
    }

    /// AP-01, AP-02: the whole catalogue as it lies in the table, with the stock that sales have taken meanwhile.
    pub async fn catalog_now(&self) -> Result<Catalog, StoreError> {
        let version = self.catalog_version().await?;
        self.load_catalog(version).await
    }

    /// AP-02: the whole catalogue with the settings; one Query a megabyte.
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

/// A function's copy of the catalogue: nothing is read while it was just checked, the version after that, all of it when
/// it changed.
#[derive(Debug)]
pub struct CatalogCache {
    store: Store,
    copy: Mutex<Option<Held>>,
}

#[derive(Debug)]
struct Held {
    catalog: Arc<Catalog>,
    loaded_at: Timestamp,
    /// When the table last said that this is the newest.
    checked_at: Timestamp,
}

impl CatalogCache {
    /// An empty copy.
    pub const fn new(store: Store) -> Self {
        Self { store, copy: Mutex::new(None) }
    }

    /// The catalogue as it was at most a second ago.
    pub async fn recent(&self, now: Timestamp) -> Result<Arc<Catalog>, StoreError> {
        if let Some(copy) = self.copy().as_ref()
            && now.duration_since(copy.checked_at).abs() <= TRUSTED
        {
            return Ok(Arc::clone(&copy.catalog));
        }
        self.current().await
    }

    /// The catalogue as it is now.
    pub async fn current(&self) -> Result<Arc<Catalog>, StoreError> {
        let asked_at = clock::now();
        let version = self.store.catalog_version().await?;
        if let Some(copy) = self.copy().as_mut().filter(|copy| copy.is_settled(version)) {
            copy.checked_at = asked_at;
            return Ok(Arc::clone(&copy.catalog));
        }
        let catalog = Arc::new(self.store.load_catalog(version).await?);
        let loaded = Held { catalog: Arc::clone(&catalog), loaded_at: asked_at, checked_at: asked_at };
        *self.copy() = Some(loaded);
        Ok(catalog)
    }

    fn copy(&self) -> MutexGuard<'_, Option<Held>> {
        self.copy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Whether it is of this version, and was made when the index had surely caught up with it.
    fn is_settled(&self, version: CatalogVersion) -> bool {
        let settled = self.loaded_at.duration_since(version.changed_at) > INDEX_LAG;
        self.catalog.version == version && settled
    }
}
