//! Exports everything that the shop stores about a customer, to hand to them.

use jiff::Timestamp;

use super::{Actor, Change, Purchase};
use crate::audit::{Action, Event};

impl Purchase {
    /// Records that the purchase was handed to its customer. Nothing changes without customer data: there is nothing to hand
    /// out.
    pub fn export(self, actor: &Actor, now: Timestamp) -> Option<Change> {
        self.confidential()?;
        let mut change = Change::of(self);
        change.events.push(Event::note(now, actor.clone(), Action::CustomerExported, serde_json::json!({})));
        Some(change)
    }
}
