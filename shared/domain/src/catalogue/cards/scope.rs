//! Products that are listed together: all of them, or those of a category.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::super::product::VariantType;
use super::super::product::configuration::KINDS;
use super::labels::Labels;
use super::{Entry, Position, Sort};
use crate::text::Slug;

/// Products in three rising orders: by age, by price and by name.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    ages: Vec<Arc<Entry>>,
    prices: Vec<Arc<Entry>>,
    names: Vec<Arc<Entry>>,
    /// Number of products without a valid configuration.
    impossible: usize,
    /// Computed once per version.
    facets: OnceLock<Facets>,
}

impl Scope {
    pub(super) fn sorted(entries: Vec<Arc<Entry>>) -> Self {
        let impossible = entries.iter().filter(|entry| !entry.has_configuration).count();
        let (mut ages, mut prices, mut names) = (entries.clone(), entries.clone(), entries);
        ages.sort_unstable_by_key(|entry| (entry.created_at, entry.summary.id));
        prices.sort_unstable_by_key(|entry| (entry.summary.price_from.amount, entry.summary.id));
        names.sort_by_cached_key(|entry| entry.position(Sort::Name));
        Self { ages, prices, names, impossible, facets: OnceLock::new() }
    }

    /// Adds the products to their categories, in the same orders.
    pub(super) fn divide(&self, categories: &mut BTreeMap<Slug, Self>) {
        for entry in &self.ages {
            let scope = categories.entry(entry.summary.category.clone()).or_default();
            scope.impossible += usize::from(!entry.has_configuration);
            scope.ages.push(Arc::clone(entry));
        }
        for entry in &self.prices {
            categories.entry(entry.summary.category.clone()).or_default().prices.push(Arc::clone(entry));
        }
        for entry in &self.names {
            categories.entry(entry.summary.category.clone()).or_default().names.push(Arc::clone(entry));
        }
    }

    pub(super) fn insert(&mut self, entry: &Arc<Entry>) {
        for (sort, list) in self.lists() {
            let place = entry.position(sort);
            let place = list.partition_point(|other| other.position(sort) < place);
            list.insert(place, Arc::clone(entry));
        }
        self.impossible += usize::from(!entry.has_configuration);
        self.facets = OnceLock::new();
    }

    pub(super) fn remove(&mut self, entry: &Entry) {
        for (sort, list) in self.lists() {
            let place = entry.position(sort);
            let place = list.partition_point(|other| other.position(sort) < place);
            if list.get(place).is_some_and(|found| found.summary.id == entry.summary.id) {
                list.remove(place);
            }
        }
        self.impossible -= usize::from(!entry.has_configuration);
        self.facets = OnceLock::new();
    }

    fn lists(&mut self) -> [(Sort, &mut Vec<Arc<Entry>>); 3] {
        [(Sort::Newest, &mut self.ages), (Sort::Price, &mut self.prices), (Sort::Name, &mut self.names)]
    }

    /// Number of products.
    pub fn len(&self) -> usize {
        self.ages.len()
    }

    /// True without products.
    pub fn is_empty(&self) -> bool {
        self.ages.is_empty()
    }

    /// Number of products with a valid configuration.
    pub fn possible(&self) -> usize {
        self.len() - self.impossible
    }

    /// All products after a position, in an order.
    pub fn from(&self, sort: Sort, after: Option<&Position>) -> Box<dyn Iterator<Item = &Arc<Entry>> + '_> {
        let rising = |entries: &'_ [Arc<Entry>]| match after {
            Some(after) => entries.partition_point(|entry| entry.position(sort) <= *after),
            None => 0,
        };
        let falling = |entries: &'_ [Arc<Entry>]| match after {
            Some(after) => entries.partition_point(|entry| entry.position(sort) < *after),
            None => entries.len(),
        };
        match sort {
            Sort::Newest => Box::new(self.ages.iter().take(falling(&self.ages)).rev()),
            Sort::PriceDown => Box::new(self.prices.iter().take(falling(&self.prices)).rev()),
            Sort::Price => Box::new(self.prices.iter().skip(rising(&self.prices))),
            Sort::Name => Box::new(self.names.iter().skip(rising(&self.names))),
        }
    }

    pub(super) fn facets(&self, labels: &Labels) -> &Facets {
        self.facets.get_or_init(|| Facets::of(labels, &self.ages))
    }
}

/// The labels of each type that some products have, in the order of the alphabet.
#[derive(Debug, Clone, Default)]
pub struct Facets([Vec<Arc<str>>; 3]);

impl Facets {
    pub(super) fn of<'e>(labels: &Labels, entries: impl IntoIterator<Item = &'e Arc<Entry>>) -> Self {
        let mut found = vec![[false; 3]; labels.names().len()];
        for variant in entries.into_iter().flat_map(|entry| entry.variants.iter()) {
            let place = usize::try_from(variant.label).ok();
            if let Some(kinds) = place.and_then(|place| found.get_mut(place)) {
                kinds[place_of(variant.kind)] = true;
            }
        }
        let of_kind = |kind: VariantType| {
            let names = labels.names().iter().zip(&found);
            let mut names: Vec<Arc<str>> =
                names.filter(|(_, kinds)| kinds[place_of(kind)]).map(|(name, _)| Arc::clone(name)).collect();
            names.sort_unstable();
            names
        };
        Self(KINDS.map(of_kind))
    }

    /// The labels of a type.
    pub fn labels(&self, kind: VariantType) -> &[Arc<str>] {
        &self.0[place_of(kind)]
    }
}

/// The place of a type in [`KINDS`].
pub(super) const fn place_of(kind: VariantType) -> usize {
    match kind {
        VariantType::Size => 0,
        VariantType::Material => 1,
        VariantType::Color => 2,
    }
}
