use serde::Serialize;
use serde_json::Value;
use shared::domain::fault::Fault;
use shared::domain::ids::ProductId;
use utoipa::ToSchema;

/// Outcome for a product of the import; in a dry run, the predicted outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Created,
    Updated,
    Unchanged,
    /// The product has faults, and nothing of it was imported.
    Refused,
}

/// Result for one product of the import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Imported {
    /// Position in the import: the starting line in a CSV file, otherwise the position in the list, starting at 1.
    pub row: usize,
    /// Slug of the product as sent in the import.
    pub slug: String,
    /// Outcome for the product.
    pub outcome: Outcome,
    /// Id of the product, if it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// The fields that differ, with their values before and after, if the product is updated. Absent if the changes of
    /// all products are too large together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub changes: Option<Value>,
    /// Validation errors of the product; pointers are relative to the product's document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
}

/// Result of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Report {
    /// `true` if this was a dry run and nothing was changed.
    pub dry_run: bool,
    /// Number of products that were created.
    pub created: usize,
    /// Number of products that were replaced.
    pub updated: usize,
    /// Number of products that were already identical.
    pub unchanged: usize,
    /// Number of products that were rejected with errors.
    pub refused: usize,
    /// Results for each product, in the order of the import.
    pub items: Vec<Imported>,
}

/// Maximum number of validation errors in a report, beyond the first of each product.
const MAX_ERRORS: usize = 500;

/// Maximum size of all changes in a report, in bytes of JSON.
const MAX_CHANGES: usize = 400_000;

/// Removes errors and changes above the maximum, so that no file makes a large report.
fn limit(items: &mut [Imported]) {
    let (mut errors, mut bytes) = (MAX_ERRORS, MAX_CHANGES);
    for item in items {
        item.errors.truncate(errors.max(1));
        errors = errors.saturating_sub(item.errors.len());
        let size = item.changes.as_ref().map_or(0, |changes| changes.to_string().len());
        item.changes = item.changes.take().filter(|_| size <= bytes);
        bytes = bytes.saturating_sub(size);
    }
}

impl Report {
    pub(crate) fn of(dry_run: bool, mut items: Vec<Imported>) -> Self {
        limit(&mut items);
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
