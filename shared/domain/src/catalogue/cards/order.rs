//! The orders in which products are listed.

use deserr::Deserr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Entry;
use crate::fault::Faults;
use crate::ids::ProductId;

/// Sort orders of the product list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = lowercase)]
#[schema(rename_all = "lowercase")]
pub enum Sort {
    /// The newest first.
    #[default]
    Newest,
    /// The cheapest first.
    Price,
    /// The most expensive first.
    #[deserr(rename = "-price")]
    #[schema(rename = "-price")]
    PriceDown,
    /// By name, ignoring case.
    Name,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 4] = [Self::Newest, Self::Price, Self::PriceDown, Self::Name];

    /// The name of the order in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Price => "price",
            Self::PriceDown => "-price",
            Self::Name => "name",
        }
    }
}

/// The value by which products are sorted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortKey {
    /// Time of creation.
    Created(Timestamp),
    /// Lowest price in minor units.
    Price(i64),
    /// Name in lower case.
    Name(String),
}

/// The place of a product in a list. Of products with the same key, the lower id is first in a rising order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Value by which the list is sorted.
    pub key: SortKey,
    /// Id of the product.
    pub id: ProductId,
}

impl Entry {
    /// The product's place in an order.
    pub fn position(&self, sort: Sort) -> Position {
        let key = match sort {
            Sort::Newest => SortKey::Created(self.created_at),
            Sort::Price | Sort::PriceDown => SortKey::Price(self.summary.price_from.amount),
            Sort::Name => SortKey::Name(self.summary.name.as_str().to_lowercase()),
        };
        Position { key, id: self.summary.id }
    }
}
