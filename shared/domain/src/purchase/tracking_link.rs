//! The tracking link of an order is requested again.

use jiff::Timestamp;
use serde_json::json;

use super::{Actor, Change, MailKind, Purchase};
use crate::audit::{Action, Event};
use crate::ids::LinkRequestId;

impl Purchase {
    /// Owes the mail with the order's link, once for each request. Nothing changes if it is owed already or the customer
    /// was erased.
    pub fn request_link(self, request_id: LinkRequestId, actor: &Actor, now: Timestamp) -> Option<Change> {
        let mut change = Change::of(self);
        change.owe(MailKind::TrackingLink(request_id), now);
        if change.mails.is_empty() {
            return None;
        }
        let evidence = json!({"request_id": request_id});
        change.events.push(Event::note(now, actor.clone(), Action::TrackingLinkRequested, evidence));
        Some(change)
    }
}
