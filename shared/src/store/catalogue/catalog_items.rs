//! Reads single products, the settings and the categories by key, and caches them in a warm function. The cost of a request
//! does not depend on the number of products.

mod parts;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::catalogue::product::Product;
use domain::checkout::quote::Cart;
use domain::ids::ProductId;
use domain::shop::settings::Settings;
use domain::text::Slug;
use jiff::Timestamp;
use lru::LruCache;

pub use parts::Parts;
use parts::of_cart;
pub(in crate::store) use parts::{Content, Part};

use crate::store::{CACHE_TTL, Products, StoreError};

/// Number of parts, and of slugs, that a warm function caches: a megabyte or two of usual products.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(256).unwrap();

/// A function's cached parts of the catalogue. A part is used without a read for a second after each check. A cached part
/// is checked by an eventually consistent read of the part itself, which costs half; a part that is not cached is read
/// consistently, so that a product is found as soon as it is published. Products that are not for sale are never cached.
#[derive(Debug)]
pub struct CatalogItems {
    products: Products,
    copies: Mutex<Copies>,
}

#[derive(Debug)]
struct Copies {
    /// Each part with the time of the request that last read it.
    parts: LruCache<Part, (Content, Timestamp)>,
    /// The products of slugs, current and former. The product itself confirms that a slug is still its own.
    slugs: LruCache<Slug, ProductId>,
}

impl CatalogItems {
    pub fn new(products: impl Into<Products>) -> Self {
        let copies = Copies { parts: LruCache::new(CAPACITY), slugs: LruCache::new(CAPACITY) };
        Self { products: products.into(), copies: Mutex::new(copies) }
    }

    /// AP-09: the product for sale with this current or former slug, at most a second old; at most one BatchGetItem. AP-30
    /// before it unless the slug is cached.
    pub async fn product(&self, slug: &Slug, now: Timestamp) -> Result<Option<Arc<Product>>, StoreError> {
        Ok(self.with_product(BTreeSet::new(), slug, now).await?.1)
    }

    /// AP-09: the same with settings and categories.
    pub async fn page(
        &self,
        slug: &Slug,
        now: Timestamp,
    ) -> Result<(Parts, Option<Arc<Product>>), StoreError> {
        self.with_product(BTreeSet::from([Part::Settings, Part::Categories]), slug, now).await
    }

    /// AP-09: the settings, at most a second old; at most one BatchGetItem.
    pub async fn settings(&self, now: Timestamp) -> Result<Arc<Settings>, StoreError> {
        Ok(self.recent(&BTreeSet::from([Part::Settings]), now).await?.settings)
    }

    /// AP-09: the settings and the products of a cart, at most a second old; at most one BatchGetItem.
    pub async fn cart(&self, cart: &Cart, now: Timestamp) -> Result<Parts, StoreError> {
        self.recent(&of_cart(cart), now).await
    }

    /// AP-09: the settings and the products of a cart as of now; one BatchGetItem.
    pub async fn current_cart(&self, cart: &Cart, now: Timestamp) -> Result<Parts, StoreError> {
        let mut parts = Parts::none();
        self.read(of_cart(cart), true, now, &mut parts).await?;
        Ok(parts)
    }

    async fn with_product(
        &self,
        others: BTreeSet<Part>,
        slug: &Slug,
        now: Timestamp,
    ) -> Result<(Parts, Option<Arc<Product>>), StoreError> {
        let with = |id| others.iter().copied().chain([Part::Product(id)]).collect();
        let known = self.copies().slugs.get(slug).copied();
        if let Some(id) = known {
            let parts = self.recent(&with(id), now).await?;
            if let Some(product) = parts.product_of(id, slug) {
                return Ok((parts, Some(product)));
            }
            // The product is no longer for sale, or another product has the slug now.
            self.copies().slugs.pop(slug);
        }
        let Some(id) = self.products.product_id_of(slug).await? else {
            return Ok((self.recent(&others, now).await?, None));
        };
        let parts = self.recent(&with(id), now).await?;
        let product = parts.product_of(id, slug);
        if product.is_some() {
            self.copies().slugs.put(slug.clone(), id);
        }
        Ok((parts, product))
    }

    /// The parts, each at most a second old. Reads only those that are older or not cached.
    async fn recent(&self, wanted: &BTreeSet<Part>, now: Timestamp) -> Result<Parts, StoreError> {
        let mut parts = Parts::none();
        let (mut unread, mut unknown) = (BTreeSet::new(), false);
        for part in wanted {
            match self.copies().parts.get(part) {
                Some((content, checked_at)) if now.duration_since(*checked_at).abs() <= CACHE_TTL => {
                    parts.add(content.clone());
                }
                cached => {
                    unknown |= cached.is_none();
                    unread.insert(*part);
                }
            }
        }
        if !unread.is_empty() {
            self.read(unread, unknown, now, &mut parts).await?;
        }
        Ok(parts)
    }

    async fn read(
        &self,
        wanted: BTreeSet<Part>,
        consistent: bool,
        now: Timestamp,
        parts: &mut Parts,
    ) -> Result<(), StoreError> {
        parts.copied = false;
        let keys = wanted.iter().map(|part| part.key().into_item()).collect();
        let mut found = BTreeMap::new();
        for item in self.products.batch_read(keys, consistent).await? {
            found.extend(Content::parse(item)?);
        }
        for part in wanted {
            let Some(content) = found.remove(&part).or_else(|| part.initial()) else {
                self.copies().parts.pop(&part);
                continue;
            };
            parts.add(content.clone());
            self.copies().parts.put(part, (content, now));
        }
        Ok(())
    }

    fn copies(&self) -> MutexGuard<'_, Copies> {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
