//! The life of a purchase, from the frozen cart to delivery: every event is a pure function from a [`Purchase`] to a
//! [`Change`].
//!
//! - the records: [`Checkout`], [`Order`], [`Refund`], [`MailRecord`], [`Note`]; the states and their transitions: `state.rs`;
//! - the events, one file each: `open.rs`, `await_bank.rs`, `confirm.rs`, `cancel.rs`, `cancel_order.rs`,
//!   `return_payment.rs`, `transition.rs` with its `evidence.rs` and `payment_hold.rs`, `refund.rs` with its `refund_lines.rs`,
//!   `limit_refund.rs`, `stripe_refund.rs`, `send_parcel.rs`, `correct_address.rs`, `correct_parcel.rs`, `change_ship_by.rs`, `note.rs`,
//!   `resend_mail.rs`, `export.rs`, `erase.rs`;
//! - the tax of its amounts: [`tax`];
//! - [`settlement`]: what the present state of a Stripe session means for a purchase.
//!
//! The actor, the time, ids, the order number, hashes and sealed data are arguments. The store reads a purchase, lets one
//! of these functions decide, and writes the change.

mod await_bank;
mod cancel;
mod cancel_order;
pub mod carrier;
mod change;
mod change_ship_by;
mod checkout;
mod confirm;
mod correct_address;
mod correct_parcel;
mod erase;
mod evidence;
mod export;
mod https;
mod limit_refund;
mod mail;
mod mail_kind;
mod mail_name;
mod note;
mod numbered;
mod open;
mod order;
mod payment_hold;
mod provider_payment;
mod refund;
mod refund_lines;
mod refund_record;
mod resend_mail;
mod return_payment;
mod sealed;
mod send_parcel;
pub mod settlement;
mod state;
mod stripe_refund;
pub mod tax;
#[cfg(test)]
mod tests;
mod transition;

use jiff::Timestamp;

use crate::audit::{self, AuditEntry, ChainHead};
use crate::fault::Faults;
use crate::ids::RefundId;
use crate::money::MoneyError;

pub use await_bank::AwaitedPayment;
pub use cancel::CancellationReason;
pub use change::Change;
pub use change_ship_by::ShipByChange;
pub use checkout::{AmountPaid, Checkout, SessionRef, SettledSession, StockTaken};
pub use confirm::Confirmation;
pub use correct_parcel::ParcelCorrection;
pub use erase::{ErasureCause, MAILS_AT_ONCE, RetentionHold};
pub use evidence::{NextStep, next_steps};
pub use mail::{MailFailure, MailRecord, MailStatus};
pub use mail_kind::MailKind;
pub use mail_name::MailName;
pub use note::{MAX_NOTES, NewNote, Note};
pub use numbered::NumberedPurchase;
pub use order::{Dispute, Milestone, Order, OrderContext, Payment, StockLocation};
pub use payment_hold::PaymentHold;
pub use provider_payment::ProviderPayment;
pub use refund::{NewRefund, RefundOutcome};
pub use refund_lines::{RefundLine, RefundableLine, RefundedLine};
pub use refund_record::{Refund, RefundStatus};
pub use return_payment::{ReturnReason, ReturnedPayment};
pub use sealed::{NoteName, Sealed, SealedCustomer, SealedText};
pub use send_parcel::{MAX_PARCELS, NewParcel};
pub use state::{
    Actor, DeliveryProof, IllegalTransition, Paid, Parcel, ParcelLine, PaymentProof, PurchaseState,
    Transition, apply,
};
pub use stripe_refund::{ProviderRefund, ProviderRefundStatus};
pub use transition::TransitionRequest;

/// Everything that the shop stores about one purchase.
#[derive(Debug, Clone, PartialEq)]
pub struct Purchase {
    /// The frozen cart with its payment page.
    pub checkout: Checkout,
    /// The order, once the purchase is paid.
    pub order: Option<Order>,
    /// The audit trail, oldest entry first.
    pub audit: Vec<AuditEntry>,
    /// The mails, owed and ended.
    pub mails: Vec<MailRecord>,
    /// The refunds of its payments.
    pub refunds: Vec<Refund>,
    /// The notes of staff, oldest first.
    pub notes: Vec<Note>,
    /// The Stripe sessions that were settled.
    pub sessions: Vec<SettledSession>,
}

