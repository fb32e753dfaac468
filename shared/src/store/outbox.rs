//! What a change in the table means for the world outside, read from the stream's images.

use domain::audit::AuditEntry;
use domain::purchase::PurchaseState;
use domain::refund::RefundStatus;
use jiff::Timestamp;
use serde::Serialize;

use super::StoreError;
use super::items::{AuditItem, MailItem, MailStatus, RefundItem, Stored};
use crate::messages::{IssueRefund, SendMail};

/// Something that has to happen because of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// A mail is owed.
    Mail(SendMail),
    /// A refund is to be made.
    Refund(IssueRefund),
    /// Something happened that others may want to know.
    Event(PublicEvent),
}

/// What others learn: ids and states, nothing personal, no free text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicEvent {
    /// Version of this form; 1.
    pub v: u8,
    /// The order or product.
    pub subject: String,
    /// Its place in the subject's trail: with the subject, the event's identity.
    pub seq: u32,
    /// When.
    pub at: Timestamp,
    /// What.
    pub action: String,
    /// The state before.
    pub from: Option<PurchaseState>,
    /// The state after.
    pub to: Option<PurchaseState>,
}

impl PublicEvent {
    /// The kind, for the bus' rules: `order.shipped`, `product.product_updated`, …
    pub fn detail_type(&self) -> String {
        let subject = if self.subject.starts_with("ord_") { "order" } else { "product" };
        format!("{subject}.{}", self.to.map_or(self.action.as_str(), |state| state.as_str()))
    }
}

impl From<AuditEntry> for PublicEvent {
    fn from(entry: AuditEntry) -> Self {
        let AuditEntry { subject, seq, at, action, from, to, .. } = entry;
        Self { v: 1, subject, seq, at, action, from, to }
    }
}

/// What follows from one change. The images are empty where there is none.
pub fn outgoing(old: serde_dynamo::Item, new: serde_dynamo::Item) -> Result<Option<Outgoing>, StoreError> {
    let Some(entity) = new.get("entity").and_then(|value| match value {
        serde_dynamo::AttributeValue::S(entity) => Some(entity.clone()),
        _ => None,
    }) else {
        return Ok(None);
    };
    match entity.as_str() {
        MailItem::ENTITY if old.is_empty() => {
            let mail: MailItem = serde_dynamo::from_item(new)?;
            let message = SendMail { order_id: mail.order_id, kind: mail.kind };
            Ok((mail.status == MailStatus::Owed).then_some(Outgoing::Mail(message)))
        }
        RefundItem::ENTITY => {
            let refund: RefundItem = serde_dynamo::from_item(new)?;
            let before: Option<RefundItem> =
                (!old.is_empty()).then(|| serde_dynamo::from_item(old)).transpose()?;
            let asked_before = before.is_some_and(|before| before.refund.attempt == refund.refund.attempt);
            let asked_now = refund.refund.status == RefundStatus::Requested && !asked_before;
            let message = IssueRefund { order_id: refund.order_id, refund_id: refund.refund.id };
            Ok(asked_now.then_some(Outgoing::Refund(message)))
        }
        AuditItem::ENTITY if old.is_empty() => {
            let audit: AuditItem = serde_dynamo::from_item(new)?;
            Ok(Some(Outgoing::Event(audit.entry.into())))
        }
        _ => Ok(None),
    }
}
