//! What became of a file.

use serde::Serialize;
use shared::domain::fault::Fault;
use shared::domain::ids::ProductId;
use utoipa::ToSchema;

/// What became of a product of the file; in a dry run, what would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is new.
    Created,
    /// It was there and is replaced.
    Updated,
    /// It was there, just so.
    Unchanged,
    /// It has faults; nothing of it was taken.
    Refused,
}

/// A product of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Imported {
    /// Its place: of CSV the line on which it begins, else the number in the list, from 1.
    pub row: usize,
    /// Its slug, as the file has it.
    pub slug: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Its id, if there is such a product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// All that is wrong with it; pointers are into the product's document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
}

/// What became of the whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Report {
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// How many products are new.
    pub created: usize,
    /// How many are replaced.
    pub updated: usize,
    /// How many were there, just so.
    pub unchanged: usize,
    /// How many have faults.
    pub refused: usize,
    /// Every product of the file, in its order.
    pub items: Vec<Imported>,
}

impl Report {
    pub(crate) fn of(dry_run: bool, items: Vec<Imported>) -> Self {
        let count = |outcome| items.iter().filter(|item| item.outcome == outcome).count();
        Self {
            dry_run,
            created: count(Outcome::Created),
            updated: count(Outcome::Updated),
            unchanged: count(Outcome::Unchanged),
            refused: count(Outcome::Refused),
            items,
        }
    }
}
