//! What lies in the table: each stored form with its keys, its `entity` and the version `v` of the form.

mod sold;
mod upload;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::audit::{AuditEntry, ChainHead};
use domain::ids::ProductId;
use domain::product::Product;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::keys::{self, IndexKey, Key};
use super::{Item, StoreError};

pub use super::purchases::{IdempotencyItem, NumberItem, RefundItem};
pub use sold::SoldItem;
pub use upload::UploadItem;

/// A form that is stored under keys of its own.
pub trait Stored: Serialize + DeserializeOwned {
    /// The form's name, in the attribute `entity`.
    const ENTITY: &'static str;
    /// Its primary key.
    fn key(&self) -> Key;
    /// Its places in indexes.
    fn indexes(&self) -> Vec<IndexKey>;
    /// When DynamoDB may drop it, in seconds since 1970.
    fn expires_at(&self) -> Option<i64> {
        None
    }
}

/// The item of a stored form.
pub fn to_item<T: Stored>(stored: &T) -> Result<Item, StoreError> {
    let mut item: Item = serde_dynamo::to_item(stored)?;
    item.extend(stored.key().into_item());
    for place in stored.indexes() {
        item.insert(format!("{}pk", place.index), AttributeValue::S(place.pk));
        item.insert(format!("{}sk", place.index), AttributeValue::S(place.sk));
    }
    item.insert("entity".to_owned(), AttributeValue::S(T::ENTITY.to_owned()));
    item.insert("v".to_owned(), AttributeValue::N("1".to_owned()));
    if let Some(seconds) = stored.expires_at() {
        item.insert("expires_at".to_owned(), AttributeValue::N(seconds.to_string()));
    }
    Ok(item)
}

/// The stored form of an item, if it is of this entity.
pub fn from_item<T: Stored>(item: Item) -> Result<Option<T>, StoreError> {
    if entity(&item) != Some(T::ENTITY) {
        return Ok(None);
    }
    Ok(Some(serde_dynamo::from_item(item)?))
}

/// The name of an item's form.
pub fn entity(item: &Item) -> Option<&str> {
    item.get("entity")?.as_s().ok().map(String::as_str)
}

/// A product, with the head of its audit chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductItem {
    /// The product.
    pub product: Product,
    /// Its version once more, where a condition can reach it.
    pub version: u64,
    /// The head of its audit chain.
    pub chain: ChainHead,
    /// When it was deleted; such an item keeps its trail but is in no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

impl Stored for ProductItem {
    const ENTITY: &'static str = "product";
    fn key(&self) -> Key {
        keys::product(self.product.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        match (self.deleted_at, self.product.archived_at) {
            (Some(_), _) => Vec::new(),
            (None, Some(_)) => vec![keys::in_archive(self.product.id)],
            (None, None) => vec![keys::in_catalog(&self.product.category, self.product.id)],
        }
    }
}

/// An entry of an audit trail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditItem {
    /// The partition of the order or product.
    pub partition: String,
    /// The entry.
    pub entry: AuditEntry,
}

impl Stored for AuditItem {
    const ENTITY: &'static str = "audit";
    fn key(&self) -> Key {
        keys::audit(self.partition.clone(), self.entry.seq)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        let AuditEntry { at, subject, seq, actor, .. } = &self.entry;
        let by_actor = actor.id().map(|actor| keys::audit_by_actor(actor, *at, subject, *seq));
        [Some(keys::audit_of_day(*at, subject, *seq)), by_actor].into_iter().flatten().collect()
    }
}

/// A slug that is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlugItem {
    /// The slug.
    pub slug: domain::text::Slug,
    /// The product that has it.
    pub product_id: ProductId,
}

impl Stored for SlugItem {
    const ENTITY: &'static str = "slug";
    fn key(&self) -> Key {
        keys::slug(&self.slug)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}
