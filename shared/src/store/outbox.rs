//! Derives outgoing work from the images of the table's stream: mails, refunds and domain events.

use domain::purchase::{MailRecord, MailStatus, RefundStatus};

use super::StoreError;
use super::items::{AuditItem, RefundItem, Stored};
use crate::events::DomainEvent;
use crate::messages::{IssueRefund, SendMail};

/// Work that follows from a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// A mail has to be sent.
    Mail(SendMail),
    /// A refund has to be created at Stripe.
    Refund(IssueRefund),
    /// A domain event has to be published.
    Event(DomainEvent),
}

/// The work that follows from one change. The old image is empty for a new item, the new image for a deleted one.
pub fn outgoing(old: serde_dynamo::Item, new: serde_dynamo::Item) -> Result<Option<Outgoing>, StoreError> {
    let Some(entity) = new.get("entity").and_then(|value| match value {
        serde_dynamo::AttributeValue::S(entity) => Some(entity.clone()),
        _ => None,
    }) else {
        return Ok(None);
    };
    match entity.as_str() {
        MailRecord::ENTITY if old.is_empty() => {
            let mail: MailRecord = serde_dynamo::from_item(new)?;
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
            Ok(DomainEvent::of(&audit.entry).map(Outgoing::Event))
        }
        _ => Ok(None),
    }
}
