//! What staff noted on an order.

use domain::ids::{NoteId, OrderId};
use domain::purchase::{Actor, NoteName, SealedText};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Stored;
use crate::store::keys::{self, IndexKey, Key};

/// A note. Its text may name people, so it is sealed under the order's own data key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteItem {
    /// The order.
    pub order_id: OrderId,
    /// The note.
    pub id: NoteId,
    /// The text.
    pub text: SealedText,
    /// Whether the customer gets it by mail.
    pub visible_to_customer: bool,
    /// Who wrote it.
    pub author: Actor,
    /// When.
    pub written_at: Timestamp,
}

impl NoteItem {
    /// What its text is bound to.
    pub const fn name(&self) -> NoteName {
        NoteName { id: self.id, visible_to_customer: self.visible_to_customer }
    }
}

impl Stored for NoteItem {
    const ENTITY: &'static str = "note";
    fn key(&self) -> Key {
        keys::note(self.order_id, self.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}
