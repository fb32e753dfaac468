//! The compact catalogue: the cards of every product for sale at one version, stored outside the table, so that a starting
//! function does not read the products themselves.

mod all_cards;
mod format;

use std::fmt;

use async_trait::async_trait;
use domain::catalogue::card::Card;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::store::items::Stored;
use crate::store::keys::{self, IndexKey, Key};

pub use all_cards::{AllCards, Encoded};
pub use format::{FormatError, decode};

/// The age of a rebuild at which the products are read again: no sale changes the catalogue's version, so only then
/// does the compact catalogue show what was sold out.
const REBUILT_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Names the newest compact catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompactPointer {
    /// The version of the catalogue that it contains.
    pub number: u64,
    /// Key of the object.
    pub object: String,
    /// The time at which all products were last read for it.
    pub rebuilt_at: Timestamp,
}

impl CompactPointer {
    /// Returns true if the next compact catalogue is made from the products, and not from this one. Its number is above
    /// the catalogue's only in a table that was restored.
    pub fn is_outdated(&self, number: u64, now: Timestamp) -> bool {
        let is_old = now.duration_since(self.rebuilt_at) >= REBUILT_EVERY;
        is_old || self.number > number || !format::is_current(&self.object)
    }
}

impl Stored for CompactPointer {
    const ENTITY: &'static str = "catalog_index";
    fn key(&self) -> Key {
        keys::catalog_index()
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}

/// A compact catalogue could not be read. The reader uses the table instead.
#[derive(Debug, thiserror::Error)]
#[error("the compact catalogue cannot be read: {0}")]
pub struct CompactError(pub Box<dyn std::error::Error + Send + Sync>);

impl From<FormatError> for CompactError {
    fn from(error: FormatError) -> Self {
        Self(error.into())
    }
}

/// Reads compact catalogues.
#[async_trait]
pub trait CompactCatalogs: fmt::Debug + Send + Sync {
    /// Adds every card of a compact catalogue, one after the other, so that they are never in memory twice.
    async fn read(
        &self,
        pointer: &CompactPointer,
        add: &mut (dyn FnMut(Card) + Send),
    ) -> Result<(), CompactError>;
}
