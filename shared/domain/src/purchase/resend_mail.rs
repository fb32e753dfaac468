//! Staff have a mail sent again, and correct the customer's address.

use jiff::Timestamp;
use serde_json::json;

use super::{
    Actor, Change, Checkout, MailKind, MailRecord, MailStatus, Order, Purchase, Refused, SealedCustomer,
};
use crate::audit::{Action, Event};
use crate::fault::{Broken, Faults};

impl Purchase {
    /// Owes a mail again that has ended. A corrected address applies to all later mails too, and to a mail that is still
    /// owed; it is sealed under the key that the purchase has, and the link has another secret, because the earlier mails may
    /// have reached somebody else.
    pub fn resend_mail(
        self,
        kind: MailKind,
        readdressed: Option<SealedCustomer>,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, Refused> {
        if kind.is_to_customer() {
            self.has_recipient()?;
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
        if let Some(to) = readdressed {
            change.readdress(to);
        }
        Ok(change)
    }

    fn has_recipient(&self) -> Result<(), Refused> {
        let erased_at = self.order.as_ref().map_or(self.checkout.erased_at, |order| order.erased_at);
        if erased_at.is_some() {
            return Err(Refused::CustomerErased);
        }
        if self.order.is_none() && self.checkout.confidential.is_none() {
            return Err(Refused::NoOrder);
        }
        Ok(())
    }
}

impl Change {
    fn readdress(&mut self, to: SealedCustomer) {
        let (confidential, customer_hash, secret_hash) =
            (Some(to.confidential), Some(to.customer_hash), Some(to.secret_hash));
        if let Some(order) = self.before.order.clone() {
            self.order = Some(Order { confidential, customer_hash, secret_hash, ..order });
        } else {
            let checkout = self.before.checkout.clone();
            self.checkout = Some(Checkout { confidential, customer_hash, secret_hash, ..checkout });
        }
    }
}
