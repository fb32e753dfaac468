//! Staff have a mail sent again, and correct the customer's address.

use jiff::Timestamp;
use serde_json::json;

use super::{Actor, Change, MailKind, MailRecord, MailStatus, Order, Purchase, Refused, Sealed};
use crate::audit::{Action, Event};
use crate::fault::{Broken, Faults};

/// The customer's data under a corrected address. The link has another secret, because the earlier mails may have reached
/// somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readdressed {
    /// The customer's data, sealed for this purchase under the key that it has.
    pub confidential: Sealed,
    /// The keyed hash of the new address.
    pub customer_hash: String,
    /// The hash of the new secret.
    pub secret_hash: String,
}

impl Purchase {
    /// Owes a mail again that has ended. A corrected address applies to all later mails too, and to a mail that is still
    /// owed.
    pub fn resend_mail(
        self,
        kind: MailKind,
        readdressed: Option<Readdressed>,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, Refused> {
        match &self.order {
            None if kind.is_to_customer() => return Err(Refused::NoOrder),
            Some(order) if order.erased_at.is_some() && kind.is_to_customer() => {
                return Err(Refused::CustomerErased);
            }
            _ => {}
        }
        let Some(mail) = self.mails.iter().find(|mail| mail.kind == kind) else {
            let unknown = Broken::new("unknown_mail", "The order does not have this mail.");
            return Err(Faults::from(unknown.at("/mail")).into());
        };
        if mail.status == MailStatus::Owed && readdressed.is_none() {
            return Err(Refused::MailOwed);
        }
        let evidence = json!({"mail": kind.to_string(), "readdressed": readdressed.is_some()});
        let renewed =
            MailRecord { request_id: mail.request_id, ..MailRecord::owed(self.checkout.id, kind, now) };
        let ended = mail.status != MailStatus::Owed;
        let mut change = Change::of(self);
        change.mails_renewed.extend(ended.then_some(renewed));
        change.events.push(Event::note(now, actor.clone(), Action::MailResent, evidence));
        change.order = change.before.order.clone().zip(readdressed).map(|(order, to)| Order {
            confidential: Some(to.confidential),
            customer_hash: Some(to.customer_hash),
            secret_hash: Some(to.secret_hash),
            ..order
        });
        Ok(change)
    }
}
