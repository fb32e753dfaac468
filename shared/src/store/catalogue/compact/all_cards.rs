//! The cards of every product for sale, as the function that writes the compact catalogue holds them.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use domain::catalogue::card::Card;
use domain::ids::ProductId;

use super::format::{self, FormatError};
use crate::store::catalog_log::{CatalogLogItem, LoggedChange};

/// The cards of every product for sale, in the order of the products' ids: the same cards are always the same bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllCards(BTreeMap<ProductId, Card>);

/// A compact catalogue, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// Key of the object, which names its content.
    pub object: String,
    pub bytes: Vec<u8>,
}

impl AllCards {
    /// Adds the card of a product.
    pub fn add(&mut self, card: Card) {
        self.0.insert(card.id, card);
    }

    /// Applies changes, as `Cards::change` does: one that is older than the known card has no effect.
    pub(in crate::store) fn apply(&mut self, changes: Vec<CatalogLogItem>) {
        for entry in changes {
            let LoggedChange::Product { id, version, card } = entry.change else { continue };
            if self.0.get(&id).is_some_and(|known| known.version > version) {
                continue;
            }
            match card {
                Some(card) => self.add(*card),
                None => drop(self.0.remove(&id)),
            }
        }
    }

    /// The products whose cards differ. Sales change only a card's version and whether it is sold out, without an entry in
    /// the log, so these are not compared.
    pub fn differing(&self, others: &Self) -> Vec<ProductId> {
        let ids: BTreeSet<&ProductId> = self.0.keys().chain(others.0.keys()).collect();
        let logged = |card: &Card| Card { version: 0, sold_out: false, ..card.clone() };
        let differs = |id: &&ProductId| self.0.get(*id).map(logged) != others.0.get(*id).map(logged);
        ids.into_iter().filter(differs).copied().collect()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn encode(&self) -> Result<Encoded, FormatError> {
        let bytes = format::encode(self.0.values())?;
        let object = format::key(&hex::encode(digest(&SHA256, &bytes)));
        Ok(Encoded { object, bytes })
    }
}
