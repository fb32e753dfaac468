//! Notes on an order as staff see them.

use domain::ids::NoteId;
use domain::purchase::{Actor, Note};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::customer::Private;
use crate::vault::{OrderKey, VaultError};

/// A staff note on an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrderNote {
    /// Id of the note.
    pub id: NoteId,
    /// Text of the note.
    #[schema(value_type = String)]
    pub text: Private<String>,
    /// `true` if the note was sent to the customer by mail.
    pub visible_to_customer: bool,
    /// Author of the note.
    pub author: Actor,
    /// Time at which the note was written.
    #[schema(value_type = String, format = DateTime)]
    pub written_at: Timestamp,
}

impl OrderNote {
    pub fn opened(notes: &[Note], key: &OrderKey) -> Result<Vec<Self>, VaultError> {
        let open = |note: &Note| Ok(Self::of(note, key.open_note(note.name(), &note.text)?));
        notes.iter().map(open).collect()
    }

    pub fn of(note: &Note, text: Private<String>) -> Self {
        Self {
            id: note.id,
            text,
            visible_to_customer: note.visible_to_customer,
            author: note.author.clone(),
            written_at: note.written_at,
        }
    }
}
