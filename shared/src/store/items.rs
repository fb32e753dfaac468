//! The stored forms: each with its keys, its `entity` and the version `v` of the form.

pub(super) mod automatic_tax;
mod sold;
mod upload;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::audit::{AuditEntry, ChainHead};
use domain::catalogue::product::Product;
use domain::ids::ProductId;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::keys::{self, IndexKey, Key};
use super::{Item, StoreError};

pub use super::purchases::{CartClaim, IdempotencyItem, NumberItem, RefundItem};
pub use sold::SoldItem;
pub use upload::UploadItem;

/// A form that is stored under its own keys.
pub trait Stored: Serialize + DeserializeOwned {
    /// Name of the form, stored in the attribute `entity`.
    const ENTITY: &'static str;
    fn key(&self) -> Key;
    fn indexes(&self) -> Vec<IndexKey>;
    /// Time at which DynamoDB may delete it, in seconds since 1970.
    fn expires_at(&self) -> Option<i64> {
        None
    }
    /// Adds the attributes that only the previous release reads. Both run while a release is rolled out.
    fn add_for_previous_release(&self, _item: &mut Item) {}
}

/// Builds the item of a stored form.
pub fn to_item<T: Stored>(stored: &T) -> Result<Item, StoreError> {
    let mut item: Item = serde_dynamo::to_item(stored)?;
    stored.add_for_previous_release(&mut item);
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

/// Parses the stored form of an item, if it is of this entity.
pub fn from_item<T: Stored>(mut item: Item) -> Result<Option<T>, StoreError> {
    if entity(&item) != Some(T::ENTITY) {
        return Ok(None);
    }
    automatic_tax::ignore(&mut item);
    Ok(Some(serde_dynamo::from_item(item)?))
}

/// Returns the name of an item's form.
pub fn entity(item: &Item) -> Option<&str> {
    item.get("entity")?.as_s().ok().map(String::as_str)
}

/// A product, with the head of its audit chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductItem {
    pub product: Product,
    /// A copy of the product's version, for use in conditions.
    pub version: u64,
    pub chain: ChainHead,
    /// Time of deletion. A deleted product retains its audit trail but is in no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

impl ProductItem {
    /// True if customers see it.
    pub fn is_for_sale(&self) -> bool {
        self.product.active && self.product.archived_at.is_none() && self.deleted_at.is_none()
    }
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

/// An entry of an audit trail, in the partition of its subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditItem {
    pub partition: String,
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

/// A slug that a product uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlugItem {
    pub slug: domain::text::Slug,
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
