//! The compact catalogue: the cards of every product for sale at one version, stored outside the table, so that a starting
//! function does not read the products themselves.

use std::fmt;

use async_trait::async_trait;
use domain::catalogue::card::Card;
use serde::{Deserialize, Serialize};

use crate::store::items::Stored;
use crate::store::keys::{self, IndexKey, Key};

/// Names the newest compact catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompactPointer {
    /// The version of the catalogue that it contains.
    pub number: u64,
    /// Key of the object.
    pub object: String,
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
