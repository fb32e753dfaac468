//! Mails that a purchase owes its customer, or the owner of the shop.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::MailKind;
use crate::ids::OrderId;

/// Delivery status of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailStatus {
    /// The mail is still to be sent.
    Owed,
    /// The mail was sent.
    Sent,
}

/// A mail that is owed or was sent. It is written together with its cause, so that none is forgotten. Its serialised form
/// is the stored form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRecord {
    /// The id of the order.
    pub order_id: OrderId,
    /// The kind of the mail, with its cause.
    #[serde(flatten)]
    pub kind: MailKind,
    /// The delivery status of the mail.
    pub status: MailStatus,
    /// The time since which it is owed.
    pub owed_since: Timestamp,
    /// The end of the claim of the worker that sends it, so that no other worker sends it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_until: Option<Timestamp>,
    /// The time at which it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// The provider's id of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
}

impl MailRecord {
    /// Returns a mail that is owed from now on.
    pub const fn owed(order_id: OrderId, kind: MailKind, now: Timestamp) -> Self {
        let status = MailStatus::Owed;
        Self { order_id, kind, status, owed_since: now, claimed_until: None, sent_at: None, message_id: None }
    }
}
