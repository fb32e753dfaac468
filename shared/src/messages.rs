//! What travels in the queues: tagged, versioned, and only ids.

use domain::ids::{LinkRequestId, OrderId, OrderNumber, RefundId};
use domain::purchase::MailKind;
use serde::{Deserialize, Serialize};

use crate::payments::hint::PaymentHint;

/// A message of any queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message<T> {
    /// Version of the form; 1.
    pub v: u8,
    /// The content.
    pub body: T,
}

impl<T> Message<T> {
    /// A message of the present version.
    pub const fn new(body: T) -> Self {
        Self { v: 1, body }
    }
}

/// Payments queue (FIFO): look at this payment.
pub type SettlePayment = PaymentHint;

/// Mail queue: this mail is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    /// The order.
    pub order_id: OrderId,
    /// Which mail.
    #[serde(flatten)]
    pub kind: MailKind,
}

/// Refund queue: this refund is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueRefund {
    /// The order.
    pub order_id: OrderId,
    /// The refund.
    pub refund_id: RefundId,
}

/// Links queue: somebody asks for the links to their orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindTrackingLinks {
    /// The request: one mail an order for each.
    pub request_id: LinkRequestId,
    /// Keyed hash of the e-mail that was typed.
    pub customer_hash: String,
    /// The one order that is meant; the newest if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<OrderNumber>,
}
