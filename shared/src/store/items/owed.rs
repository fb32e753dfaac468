//! What the shop owes because of a purchase: mails and refunds.

use domain::ids::OrderId;
use domain::purchase::MailKind;
use domain::refund::{Refund, RefundStatus};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Stored;
use crate::store::keys::{self, IndexKey, Key};

/// Delivery status of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailStatus {
    /// Not yet.
    Owed,
    /// Yes.
    Sent,
}

/// A mail that is owed or was sent; written together with its cause, so that none is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailItem {
    /// Id of the order.
    pub order_id: OrderId,
    /// Which mail.
    #[serde(flatten)]
    pub kind: MailKind,
    /// Delivery status of the mail.
    pub status: MailStatus,
    /// Since when it is owed.
    pub owed_since: Timestamp,
    /// Until when one worker has it in hand, so that no other sends it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_until: Option<Timestamp>,
    /// Time at which the mail was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// The provider's id of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
}

impl MailItem {
    /// A mail that is owed from now on.
    pub const fn owed(order_id: OrderId, kind: MailKind, now: Timestamp) -> Self {
        let status = MailStatus::Owed;
        Self { order_id, kind, status, owed_since: now, claimed_until: None, sent_at: None, message_id: None }
    }
}

impl Stored for MailItem {
    const ENTITY: &'static str = "mail";
    fn key(&self) -> Key {
        keys::mail(self.order_id, self.kind)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        match self.status {
            MailStatus::Owed => vec![keys::owed(keys::OWED_MAILS, self.owed_since, self.order_id)],
            MailStatus::Sent => Vec::new(),
        }
    }
}

/// A refund of a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundItem {
    /// Id of the purchase.
    pub order_id: OrderId,
    /// The refund.
    pub refund: Refund,
}

impl Stored for RefundItem {
    const ENTITY: &'static str = "refund";
    fn key(&self) -> Key {
        keys::refund(self.order_id, self.refund.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        match self.refund.status {
            RefundStatus::Requested => {
                vec![keys::owed(keys::OWED_REFUNDS, self.refund.requested_at, self.order_id)]
            }
            RefundStatus::Pending => {
                vec![keys::owed(keys::PENDING_REFUNDS, self.refund.requested_at, self.order_id)]
            }
            RefundStatus::Succeeded | RefundStatus::Failed => Vec::new(),
        }
    }
}
