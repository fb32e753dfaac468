//! What can be done, as the audit trail calls it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::purchase::RefundStatus;

/// Audited action. The value is stored and part of the entry's hash, so values are never renamed or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AuditAction)]
pub enum Action {
    /// A purchase came from one state into another.
    Transition,
    /// The customer has paid in a way that their bank confirms later.
    PaymentAwaited,
    /// The customer asks their bank for a payment back.
    PaymentDisputed,
    /// A payment that could not become an order goes back in full.
    PaymentReturned,
    /// Staff or the shop gives money back.
    RefundRequested,
    /// Staff has a failed refund tried again.
    RefundRetried,
    /// Stripe has taken a refund on.
    RefundPending,
    /// The money is back with the customer.
    RefundSucceeded,
    /// Neither Stripe nor the bank could give the money back.
    RefundFailed,
    /// Staff wrote a note on an order.
    NoteAdded,
    /// A customer asked for a new link to their order.
    TrackingLinkRequested,
    /// A customer was given all that the shop knows of them.
    CustomerExported,
    /// What the shop knew of a customer is gone.
    CustomerErased,
    /// A product is there.
    ProductCreated,
    /// A product is there, made from another.
    ProductDuplicated,
    /// A product is not what it was.
    ProductUpdated,
    /// A product that was sold is no longer shown.
    ProductArchived,
    /// An archived product is back.
    ProductRestored,
    /// A product that was never sold is gone.
    ProductDeleted,
    /// A variant is there.
    VariantCreated,
    /// A variant is not what it was.
    VariantUpdated,
    /// A variant is gone.
    VariantDeleted,
    /// A product has another picture.
    ImageAdded,
    /// A product has a 3D model.
    ModelAdded,
    /// The categories are not what they were.
    CategoriesUpdated,
    /// The settings are not what they were.
    SettingsUpdated,
}

/// The action that brings a refund to a status.
impl From<RefundStatus> for Action {
    fn from(status: RefundStatus) -> Self {
        match status {
            RefundStatus::Requested => Self::RefundRequested,
            RefundStatus::Pending => Self::RefundPending,
            RefundStatus::Succeeded => Self::RefundSucceeded,
            RefundStatus::Failed => Self::RefundFailed,
        }
    }
}
