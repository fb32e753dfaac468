//! The parts of the catalogue that are read by key, and their items.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use domain::catalogue::category::Categories;
use domain::catalogue::product::Product;
use domain::checkout::quote::Cart;
use domain::ids::ProductId;
use domain::shop::settings::Settings;
use domain::text::Slug;

use crate::store::categories::CategoriesItem;
use crate::store::items::{ProductItem, Stored, entity, from_item};
use crate::store::settings::SettingsItem;
use crate::store::{Item, StoreError, keys};

/// The settings of a shop that has not changed them.
static STARTER: LazyLock<Arc<Settings>> = LazyLock::new(|| Arc::new(Settings::starter()));

/// The parts of the catalogue that a request needs. Settings and categories that were not requested have their initial
/// values.
#[derive(Debug)]
pub struct Parts {
    pub settings: Arc<Settings>,
    pub categories: Arc<Categories>,
    /// The requested products that are for sale.
    pub products: BTreeMap<ProductId, Arc<Product>>,
    /// True if nothing was read for this request.
    pub copied: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::store) enum Part {
    Settings,
    Categories,
    Product(ProductId),
}

#[derive(Debug, Clone)]
pub(in crate::store) enum Content {
    Settings(Arc<Settings>),
    Categories(Arc<Categories>),
    Product(Arc<Product>),
}

impl Parts {
    pub(in crate::store) fn none() -> Self {
        Self {
            settings: Arc::clone(&STARTER),
            categories: Arc::default(),
            products: BTreeMap::new(),
            copied: true,
        }
    }

    pub(in crate::store) fn add(&mut self, content: Content) {
        match content {
            Content::Settings(settings) => self.settings = settings,
            Content::Categories(categories) => self.categories = categories,
            Content::Product(product) => {
                self.products.insert(product.id, product);
            }
        }
    }

    pub(super) fn product_of(&self, id: ProductId, slug: &Slug) -> Option<Arc<Product>> {
        self.products.get(&id).filter(|product| product.slugs().any(|has| has == slug)).cloned()
    }
}

impl Part {
    pub(in crate::store) fn key(self) -> keys::Key {
        match self {
            Self::Settings => keys::settings(),
            Self::Categories => keys::categories(),
            Self::Product(id) => keys::product(id),
        }
    }

    /// The content of a part without an item.
    pub(super) fn initial(self) -> Option<Content> {
        match self {
            Self::Settings => Some(Content::Settings(Arc::clone(&STARTER))),
            Self::Categories => Some(Content::Categories(Arc::default())),
            Self::Product(_) => None,
        }
    }
}

impl Content {
    /// Parses an item; none for a product that is not for sale.
    pub(in crate::store) fn parse(item: Item) -> Result<Option<(Part, Self)>, StoreError> {
        Ok(match entity(&item) {
            Some(SettingsItem::ENTITY) => from_item::<SettingsItem>(item)?
                .map(|stored| (Part::Settings, Self::Settings(Arc::new(stored.settings)))),
            Some(CategoriesItem::ENTITY) => from_item::<CategoriesItem>(item)?
                .map(|stored| (Part::Categories, Self::Categories(Arc::new(stored.content)))),
            _ => from_item::<ProductItem>(item)?
                .filter(ProductItem::is_for_sale)
                .map(|stored| (Part::Product(stored.product.id), Self::Product(Arc::new(stored.product)))),
        })
    }
}

/// A cart may contain a product several times, and BatchGetItem refuses to read an item twice.
pub(super) fn of_cart(cart: &Cart) -> BTreeSet<Part> {
    let products = cart.items.iter().map(|item| Part::Product(item.product_id));
    products.chain([Part::Settings]).collect()
}
