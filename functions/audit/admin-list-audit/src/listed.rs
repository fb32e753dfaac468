use std::collections::HashMap;

use serde::Serialize;
use shared::domain::audit::AuditEntry;
use utoipa::ToSchema;

/// An audit entry with the name of its subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedEntry {
    #[serde(flatten)]
    pub entry: AuditEntry,
    /// Number of the order or name of the product, if it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_name: Option<String>,
}

/// Adds the names to the entries.
pub(crate) fn named(entries: Vec<AuditEntry>, names: &HashMap<String, String>) -> Vec<ListedEntry> {
    let subject_name = |entry: &AuditEntry| names.get(&entry.subject).cloned();
    entries.into_iter().map(|entry| ListedEntry { subject_name: subject_name(&entry), entry }).collect()
}
