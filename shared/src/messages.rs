//! Queue messages. They are tagged and versioned, and contain only ids. The message of the payments queue is
//! `payments::hint::PaymentHint`.

use domain::ids::{LinkRequestId, OrderId, OrderNumber, RefundId};
use domain::purchase::MailKind;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message<T> {
    /// Version of the envelope, which is 1.
    pub v: u8,
    pub body: T,
}

impl<T> Message<T> {
    pub const fn new(body: T) -> Self {
        Self { v: 1, body }
    }
}

/// Mail queue: send this mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    pub order_id: OrderId,
    #[serde(flatten)]
    pub kind: MailKind,
}

/// Feedback queue: SES reports about a mail that it had accepted. A rule of the event bus reduces SES's event, which
/// contains addresses, to these fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailFeedback {
    pub order_id: OrderId,
    /// SES's id of the mail.
    pub message_id: String,
    pub event: MailEvent,
}

/// Event about a mail, in SES's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailEvent {
    /// The recipient's server returned the mail; a temporary refusal is reported only after SES's own retries.
    Bounce,
    /// The recipient reported the mail as spam.
    Complaint,
    /// SES found malware in the mail.
    Reject,
}

/// Refund queue: create this refund at Stripe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueRefund {
    pub order_id: OrderId,
    pub refund_id: RefundId,
}

/// Links queue: find the orders of a customer who requested tracking links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindTrackingLinks {
    /// The request's id; an order gets at most one mail per request.
    pub request_id: LinkRequestId,
    /// Keyed hash of the e-mail in the request.
    pub customer_hash: String,
    /// The requested order; the newest if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<OrderNumber>,
}
