//! The kinds of mail: one for each cause.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PurchaseState;
use crate::ids::{LinkRequestId, NoteId, RefundId};

/// Mail of an order, identified by its cause so that it is sent at most once. Written as `kind`, plus `about` with an
/// id where an order can have several of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "about", rename_all = "snake_case")]
pub enum MailKind {
    /// The customer paid, and their bank confirms the payment later.
    PaymentUnderWay,
    /// The receipt after the payment was confirmed.
    Receipt,
    /// The order is being made.
    Processing,
    /// A parcel was handed to the carrier.
    Shipped,
    /// A parcel with a part of the order was handed to the carrier. The number is its place among the order's parcels, from 1.
    Parcel(usize),
    /// Staff corrected the tracking details of a parcel.
    TrackingCorrected,
    /// Staff changed the day by which the order is to be shipped.
    ShipByChanged,
    /// The order has been delivered.
    Delivered,
    /// The order has been cancelled.
    Cancelled,
    /// The refund with this id succeeded.
    Refunded(RefundId),
    /// Staff wrote this note for the customer.
    Note(NoteId),
    /// The order's tracking link was requested.
    TrackingLink(LinkRequestId),
    /// There is a new order; to the owner of the shop.
    NewOrder,
    /// The payment was disputed; to the owner of the shop. The number is the place among the order's disputes, from 1.
    Disputed(usize),
    /// The order took more than was in stock; to the owner of the shop.
    Oversold,
}

impl MailKind {
    /// Returns true if the mail is to the customer of the order, false if it is to the owner of the shop.
    pub const fn is_to_customer(self) -> bool {
        !matches!(self, Self::NewOrder | Self::Disputed(_) | Self::Oversold)
    }
}

/// Formats the kind as in the sort key: `receipt`, `refunded#ref_…`.
impl fmt::Display for MailKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PaymentUnderWay => f.write_str("payment_under_way"),
            Self::Receipt => f.write_str("receipt"),
            Self::Processing => f.write_str("processing"),
            Self::Shipped => f.write_str("shipped"),
            Self::Parcel(place) => write!(f, "parcel#{place}"),
            Self::TrackingCorrected => f.write_str("tracking_corrected"),
            Self::ShipByChanged => f.write_str("ship_by_changed"),
            Self::Delivered => f.write_str("delivered"),
            Self::Cancelled => f.write_str("cancelled"),
            Self::Refunded(refund) => write!(f, "refunded#{refund}"),
            Self::Note(note) => write!(f, "note#{note}"),
            Self::TrackingLink(request) => write!(f, "tracking_link#{request}"),
            Self::Disputed(place) => write!(f, "disputed#{place}"),
            Self::NewOrder => f.write_str("new_order"),
            Self::Oversold => f.write_str("oversold"),
        }
    }
}

impl MailKind {
    /// Returns true if the order has left the state that the mail reports, so that its message is no longer true. The
    /// receipt is owed in any state.
    pub(super) const fn is_stale(self, state: PurchaseState) -> bool {
        match self {
            Self::PaymentUnderWay => !matches!(state, PurchaseState::PendingPayment),
            Self::Processing => !matches!(state, PurchaseState::Processing),
            Self::Shipped => !matches!(state, PurchaseState::Shipped),
            Self::Parcel(_) | Self::TrackingCorrected => {
                !matches!(state, PurchaseState::Processing | PurchaseState::Shipped)
            }
            Self::ShipByChanged => !state.waits_to_be_shipped(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_mail_is_written_with_its_cause_and_read_back() {
        let refund = RefundId::from_uuid(uuid::Uuid::from_u128(9));
        let note = NoteId::from_uuid(uuid::Uuid::from_u128(9));
        let request = LinkRequestId::from_uuid(uuid::Uuid::from_u128(9));
        for (kind, written) in [
            (MailKind::PaymentUnderWay, json!({"kind": "payment_under_way"})),
            (MailKind::Receipt, json!({"kind": "receipt"})),
            (MailKind::Cancelled, json!({"kind": "cancelled"})),
            (MailKind::Refunded(refund), json!({"kind": "refunded", "about": refund})),
            (MailKind::Note(note), json!({"kind": "note", "about": note})),
            (MailKind::TrackingLink(request), json!({"kind": "tracking_link", "about": request})),
            (MailKind::Parcel(2), json!({"kind": "parcel", "about": 2})),
            (MailKind::TrackingCorrected, json!({"kind": "tracking_corrected"})),
            (MailKind::ShipByChanged, json!({"kind": "ship_by_changed"})),
            (MailKind::NewOrder, json!({"kind": "new_order"})),
            (MailKind::Oversold, json!({"kind": "oversold"})),
            (MailKind::Disputed(2), json!({"kind": "disputed", "about": 2})),
        ] {
            assert_eq!(serde_json::to_value(kind).unwrap(), written);
            assert_eq!(serde_json::from_value::<MailKind>(written.clone()).unwrap(), kind);
            let name = kind.to_string();
            assert!(name.starts_with(written["kind"].as_str().unwrap()), "{name}");
        }
    }

    #[test]
    fn step_mails_are_stale_in_every_other_state_and_no_others_are() {
        for state in PurchaseState::ALL {
            assert_eq!(MailKind::Processing.is_stale(state), state != PurchaseState::Processing, "{state}");
            assert_eq!(MailKind::Shipped.is_stale(state), state != PurchaseState::Shipped, "{state}");
            let sent = matches!(state, PurchaseState::Processing | PurchaseState::Shipped);
            for kind in [MailKind::Parcel(1), MailKind::TrackingCorrected] {
                assert_eq!(kind.is_stale(state), !sent, "{kind} {state}");
            }
            let open = matches!(state, PurchaseState::PaymentConfirmed | PurchaseState::Processing);
            assert_eq!(MailKind::ShipByChanged.is_stale(state), !open, "{state}");
            let pending = state == PurchaseState::PendingPayment;
            assert_eq!(MailKind::PaymentUnderWay.is_stale(state), !pending, "{state}");
            for kind in [MailKind::Receipt, MailKind::Delivered, MailKind::Cancelled] {
                assert!(!kind.is_stale(state), "{kind} {state}");
            }
        }
    }

    #[test]
    fn no_two_refunds_share_a_mail() {
        let mail = |n| MailKind::Refunded(RefundId::from_uuid(uuid::Uuid::from_u128(n))).to_string();
        assert_ne!(mail(1), mail(2));
    }
}
