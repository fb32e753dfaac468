//! An ordered collection with lookup by id.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// An object with a Stripe id.
pub(crate) trait HasId {
    fn id(&self) -> &str;
}

/// Objects of one type, oldest first.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "Vec<T>", into = "Vec<T>")]
#[serde(bound(serialize = "T: Clone + HasId + Serialize", deserialize = "T: HasId + Deserialize<'de>"))]
pub(crate) struct Collection<T> {
    items: Vec<T>,
    positions: HashMap<String, usize>,
}

impl<T> Default for Collection<T> {
    fn default() -> Self {
        Self { items: Vec::new(), positions: HashMap::new() }
    }
}

impl<T: HasId> From<Vec<T>> for Collection<T> {
    fn from(items: Vec<T>) -> Self {
        let positions =
            items.iter().enumerate().map(|(position, item)| (item.id().to_owned(), position)).collect();
        Self { items, positions }
    }
}

impl<T> From<Collection<T>> for Vec<T> {
    fn from(collection: Collection<T>) -> Self {
        collection.items
    }
}

impl<T: HasId> Collection<T> {
    pub(crate) fn add(&mut self, item: T) {
        self.positions.insert(item.id().to_owned(), self.items.len());
        self.items.push(item);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.positions.get(id).and_then(|position| self.items.get(*position))
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.positions.get(id).and_then(|position| self.items.get_mut(*position))
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.items.iter().rev()
    }
}
