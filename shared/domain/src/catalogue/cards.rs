//! The cards of all products in memory, sorted and counted, so that a list costs no more than its page. A changed product
//! costs only its own places in the lists.

mod entry;
mod labels;
mod order;
mod scope;
mod wanted;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::card::Card;
use crate::ids::ProductId;
use crate::text::Slug;

pub use entry::Entry;
pub use order::{Position, Sort, SortKey};
pub use scope::{Facets, Scope};
pub use wanted::{Limits, Wanted};

use labels::Labels;

/// Every product for sale, sorted as a whole and in each category.
#[derive(Debug, Clone, Default)]
pub struct Cards {
    labels: Labels,
    by_id: HashMap<ProductId, Arc<Entry>>,
    all: Scope,
    categories: BTreeMap<Slug, Scope>,
}

/// Cards that are not sorted yet.
#[derive(Debug, Default)]
pub struct Unsorted {
    labels: Labels,
    by_id: HashMap<ProductId, Arc<Entry>>,
}

impl Unsorted {
    /// Adds the card of a product.
    pub fn add(&mut self, card: Card) {
        let entry = Entry::new(card, &mut self.labels);
        self.by_id.insert(entry.summary.id, Arc::new(entry));
    }

    /// Sorts all cards.
    pub fn sorted(self) -> Cards {
        let all = Scope::sorted(self.by_id.values().cloned().collect());
        let mut categories = BTreeMap::<Slug, Scope>::new();
        all.divide(&mut categories);
        Cards { labels: self.labels, by_id: self.by_id, all, categories }
    }
}

impl FromIterator<Card> for Cards {
    fn from_iter<I: IntoIterator<Item = Card>>(cards: I) -> Self {
        let mut unsorted = Unsorted::default();
        cards.into_iter().for_each(|card| unsorted.add(card));
        unsorted.sorted()
    }
}

impl Cards {
    /// Replaces the card of a product; none for a product that is no longer for sale. A change that is older than the known
    /// card has no effect.
    pub fn change(&mut self, id: ProductId, version: u64, card: Option<Card>) {
        if self.by_id.get(&id).is_some_and(|known| known.version > version) {
            return;
        }
        if let Some(before) = self.by_id.remove(&id) {
            self.take_out(&before);
        }
        if let Some(card) = card {
            let entry = Entry::new(card, &mut self.labels);
            self.put_in(Arc::new(entry));
        }
    }

    fn take_out(&mut self, entry: &Entry) {
        self.all.remove(entry);
        let category = &entry.summary.category;
        if let Some(scope) = self.categories.get_mut(category) {
            scope.remove(entry);
            if scope.is_empty() {
                self.categories.remove(category);
            }
        }
    }

    fn put_in(&mut self, entry: Arc<Entry>) {
        self.all.insert(&entry);
        self.categories.entry(entry.summary.category.clone()).or_default().insert(&entry);
        self.by_id.insert(entry.summary.id, entry);
    }

    /// All products for sale.
    pub const fn all(&self) -> &Scope {
        &self.all
    }

    /// The products of a category; none if it has no product for sale.
    pub fn in_category(&self, category: &Slug) -> Option<&Scope> {
        self.categories.get(category)
    }

    /// The categories that have products for sale, in the order of their slugs.
    pub fn categories(&self) -> impl Iterator<Item = (&Slug, &Scope)> {
        self.categories.iter()
    }

    /// Prepares choices and limits for a comparison with many products.
    pub fn wanted(&self, labels: [&str; 3], limits: Limits) -> Wanted {
        Wanted::new(&self.labels, labels, limits)
    }

    /// The labels of all variants of a scope, computed at the first request after a change.
    pub fn facets<'s>(&self, scope: &'s Scope) -> &'s Facets {
        scope.facets(&self.labels)
    }

    /// The labels of all variants of some products.
    pub fn facets_of<'e>(&self, entries: impl IntoIterator<Item = &'e Arc<Entry>>) -> Facets {
        Facets::of(&self.labels, entries)
    }
}

#[cfg(test)]
mod tests;