impl Purchase {
    /// Returns the purchase that consists of a frozen cart only.
    pub const fn begun(checkout: Checkout) -> Self {
        Self {
            checkout,
            order: None,
            audit: Vec::new(),
            mails: Vec::new(),
            refunds: Vec::new(),
            notes: Vec::new(),
            sessions: Vec::new(),
        }
    }

    /// Returns the present state of the purchase.
    pub fn state(&self) -> PurchaseState {
        self.order.as_ref().map_or(self.checkout.state, |order| order.state)
    }

    /// Returns the disputes of its payments, also of one that made no order.
    pub fn disputes(&self) -> &[Dispute] {
        self.order.as_ref().map_or(&self.checkout.disputes, |order| &order.disputes)
    }

    /// Returns the head of the audit chain.
    pub fn chain(&self) -> &ChainHead {
        self.order.as_ref().map_or(&self.checkout.chain, |order| &order.chain)
    }

    /// Returns the customer's sealed data: the order's, or that of a payment which a bank is to confirm.
    pub fn confidential(&self) -> Option<&Sealed> {
        match &self.order {
            Some(order) => order.confidential.as_ref(),
            None => self.checkout.confidential.as_ref(),
        }
    }

    /// Returns the purchase with its number, if it has one.
    pub fn numbered(&self) -> Option<NumberedPurchase> {
        NumberedPurchase::of(self.order.clone(), Some(self.checkout.clone()))
    }

    /// Returns true if the audit trail is complete and unmodified.
    pub fn audit_is_intact(&self) -> bool {
        audit::verify(&self.checkout.id.to_string(), &self.audit, self.chain()).is_ok()
    }

    /// Returns the refund with an id, if there is one.
    pub fn refund(&self, id: RefundId) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.id == id)
    }

    /// Returns true if the message of a mail is no longer true: the order has left the state that it reports, or the refund
    /// has failed since.
    pub fn is_stale(&self, mail: MailKind) -> bool {
        match mail {
            MailKind::Refunded(id) => {
                self.refund(id).is_none_or(|refund| refund.status != RefundStatus::Succeeded)
            }
            mail => mail.is_stale(self.state()),
        }
    }

    /// Returns the checkout of a purchase that is no order, if the caller saw its present version.
    fn unpaid_as_seen(&self, version: u64) -> Result<&Checkout, Refused> {
        match &self.checkout {
            checkout if self.order.is_some() || checkout.state == PurchaseState::Cart => {
                Err(Refused::NoOrder)
            }
            checkout if checkout.version == version => Ok(checkout),
            _ => Err(Refused::Stale),
        }
    }

    /// Returns the order, if the caller saw its present version.
    fn order_as_seen(&self, version: u64) -> Result<&Order, Refused> {
        let order = self.order.as_ref().ok_or(Refused::NoOrder)?;
        if order.version == version { Ok(order) } else { Err(Refused::Stale) }
    }

    /// Returns the order, if the caller saw its present version and it is still to be shipped.
    fn order_to_ship(&self, version: u64) -> Result<&Order, Refused> {
        let order = self.order_as_seen(version)?;
        if order.state.waits_to_be_shipped() { Ok(order) } else { Err(Refused::WrongState(order.state)) }
    }
}

/// The actor and time of a change that staff make, or the customer who cancels an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffAction {
    /// The member of staff, machine client or customer.
    pub actor: Actor,
    /// The time of the action.
    pub at: Timestamp,
    /// The id of the refund, if the action requests one.
    pub refund_id: RefundId,
}

/// The reason why an action of staff is refused and nothing changes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The purchase is not an order yet.
    #[error("the order does not exist")]
    NoOrder,
    /// The caller saw an earlier version of the order.
    #[error("the order was modified since it was loaded")]
    Stale,
    /// The order's state does not allow the transition.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// The order's state does not allow the action.
    #[error("the order is in state {0}")]
    WrongState(PurchaseState),
    /// The payment was refunded in full or is disputed, and the request does not override that.
    #[error("the order is held because its payment is {}", .0.as_str())]
    PaymentHeld(PaymentHold),
    /// The request is invalid; the faults name each field.
    #[error(transparent)]
    Faulty(#[from] Faults),
    /// The customer was erased, so there is nobody to write to.
    #[error("the customer was erased")]
    CustomerErased,
    /// The mail has not ended, so it is sent anyway.
    #[error("the mail is still to be sent")]
    MailOwed,
    /// Only a failed refund can be retried.
    #[error("the refund is not in state failed")]
    NotFailed(RefundStatus),
    /// The amounts of the order do not fit together.
    #[error(transparent)]
    Money(#[from] MoneyError),
}
