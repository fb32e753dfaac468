//! Notes that staff write on an order, for themselves or for its customer.

use deserr::Deserr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{Actor, Change, MailKind, NoteName, Purchase, SealedText};
use crate::audit::{Action, Event};
use crate::fault::Faults;
use crate::ids::{NoteId, OrderId};
use crate::private::Private;
use crate::text::Text;

/// The maximum number of notes of an order: as many of the longest as one answer can have.
pub const MAX_NOTES: usize = 80;

/// A note that staff add to an order.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct NewNote {
    /// Text of the note; line breaks are preserved.
    #[schema(value_type = Text<2000>)]
    pub text: Private<Text<2000>>,
    /// `true` sends the note to the customer by mail; otherwise it is visible to staff only.
    pub visible_to_customer: bool,
}

impl NewNote {
    /// Returns the identity that its text is sealed under.
    pub const fn name(&self, id: NoteId) -> NoteName {
        NoteName { id, visible_to_customer: self.visible_to_customer }
    }

    /// Assembles the stored note, with its text sealed under the order's key.
    pub const fn sealed(
        &self,
        text: SealedText,
        (order_id, id): (OrderId, NoteId),
        author: Actor,
        written_at: Timestamp,
    ) -> Note {
        Note { order_id, id, text, visible_to_customer: self.visible_to_customer, author, written_at }
    }
}

/// A note on an order. Its text may name people, so it is sealed under the order's own data key. Its serialised form is the
/// stored form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The id of the order.
    pub order_id: OrderId,
    /// The id of the note.
    pub id: NoteId,
    /// The sealed text of the note.
    pub text: SealedText,
    /// True if the customer gets it by mail.
    pub visible_to_customer: bool,
    /// The author of the note.
    pub author: Actor,
    /// The time it was written.
    pub written_at: Timestamp,
}

impl Note {
    /// Returns the identity that its text is bound to.
    pub const fn name(&self) -> NoteName {
        NoteName { id: self.id, visible_to_customer: self.visible_to_customer }
    }
}

impl Purchase {
    /// Adds a note, and owes the mail with it if it is for the customer. The audit trail says that there is a note and who
    /// wrote it, not what it says.
    pub fn add_note(self, note: Note) -> Change {
        let mut change = Change::of(self);
        let evidence = json!({"note_id": note.id, "visible_to_customer": note.visible_to_customer});
        change.events.push(Event::note(note.written_at, note.author.clone(), Action::NoteAdded, evidence));
        if note.visible_to_customer {
            change.owe(MailKind::Note(note.id), note.written_at);
        }
        change.notes.push(note);
        change
    }
}
