//! Whether an audit trail is what was written.

use domain::audit::{ChainFault, chain_end, verify};
use domain::subject::Subject;
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::audit::Trail;

/// Whether a subject's chain is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verification {
    /// Whose chain.
    pub subject: Subject,
    /// How many entries there are.
    pub entries: usize,
    /// Whether each entry is the one that was written and follows the one before.
    pub intact: bool,
    /// Whether the record that knows the last entry is still there. A purchase that was never paid loses it after 90 days;
    /// from then on missing last entries cannot be noticed.
    pub end_known: bool,
    /// What is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// The entry from which on the chain proves nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_entry: Option<u32>,
}

impl Verification {
    /// Verifies a trail.
    pub fn of(subject: Subject, trail: &Trail) -> Self {
        let name = subject.to_string();
        let outcome = match &trail.head {
            Some(head) => verify(&name, &trail.entries, head),
            None => chain_end(&name, &trail.entries).map(drop),
        };
        let fault = outcome.err();
        Self {
            subject,
            entries: trail.entries.len(),
            intact: fault.is_none(),
            end_known: trail.head.is_some(),
            at_entry: fault.as_ref().and_then(|fault| match fault {
                ChainFault::WrongPlace { expected, .. } => Some(*expected),
                ChainFault::Changed(seq) => Some(*seq),
                ChainFault::WrongEnd => None,
            }),
            fault: fault.map(|fault| fault.to_string()),
        }
    }
}
