//! Reads and replaces the shop's settings. A change is one transaction with its audit entry and the catalogue's next version.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::types::{AttributeValue, Put};
use domain::audit::subject::Subject;
use domain::audit::{ChainHead, Event};
use domain::shop::settings::Settings;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::catalog_log::LoggedChange;
use crate::store::catalogue::catalog_version::{CatalogChange, CatalogEdit};
use crate::store::items::{AuditItem, Stored, automatic_tax, from_item, to_item};
use crate::store::keys::{self, IndexKey, Key};
use crate::store::{CACHE_TTL, Item, SettingsWriter, ShopSettings, Store, StoreError, Transaction};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsItem {
    pub settings: Settings,
    /// 0 before the first change, when the shop uses [`Settings::starter`].
    pub version: u64,
    pub chain: ChainHead,
}

impl SettingsItem {
    fn starter() -> Self {
        Self { settings: Settings::starter(), version: 0, chain: ChainHead::empty() }
    }
}

impl Stored for SettingsItem {
    const ENTITY: &'static str = "settings";
    fn key(&self) -> Key {
        keys::settings()
    }
    fn indexes(&self) -> Vec<IndexKey> {
        vec![keys::settings_in_catalog()]
    }
    fn add_for_previous_release(&self, item: &mut Item) {
        if let Some(AttributeValue::M(settings)) = item.get_mut("settings") {
            automatic_tax::add(settings, self.settings.tax.mode());
        }
    }
}

impl ShopSettings {
    /// AP-21: the settings; one GetItem.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        Ok(self.stored_settings(false).await?.settings)
    }

    /// AP-21: the settings with their version and chain; one GetItem. With `consistent`, the read sees every acknowledged
    /// change.
    pub async fn stored_settings(&self, consistent: bool) -> Result<SettingsItem, StoreError> {
        let item = self.get(keys::settings(), consistent).await?;
        let stored = item.map_or(Ok(None), from_item::<SettingsItem>)?;
        Ok(stored.unwrap_or_else(SettingsItem::starter))
    }
}

impl SettingsWriter {
    /// AP-40: replaces the settings unless they changed since they were read; one transaction. Returns the new version.
    pub async fn replace_settings(
        &self,
        before: &SettingsItem,
        settings: Settings,
        event: Event,
    ) -> Result<u64, StoreError> {
        let (now, mut chain) = (event.at, before.chain.clone());
        let change = if settings.currency == before.settings.currency {
            CatalogChange::Other
        } else {
            CatalogChange::Currency(settings.currency)
        };
        let entry = chain.append(&Subject::Settings.to_string(), event);
        let version = before.version.saturating_add(1);
        let mut changes = Transaction::new();
        let put = Put::builder().table_name(&self.table).set_item(Some(to_item(&SettingsItem {
            settings,
            version,
            chain,
        })?));
        if before.version == 0 {
            changes.put(put, "attribute_not_exists(pk)", StoreError::Conflict)?;
        } else {
            let version_read = AttributeValue::N(before.version.to_string());
            let put = put.expression_attribute_values(":before", version_read);
            changes.put(put, "version = :before", StoreError::Conflict)?;
        }
        let entry = AuditItem { partition: keys::SETTINGS_PARTITION.to_owned(), entry };
        changes.create(self, to_item(&entry)?, StoreError::Conflict)?;
        let edit = CatalogEdit { at: now, change, logged: LoggedChange::Settings };
        self.commit_edit(changes, edit).await?;
        Ok(version)
    }
}

/// A function's cached settings, which are read again after a second. Reading them is a single GetItem, so there is no
/// version to check first.
#[derive(Debug)]
pub struct SettingsCache {
    shop: ShopSettings,
    copy: Mutex<Option<(Arc<SettingsItem>, Timestamp)>>,
}

impl From<Store> for SettingsCache {
    fn from(store: Store) -> Self {
        Self { shop: store.into(), copy: Mutex::new(None) }
    }
}

impl SettingsCache {
    /// The settings, at most a second old; at most one GetItem.
    pub async fn recent(&self, now: Timestamp) -> Result<Arc<SettingsItem>, StoreError> {
        let cached = self.copy.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((copy, read_at)) = cached
            && now.duration_since(read_at).abs() <= CACHE_TTL
        {
            return Ok(copy);
        }
        let fresh = Arc::new(self.shop.stored_settings(false).await?);
        *self.copy.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(&fresh), now));
        Ok(fresh)
    }
}
