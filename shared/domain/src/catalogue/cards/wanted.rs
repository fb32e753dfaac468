//! Choices and limits that a product must meet in one configuration.

use super::super::product::VariantType;
use super::labels::{Label, Labels};
use super::scope::place_of;

/// Limits of a configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Maximum price in minor units.
    pub price: Option<i64>,
    /// Maximum lead time in business days.
    pub lead_time_days: Option<u16>,
}

/// The wanted label of each type, and limits.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// In the order of `KINDS`.
    labels: [Choice; 3],
    limits: Limits,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Choice {
    #[default]
    Any,
    Only(Label),
    /// No product has the label.
    Unknown,
}

impl Wanted {
    /// An empty label accepts every variant. The labels are in the order of `KINDS`.
    pub(super) fn new(labels: &Labels, wanted: [&str; 3], limits: Limits) -> Self {
        let choice = |label: &str| match label {
            "" => Choice::Any,
            label => labels.place(label).map_or(Choice::Unknown, Choice::Only),
        };
        Self { labels: wanted.map(choice), limits }
    }

    /// Returns true if every configuration is wanted.
    pub fn is_anything(&self) -> bool {
        self.labels == [Choice::Any; 3] && self.limits == Limits::default()
    }

    /// Returns true if only some variants of a type are wanted.
    pub(super) fn chooses(&self, kind: VariantType) -> bool {
        self.of(kind) != Choice::Any
    }

    pub(super) fn accepts(&self, kind: VariantType, label: Label) -> bool {
        match self.of(kind) {
            Choice::Any => true,
            Choice::Only(wanted) => wanted == label,
            Choice::Unknown => false,
        }
    }

    /// Returns true if the price, which is never below zero, is within the limit.
    pub(super) fn affords(&self, price: i64) -> bool {
        self.limits.price.is_none_or(|most| price.max(0) <= most)
    }

    pub(super) fn awaits(&self, lead_time_days: u16) -> bool {
        self.limits.lead_time_days.is_none_or(|longest| lead_time_days <= longest)
    }

    fn of(&self, kind: VariantType) -> Choice {
        self.labels[place_of(kind)]
    }
}
