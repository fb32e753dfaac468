//! The labels by which variants are found, each in memory once.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::card::CardVariant;
use super::super::hue::Hue;
use super::super::product::VariantType;

/// The label by which a variant is found: a colour's hue, any other value without its explanation
/// (`Small` of `Small (12 cm)`), so that all red ones and all small ones are found.
pub(super) fn label_of(variant: &CardVariant) -> &str {
    match (variant.kind, variant.swatch.as_deref().and_then(Hue::of)) {
        (VariantType::Color, Some(hue)) => hue.as_str(),
        _ => short(variant.value.as_str()),
    }
}

fn short(value: &str) -> &str {
    value.split(" (").next().unwrap_or(value)
}

/// A label's place in [`Labels`].
pub(super) type Label = u32;

#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    names: Vec<Arc<str>>,
    places: HashMap<Arc<str>, Label>,
}

impl Labels {
    pub(super) fn place(&self, name: &str) -> Option<Label> {
        self.places.get(name).copied()
    }

    pub(super) fn add(&mut self, name: &str) -> Label {
        if let Some(known) = self.place(name) {
            return known;
        }
        let (name, place) = (Arc::<str>::from(name), Label::try_from(self.names.len()).unwrap_or(Label::MAX));
        self.names.push(Arc::clone(&name));
        self.places.insert(name, place);
        place
    }

    /// Every label with its place.
    pub(super) fn names(&self) -> &[Arc<str>] {
        &self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_found_without_its_measure() {
        assert_eq!([short("Small (12 cm)"), short("XL")], ["Small", "XL"]);
    }
}
