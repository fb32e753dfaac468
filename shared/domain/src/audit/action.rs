//! The actions that the audit trail records.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::purchase::RefundStatus;

/// Audited action. The value is stored and part of the entry's hash, so values are never renamed or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AuditAction)]
pub enum Action {
    /// A purchase changed its state.
    Transition,
    /// The customer or staff closed the payment page, and Stripe's event about that was recorded first.
    CheckoutCancelled,
    /// The customer paid in a way that their bank confirms later.
    PaymentAwaited,
    /// The customer disputed a payment at their bank.
    PaymentDisputed,
    /// A payment that could not become an order is returned in full.
    PaymentReturned,
    /// Staff or the shop requested a refund.
    RefundRequested,
    /// Staff retried a failed refund, or the shop repeats one for the amount that is left of the payment.
    RefundRetried,
    /// Stripe accepted a refund and works on it.
    RefundPending,
    /// A refund was paid to the customer.
    RefundSucceeded,
    /// Stripe or the bank could not make a refund.
    RefundFailed,
    /// A refund is not made, because refunds made in Stripe's dashboard left too little of the payment.
    RefundSuperseded,
    /// Staff recorded that the customer got the money of a failed refund in another way.
    RefundPaidElsewhere,
    /// Staff corrected the shipping address of an order. The entry does not say how.
    AddressCorrected,
    /// Staff handed a part of an order to a carrier.
    ParcelSent,
    /// Staff corrected the tracking details of a parcel.
    TrackingCorrected,
    /// Staff changed the ship-by date of an order.
    ShipByChanged,
    /// Staff added a note to an order.
    NoteAdded,
    /// Staff had a mail sent again, or corrected the customer's address.
    MailResent,
    /// A new link to an order was requested. No longer recorded: anybody may request one.
    TrackingLinkRequested,
    /// A customer's data was exported to hand to them.
    CustomerExported,
    /// A customer asked to be erased while an order still needed their data.
    ErasureRequested,
    /// A customer's data was erased.
    CustomerErased,
    /// A product was created.
    ProductCreated,
    /// A product was created as a copy of another.
    ProductDuplicated,
    /// A product was changed.
    ProductUpdated,
    /// A product that was sold was archived.
    ProductArchived,
    /// An archived product was restored.
    ProductRestored,
    /// A product that was never sold was deleted.
    ProductDeleted,
    /// A variant was added to a product.
    VariantCreated,
    /// A variant of a product was changed.
    VariantUpdated,
    /// A variant of a product was deleted.
    VariantDeleted,
    /// A picture was added to a product.
    ImageAdded,
    /// A 3D model was added to a product.
    ModelAdded,
    /// The categories were changed.
    CategoriesUpdated,
    /// The settings were changed.
    SettingsUpdated,
}

/// The action that records a refund's new status.
impl From<RefundStatus> for Action {
    fn from(status: RefundStatus) -> Self {
        match status {
            RefundStatus::Requested => Self::RefundRequested,
            RefundStatus::Pending => Self::RefundPending,
            RefundStatus::Succeeded => Self::RefundSucceeded,
            RefundStatus::Failed => Self::RefundFailed,
            RefundStatus::Superseded => Self::RefundSuperseded,
            RefundStatus::PaidElsewhere => Self::RefundPaidElsewhere,
        }
    }
}
