//! Verifies an audit trail.

use domain::audit::subject::Subject;
use domain::audit::{ChainFault, chain_end, verify};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::audit::{Trail, confirmed};
use crate::store::{AuditTrail, StoreError};

/// Result of verifying the hash chain of a subject's audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verification {
    /// Subject of the verified trail.
    pub subject: Subject,
    /// Number of entries in the trail.
    pub entries: usize,
    /// `true` if every entry is unmodified and linked to the previous one.
    pub intact: bool,
    /// `true` if the head record of the chain exists. It expires after 90 days for a purchase that was never paid;
    /// after that, missing last entries cannot be detected.
    pub end_known: bool,
    /// Description of the broken link, if the chain is not intact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Sequence number of the first entry that could not be verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_entry: Option<u32>,
}

impl Verification {
    /// Reads and verifies the trail of a subject; none if it never existed. A second read must confirm a fault.
    pub async fn read(trails: &AuditTrail, subject: Subject) -> Result<Option<Self>, StoreError> {
        let read = || async move {
            let trail = trails.trail(subject).await;
            trail.map(|trail| trail.map(|trail| Self::of(subject, &trail)))
        };
        confirmed(read, |read| read.as_ref().is_none_or(|verification| verification.intact)).await
    }

    fn of(subject: Subject, trail: &Trail) -> Self {
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
