//! Anchors: files outside the table that contain the heads of the audit chains, one file a day, each with the hash of the
//! previous one. Without them, deleting all items of a subject is not detected.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{AuditEntry, ChainHead};

/// The heads of the chains that have an entry on a day, as they were at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The version of this form.
    v: u8,
    /// The day in UTC.
    pub day: Date,
    /// The hash of the previous day's file; none in the first.
    pub previous: Option<String>,
    /// The head of each chain by its subject.
    pub heads: BTreeMap<String, ChainHead>,
}

impl Anchor {
    /// Returns the anchor of a day without any entry.
    pub const fn new(day: Date, previous: Option<String>) -> Self {
        Self { v: 1, day, previous, heads: BTreeMap::new() }
    }

    /// Moves the head of the entry's chain to the entry, unless it is further already.
    pub fn add(&mut self, entry: &AuditEntry) {
        let head = self.heads.entry(entry.subject.clone()).or_insert_with(ChainHead::empty);
        if entry.seq > head.seq {
            *head = ChainHead { seq: entry.seq, hash: entry.hash.clone() };
        }
    }
}

/// Returns the hash by which the next day's anchor names a file.
pub fn digest_of(file: &[u8]) -> String {
    hex::encode(digest(&SHA256, file))
}

/// The place at which a sequence of anchors is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnchorFault {
    /// The file is not an anchor.
    #[error("anchor number {0} is not readable")]
    Unreadable(usize),
    /// The anchor does not follow the one before it.
    #[error("the anchor of {0} does not follow the one before it: an anchor is missing or was changed")]
    Broken(Date),
}

/// Verifies that files, in the order of their days, follow each other without a gap, and returns the latest head of each
/// chain. Only the first file's own predecessor is not verified.
pub fn latest_heads<'a>(
    files: impl IntoIterator<Item = &'a [u8]>,
) -> Result<BTreeMap<String, ChainHead>, AnchorFault> {
    let mut heads = BTreeMap::new();
    let mut before: Option<(Date, String)> = None;
    for (number, file) in (1..).zip(files) {
        let anchor: Anchor = serde_json::from_slice(file).map_err(|_| AnchorFault::Unreadable(number))?;
        let follows = before.is_none_or(|(day, hash)| {
            day.tomorrow().is_ok_and(|next| next == anchor.day)
                && anchor.previous.as_deref() == Some(hash.as_str())
        });
        if !follows {
            return Err(AnchorFault::Broken(anchor.day));
        }
        before = Some((anchor.day, digest_of(file)));
        heads.extend(anchor.heads);
    }
    Ok(heads)
}

/// Returns true if the anchored entry is in a chain, at its place. The chain itself must be verified too.
pub fn holds(entries: &[AuditEntry], anchored: &ChainHead) -> bool {
    entries.iter().any(|entry| entry.seq == anchored.seq && entry.hash == anchored.hash)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::audit::{Action, Event};
    use crate::purchase::Actor;

    fn entries(subject: &str, count: usize) -> Vec<AuditEntry> {
        let mut head = ChainHead::empty();
        let event = || Event::note(Timestamp::UNIX_EPOCH, Actor::Customer, Action::NoteAdded, json!({}));
        (0..count).map(|_| head.append(subject, event())).collect()
    }

    /// Anchors of two days: the first chain grows on both, the second only on the first.
    fn files() -> [Vec<u8>; 2] {
        let (one, two) = (entries("ord_1", 3), entries("ord_2", 1));
        let mut first = Anchor::new(date(2026, 11, 23), None);
        one[..2].iter().rev().chain(&two).for_each(|entry| first.add(entry));
        let first = serde_json::to_vec(&first).unwrap();
        let mut second = Anchor::new(date(2026, 11, 24), Some(digest_of(&first)));
        second.add(&one[2]);
        [first, serde_json::to_vec(&second).unwrap()]
    }

    fn latest(files: &[Vec<u8>]) -> Result<BTreeMap<String, ChainHead>, AnchorFault> {
        latest_heads(files.iter().map(Vec::as_slice))
    }

    #[test]
    fn the_latest_head_of_each_chain_is_known_and_found_in_it() {
        let heads = latest(&files()).unwrap();
        let seqs: Vec<_> = heads.iter().map(|(subject, head)| (subject.as_str(), head.seq)).collect();
        assert_eq!(seqs, [("ord_1", 3), ("ord_2", 1)]);
        let mut chain = entries("ord_1", 5);
        assert!(holds(&chain, &heads["ord_1"]), "a chain may have grown since");
        chain[2].hash = "another".to_owned();
        assert!(!holds(&chain, &heads["ord_1"]));
        assert!(!holds(&entries("ord_1", 2), &heads["ord_1"]));
    }

    #[test]
    fn a_missing_changed_or_unreadable_anchor_is_found() {
        let [first, second] = files();
        let broken = AnchorFault::Broken(date(2026, 11, 24));
        let forged = serde_json::to_vec(&Anchor::new(date(2026, 11, 23), None)).unwrap();
        assert_eq!(latest(&[forged, second.clone()]), Err(broken));
        let third = Anchor::new(date(2026, 11, 25), Some(digest_of(&second)));
        let third = serde_json::to_vec(&third).unwrap();
        assert!(latest(&[first.clone(), second, third.clone()]).is_ok());
        assert_eq!(latest(&[first, third]), Err(AnchorFault::Broken(date(2026, 11, 25))));
        assert_eq!(latest(&[b"{}".to_vec()]), Err(AnchorFault::Unreadable(1)));
    }
}
