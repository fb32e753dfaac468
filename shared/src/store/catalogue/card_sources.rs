//! The two sources of all cards: the compact catalogue with the changes since, and the products in the table.

use domain::catalogue::card::Card;
use jiff::{SignedDuration, Timestamp};

use crate::store::catalog::CatalogVersion;
use crate::store::catalog_items::{Content, Part, Parts};
use crate::store::catalog_log::{self, CatalogLogItem};
use crate::store::compact::{CompactCatalogs, CompactPointer};
use crate::store::items::{Stored, entity, from_item};
use crate::store::{Products, StoreError, keys};

/// Maximum number of changes that are read on top of a compact catalogue: more than an import makes in the minute between
/// two of them. With more, all products are read.
const MOST_CHANGES: u64 = 2_000;
/// The time after a change during which the eventually consistent index may miss it, with a wide margin.
const INDEX_LAG: SignedDuration = SignedDuration::from_secs(60);

/// The catalogue's version with the pointer to its compact form, and some of its parts.
#[derive(Debug)]
pub(in crate::store) struct Start {
    pub(in crate::store) version: CatalogVersion,
    pub(in crate::store) pointer: Option<CompactPointer>,
    pub(in crate::store) parts: Parts,
}

impl Products {
    /// AP-63: the version, the pointer and these parts; one BatchGetItem.
    pub(in crate::store) async fn catalog_start(&self, parts: &[Part]) -> Result<Start, StoreError> {
        let wanted = [keys::catalog_version(), keys::catalog_index()];
        let wanted = wanted.into_iter().chain(parts.iter().map(|part| part.key()));
        let mut start = Start { version: CatalogVersion::NONE, pointer: None, parts: Parts::none() };
        for item in self.batch_get(wanted.map(keys::Key::into_item).collect()).await? {
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

    /// Adds the cards of a compact catalogue, and returns the changes since. None if there are too many of them, or if
    /// either cannot be read; some cards may have been added.
    pub(in crate::store) async fn cards_in_compact(
        &self,
        compact: &dyn CompactCatalogs,
        pointer: &CompactPointer,
        number: u64,
        add: &mut (dyn FnMut(Card) + Send),
    ) -> Result<Option<Vec<CatalogLogItem>>, StoreError> {
        let behind = number.saturating_sub(pointer.number);
        if behind > MOST_CHANGES {
            tracing::warn!(compact = pointer.number, number, "the compact catalogue is too old");
            return Ok(None);
        }
        let Some(changes) = self.catalog_changes(pointer.number, number).await? else {
            tracing::warn!(compact = pointer.number, number, "the catalogue's log has a gap");
            return Ok(None);
        };
        match compact.read(pointer, add).await {
            Ok(()) => Ok(Some(changes)),
            Err(error) => {
                tracing::warn!(error = %error, "products are read from the table instead");
                Ok(None)
            }
        }
    }

    /// AP-02: adds the cards of all products in the table, and returns the changes that the index may have missed.
    pub(in crate::store) async fn cards_in_table(
        &self,
        version: CatalogVersion,
        now: Timestamp,
        add: &mut (dyn FnMut(Card) + Send),
    ) -> Result<Vec<CatalogLogItem>, StoreError> {
        self.each_product(keys::CATALOG_INDEX, |stored| {
            if let Some(card) = catalog_log::card(&stored)? {
                add(card);
            }
            Ok(())
        })
        .await?;
        let since = now.saturating_sub(INDEX_LAG).unwrap_or(Timestamp::MIN);
        if version.changed_at < since {
            return Ok(Vec::new());
        }
        self.catalog_changes_since(since, version.number).await
    }
}
