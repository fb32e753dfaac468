//! The audit trail: the author, action, time and reason of every change. Each entry is chained to the previous one by
//! its hash.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::purchase::{Actor, PurchaseState, Transition};

mod action;
pub mod anchor;
pub mod subject;

pub use action::Action;

/// The previous hash of a chain's first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A change that is not yet an entry of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Time of the change in UTC.
    pub at: Timestamp,
    /// Author of the change.
    pub actor: Actor,
    /// Action that was performed.
    pub action: Action,
    /// State before the change, if it was a transition.
    pub from: Option<PurchaseState>,
    /// State after the change, if it was a transition.
    pub to: Option<PurchaseState>,
    /// Reason given for the change.
    pub reason: Option<String>,
    /// Evidence recorded for the change.
    pub evidence: serde_json::Value,
}

impl Event {
    /// Creates the event of a transition.
    pub fn transition(at: Timestamp, actor: Actor, transition: &Transition) -> Self {
        Self {
            at,
            actor,
            action: Action::Transition,
            from: Some(transition.from()),
            to: Some(transition.to()),
            reason: transition.reason().map(ToOwned::to_owned),
            // A transition is plain data with string keys, which JSON can always represent.
            evidence: serde_json::to_value(transition).unwrap_or_default(),
        }
    }

    /// Creates an event that changes no state.
    pub fn note(at: Timestamp, actor: Actor, action: Action, evidence: serde_json::Value) -> Self {
        Self { at, actor, action, from: None, to: None, reason: None, evidence }
    }

    /// Adds the reason for the change.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

/// Returns the evidence of a change: the fields of a document that differ, each with its value before and after.
pub fn difference<T: Serialize>(before: &T, after: &T) -> serde_json::Result<serde_json::Value> {
    use serde_json::Value;
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    let (Value::Object(mut before), Value::Object(mut after)) = (before.clone(), after.clone()) else {
        return Ok(serde_json::json!({"before": before, "after": after}));
    };
    let same: Vec<String> = before
        .iter()
        .filter(|(name, value)| after.get(*name) == Some(value))
        .map(|(name, _)| name.clone())
        .collect();
    for name in same {
        before.remove(&name);
        after.remove(&name);
    }
    Ok(serde_json::json!({"before": before, "after": after}))
}

/// One entry of an audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Subject of the entry: an order or product id, `categories` or `settings`.
    pub subject: String,
    /// Sequence number in the trail, starting at 1.
    pub seq: u32,
    /// Time of the change in UTC.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Author of the change.
    pub actor: Actor,
    /// Action that was performed.
    pub action: Action,
    /// State before the change, if it was a transition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PurchaseState>,
    /// State after the change, if it was a transition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PurchaseState>,
    /// Reason given for the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Evidence recorded for the change.
    pub evidence: serde_json::Value,
    /// Hash of the previous entry in the chain.
    pub previous_hash: String,
    /// SHA-256 hash of all other fields of the entry, in hex.
    pub hash: String,
}

impl AuditEntry {
    /// Computes the hash of the entry's content.
    fn content_hash(&self) -> String {
        // serde_json sorts the keys of a map and writes the fields of a struct in order, so the text is canonical.
        let content = serde_json::json!([
            self.subject,
            self.seq,
            self.at,
            self.actor,
            self.action,
            self.from,
            self.to,
            self.reason,
            self.evidence,
            self.previous_hash
        ]);
        hex::encode(digest(&SHA256, content.to_string().as_bytes()))
    }
}

/// The end of a chain: the next entry follows it, and it proves that no entry is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// Number of entries in the trail.
    pub seq: u32,
    /// Hash of the last entry.
    pub hash: String,
}

impl ChainHead {
    /// Returns the head of an empty chain.
    pub fn empty() -> Self {
        Self { seq: 0, hash: GENESIS.to_owned() }
    }

    /// Adds an event as the chain's next entry, and moves the head to it.
    pub fn append(&mut self, subject: &str, event: Event) -> AuditEntry {
        let mut entry = AuditEntry {
            subject: subject.to_string(),
            seq: self.seq.saturating_add(1),
            at: event.at,
            actor: event.actor,
            action: event.action,
            from: event.from,
            to: event.to,
            reason: event.reason,
            evidence: event.evidence,
            previous_hash: self.hash.clone(),
            hash: String::new(),
        };
        entry.hash = entry.content_hash();
        *self = Self { seq: entry.seq, hash: entry.hash.clone() };
        entry
    }
}

