//! Exports everything that the shop stores about a customer, to hand to them.

use jiff::Timestamp;

use super::{Actor, Change, Purchase};
use crate::audit::{Action, Event};

impl Purchase {
    /// Records that the order was handed to its customer. Nothing changes without an order, or once it was erased: there
    /// is nothing to hand out.
    pub fn export(self, actor: &Actor, now: Timestamp) -> Option<Change> {
        self.order.as_ref()?.confidential.as_ref()?;
        let mut change = Change::of(self);
        change.events.push(Event::note(now, actor.clone(), Action::CustomerExported, serde_json::json!({})));
        Some(change)
    }
}
