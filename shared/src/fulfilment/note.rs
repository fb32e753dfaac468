//! What staff note on an order: for themselves, or for its customer.

use deserr::Deserr;
use domain::audit::{Action, Event};
use domain::fault::Faults;
use domain::ids::{NoteId, OrderId};
use domain::purchase::{Actor, MailKind, NoteName};
use domain::text::Text;
use jiff::Timestamp;
use serde_json::json;
use utoipa::ToSchema;

use crate::customer::Private;
use crate::store::items::NoteItem;
use crate::store::purchases::{Change, Purchase};
use crate::vault::{OrderKey, VaultError};

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
    /// The note as it is stored, its text sealed under the order's key.
    pub fn sealed(
        &self,
        key: &OrderKey,
        (order_id, id): (OrderId, NoteId),
        author: Actor,
        written_at: Timestamp,
    ) -> Result<NoteItem, VaultError> {
        let visible_to_customer = self.visible_to_customer;
        let text = key.seal_note(NoteName { id, visible_to_customer }, self.text.reveal().as_str())?;
        Ok(NoteItem { order_id, id, text, visible_to_customer, author, written_at })
    }
}

/// The change that adds a note, and owes the mail with it if it is for the customer. The trail says that there is a note
/// and whose, not what it says.
pub fn add_note(before: Purchase, note: NoteItem) -> Change {
    let mut change = Change::of(before);
    let evidence = json!({"note_id": note.id, "visible_to_customer": note.visible_to_customer});
    change.events.push(Event::note(note.written_at, note.author.clone(), Action::NoteAdded, evidence));
    if note.visible_to_customer {
        change.owe(MailKind::Note(note.id), note.written_at);
    }
    change.notes.push(note);
    change
}
