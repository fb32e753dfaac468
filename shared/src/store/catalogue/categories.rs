//! Reads and replaces the categories. A change is one transaction with its audit entry and the catalogue's next version.

use aws_sdk_dynamodb::types::{AttributeValue, Put};
use domain::audit::subject::Subject;
use domain::audit::{AuditEntry, ChainHead, Event};
use domain::catalogue::category::Categories;
use serde::{Deserialize, Serialize};

use crate::store::catalog_log::LoggedChange;
use crate::store::catalogue::catalog_version::{CatalogChange, CatalogEdit};
use crate::store::items::{AuditItem, Stored, from_item, to_item};
use crate::store::keys::{self, IndexKey, Key};
use crate::store::{ProductWriter, Products, StoreError, Transaction};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoriesItem {
    pub content: Categories,
    /// The number of changes; 0 before the first.
    pub version: u64,
    pub chain: ChainHead,
}

impl Stored for CategoriesItem {
    const ENTITY: &'static str = "categories";
    fn key(&self) -> Key {
        keys::categories()
    }
    fn indexes(&self) -> Vec<IndexKey> {
        vec![keys::categories_in_catalog()]
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct CategoriesWithTrail {
    pub stored: CategoriesItem,
    /// Audit entries, oldest first.
    pub audit: Vec<AuditEntry>,
}

impl Products {
    /// AP-26: the categories with their audit trail; one Query.
    pub async fn categories(&self) -> Result<CategoriesWithTrail, StoreError> {
        let (mut stored, mut audit) = (None, Vec::new());
        for item in self.partition(keys::CATEGORIES_PARTITION.to_owned()).await? {
            match from_item::<AuditItem>(item.clone())? {
                Some(entry) => audit.push(entry.entry),
                None => stored = from_item::<CategoriesItem>(item)?.or(stored),
            }
        }
        let none =
            || CategoriesItem { content: Categories::default(), version: 0, chain: ChainHead::empty() };
        Ok(CategoriesWithTrail { stored: stored.unwrap_or_else(none), audit })
    }
}

impl ProductWriter {
    /// AP-27: replaces the categories unless they changed since they were read; one transaction. Returns the new version.
    pub async fn replace_categories(
        &self,
        before: &CategoriesItem,
        content: Categories,
        event: Event,
    ) -> Result<u64, StoreError> {
        let (now, mut chain) = (event.at, before.chain.clone());
        let entry = chain.append(&Subject::Categories.to_string(), event);
        let version = before.version.saturating_add(1);
        let stored = CategoriesItem { content, version, chain };
        let put = Put::builder().table_name(&self.table).set_item(Some(to_item(&stored)?));
        let mut changes = Transaction::new();
        if before.version == 0 {
            changes.put(put, "attribute_not_exists(pk)", StoreError::Conflict)?;
        } else {
            let version_read = AttributeValue::N(before.version.to_string());
            let put = put.expression_attribute_values(":before", version_read);
            changes.put(put, "version = :before", StoreError::Conflict)?;
        }
        let entry = AuditItem { partition: keys::CATEGORIES_PARTITION.to_owned(), entry };
        changes.create(self, to_item(&entry)?, StoreError::Conflict)?;
        let edit = CatalogEdit { at: now, change: CatalogChange::Other, logged: LoggedChange::Categories };
        self.commit_edit(changes, edit).await?;
        Ok(version)
    }
}