/// The place at which a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// An entry is missing, duplicated or out of place.
    #[error("expected entry {expected}, found {found}")]
    WrongPlace {
        /// The expected sequence number.
        expected: u32,
        /// The sequence number that was found.
        found: u32,
    },
    /// An entry was changed, or belongs to another chain.
    #[error("entry {0} is not the one that was written")]
    Changed(u32),
    /// The last entries are missing, or there are more than there should be.
    #[error("the chain does not end where its head says")]
    WrongEnd,
}

/// Verifies that the entries are exactly those that were written.
pub fn verify(subject: &str, entries: &[AuditEntry], head: &ChainHead) -> Result<(), ChainFault> {
    if chain_end(subject, entries)? == *head { Ok(()) } else { Err(ChainFault::WrongEnd) }
}

/// Verifies that the entries follow each other from the first on, and returns the end of the chain. Only the stored
/// head shows that no later entry is missing.
pub fn chain_end(subject: &str, entries: &[AuditEntry]) -> Result<ChainHead, ChainFault> {
    let mut at = ChainHead::empty();
    for entry in entries {
        let expected = at.seq.saturating_add(1);
        if entry.seq != expected {
            return Err(ChainFault::WrongPlace { expected, found: entry.seq });
        }
        let intact =
            entry.subject == subject && entry.previous_hash == at.hash && entry.hash == entry.content_hash();
        if !intact {
            return Err(ChainFault::Changed(entry.seq));
        }
        at = ChainHead { seq: entry.seq, hash: entry.hash.clone() };
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chain(reasons: &[String]) -> (Vec<AuditEntry>, ChainHead) {
        let mut head = ChainHead::empty();
        let entries = reasons
            .iter()
            .map(|reason| {
                let event = Event::note(
                    Timestamp::UNIX_EPOCH,
                    Actor::Customer,
                    Action::NoteAdded,
                    serde_json::json!({"a": 1}),
                );
                head.append("ord_1", event.because(reason.clone()))
            })
            .collect();
        (entries, head)
    }

    proptest! {
        #[test]
        fn an_untouched_chain_holds_even_after_storage(reasons in proptest::collection::vec(".{0,20}", 0..8)) {
            let (entries, head) = chain(&reasons);
            let stored = serde_json::to_string(&entries).unwrap();
            let entries: Vec<AuditEntry> = serde_json::from_str(&stored).unwrap();
            prop_assert_eq!(verify("ord_1", &entries, &head), Ok(()));
        }

        #[test]
        fn a_dropped_doubled_swapped_or_changed_entry_is_found(
            reasons in proptest::collection::vec(".{0,20}", 2..8), place: prop::sample::Index, other: prop::sample::Index, kind in 0..5,
        ) {
            let (mut entries, head) = chain(&reasons);
            let (a, b) = (place.index(entries.len()), other.index(entries.len()));
            match kind {
                0 => { entries.remove(a); }
                1 => { let copy = entries[a].clone(); entries.insert(b, copy); }
                2 => { prop_assume!(a != b); entries.swap(a, b); }
                3 => { entries[a].reason = Some("another reason altogether".into()); }
                _ => { entries.pop(); }
            }
            prop_assert!(verify("ord_1", &entries, &head).is_err());
        }

        #[test]
        fn an_entry_rewritten_with_a_fitting_hash_still_breaks_the_chain(reasons in proptest::collection::vec(".{0,20}", 1..8), place: prop::sample::Index) {
            let (mut entries, head) = chain(&reasons);
            let forged = place.index(entries.len());
            entries[forged].evidence = serde_json::json!({"a": 2});
            entries[forged].hash = entries[forged].content_hash();
            prop_assert!(verify("ord_1", &entries, &head).is_err());
        }
    }

    #[test]
    fn a_change_shows_only_what_is_not_the_same() {
        let (before, after) =
            (serde_json::json!({"a": 1, "b": 2, "c": 3}), serde_json::json!({"a": 1, "b": 5, "d": 4}));
        let shown = difference(&before, &after).unwrap();
        assert_eq!(shown, serde_json::json!({"before": {"b": 2, "c": 3}, "after": {"b": 5, "d": 4}}));
    }

    #[test]
    fn a_chain_of_another_subject_is_refused() {
        let (entries, head) = chain(&["a".to_owned()]);
        assert_eq!(verify("ord_2", &entries, &head), Err(ChainFault::Changed(1)));
    }
}
