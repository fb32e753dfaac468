//! Derives outgoing work from the images of the table's stream: mails, refunds and domain events.

use domain::purchase::{MailRecord, MailStatus, RefundStatus};

use super::StoreError;
use super::items::{AuditItem, RefundItem, Stored};
use crate::events::DomainEvent;
use crate::messages::{IssueRefund, SendMail};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    Mail(SendMail),
    Refund(IssueRefund),
    Event(DomainEvent),
}

/// Returns the work that follows from one change. The old image is empty for a new item, the new image for a deleted
/// one.
pub fn outgoing(old: serde_dynamo::Item, new: serde_dynamo::Item) -> Result<Option<Outgoing>, StoreError> {
    let Some(entity) = new.get("entity").and_then(|value| match value {
        serde_dynamo::AttributeValue::S(entity) => Some(entity.clone()),
        _ => None,
    }) else {
        return Ok(None);
    };
    match entity.as_str() {
        MailRecord::ENTITY => {
            let mail: MailRecord = serde_dynamo::from_item(new)?;
            let before: Option<MailRecord> =
                (!old.is_empty()).then(|| serde_dynamo::from_item(old)).transpose()?;
            let owed_before = before.is_some_and(|before| before.status == MailStatus::Owed);
            let owed_now = mail.status == MailStatus::Owed && !owed_before;
            let message = SendMail { order_id: mail.order_id, kind: mail.kind };
            Ok(owed_now.then_some(Outgoing::Mail(message)))
        }
        RefundItem::ENTITY => {
            let refund: RefundItem = serde_dynamo::from_item(new)?;
            let before: Option<RefundItem> =
                (!old.is_empty()).then(|| serde_dynamo::from_item(old)).transpose()?;
            let requested_before =
                before.is_some_and(|before| before.refund.attempt == refund.refund.attempt);
            let requested_now = refund.refund.status == RefundStatus::Requested && !requested_before;
            let message = IssueRefund { order_id: refund.order_id, refund_id: refund.refund.id };
            Ok(requested_now.then_some(Outgoing::Refund(message)))
        }
        AuditItem::ENTITY if old.is_empty() => {
            let audit: AuditItem = serde_dynamo::from_item(new)?;
            Ok(DomainEvent::of(&audit.entry).map(Outgoing::Event))
        }
        _ => Ok(None),
    }
}
