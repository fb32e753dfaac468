//! The catalogue's log: one entry for each version, written in the transaction that made the version. A reader that has seen
//! a version reads exactly the entries after it.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::catalogue::card::Card;
use domain::ids::ProductId;
use domain::money::MoneyError;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::store::items::{ProductItem, Stored, from_item};
use crate::store::keys::{self, IndexKey, Key};
use crate::store::{Item, Products, StoreError};

/// Number of entries that a page of the newest has.
const PAGE: i32 = 25;

/// The time for which an entry is stored. A reader that needs an older one reads the whole catalogue.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The change that made a version of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogLogItem {
    /// Number of the version.
    pub number: u64,
    pub at: Timestamp,
    pub change: LoggedChange,
}

/// The part of the catalogue that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoggedChange {
    Product {
        id: ProductId,
        /// Version of the product.
        version: u64,
        /// None if the product is not for sale.
        card: Option<Box<Card>>,
    },
    Categories,
    Settings,
}

impl LoggedChange {
    /// The entry of a product as it is stored now.
    pub fn of(stored: &ProductItem) -> Result<Self, StoreError> {
        let card = card(stored)?;
        Ok(Self::Product { id: stored.product.id, version: stored.version, card: card.map(Box::new) })
    }
}

/// The card of a stored product, if it is for sale.
pub(in crate::store) fn card(stored: &ProductItem) -> Result<Option<Card>, StoreError> {
    if !stored.is_for_sale() {
        return Ok(None);
    }
    Card::of(&stored.product).map_err(|error: MoneyError| StoreError::Broken(error.to_string()))
}

impl Stored for CatalogLogItem {
    const ENTITY: &'static str = "catalog_change";
    fn key(&self) -> Key {
        keys::catalog_change(self.number)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
    fn expires_at(&self) -> Option<i64> {
        Some(self.at.as_second().saturating_add(KEPT.as_secs()))
    }
}

impl Products {
    /// AP-61: the changes after a version, up to another one; one Query per megabyte. None if an entry is missing, because
    /// it was deleted or is older than the log.
    pub async fn catalog_changes(
        &self,
        after: u64,
        until: u64,
    ) -> Result<Option<Vec<CatalogLogItem>>, StoreError> {
        let expected = until.saturating_sub(after);
        if expected == 0 {
            return Ok(Some(Vec::new()));
        }
        // An eventually consistent read costs half, and rarely misses an entry.
        for consistent in [false, true] {
            let (first, last) = (keys::catalog_change(after.saturating_add(1)), keys::catalog_change(until));
            let range = Some((first.sk.as_str(), last.sk.as_str()));
            let items = self.between(first.pk, range, consistent).await?;
            if u64::try_from(items.len()) == Ok(expected) {
                return parsed(items).map(Some);
            }
        }
        Ok(None)
    }

    /// AP-62: the changes since a time, up to a version, the oldest first; one Query per page.
    pub(in crate::store) async fn catalog_changes_since(
        &self,
        since: Timestamp,
        until: u64,
    ) -> Result<Vec<CatalogLogItem>, StoreError> {
        let text = |text: String| AttributeValue::S(text);
        let (first, last) = (keys::catalog_change(0), keys::catalog_change(until));
        let (mut changes, mut start) = (Vec::new(), None);
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
                .expression_attribute_values(":pk", text(first.pk.clone()))
                .expression_attribute_values(":first", text(first.sk.clone()))
                .expression_attribute_values(":last", text(last.sk.clone()))
                .scan_index_forward(false)
                .consistent_read(true)
                .limit(PAGE)
                .set_exclusive_start_key(start)
                .send()
                .await?;
            changes.extend(parsed(page.items.unwrap_or_default())?);
            start = page.last_evaluated_key;
            let older = changes.last().is_some_and(|change| change.at < since);
            if older || start.is_none() {
                changes.retain(|change| change.at >= since);
                changes.reverse();
                return Ok(changes);
            }
        }
    }
}

fn parsed(items: Vec<Item>) -> Result<Vec<CatalogLogItem>, StoreError> {
    items.into_iter().filter_map(|item| from_item(item).transpose()).collect()
}
