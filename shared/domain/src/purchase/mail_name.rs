//! The name of a mail, with which staff refer to it.

use serde::Serialize;
use utoipa::ToSchema;

use super::MailKind;
use crate::fault::{Broken, deserr_by_parse};
use crate::ids::{LinkRequestId, NoteId, RefundId};

/// Name of a mail, unique within its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(into = "String")]
#[schema(value_type = String, max_length = 64, example = "receipt")]
pub struct MailName(pub MailKind);

impl From<MailName> for String {
    fn from(name: MailName) -> Self {
        name.0.to_string()
    }
}

/// Parses the form in which a kind is formatted.
impl TryFrom<String> for MailName {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        let kind = match written.split_once('#') {
            None => match written.as_str() {
                "payment_under_way" => Some(MailKind::PaymentUnderWay),
                "receipt" => Some(MailKind::Receipt),
                "processing" => Some(MailKind::Processing),
                "shipped" => Some(MailKind::Shipped),
                "tracking_corrected" => Some(MailKind::TrackingCorrected),
                "ship_by_changed" => Some(MailKind::ShipByChanged),
                "delivered" => Some(MailKind::Delivered),
                "cancelled" => Some(MailKind::Cancelled),
                "new_order" => Some(MailKind::NewOrder),
                "oversold" => Some(MailKind::Oversold),
                _ => None,
            },
            Some(("refunded", id)) => RefundId::parse(id).ok().map(MailKind::Refunded),
            Some(("disputed", place)) => place.parse().ok().map(MailKind::Disputed),
            Some(("parcel", place)) => place.parse().ok().map(MailKind::Parcel),
            Some(("note", id)) => NoteId::parse(id).ok().map(MailKind::Note),
            Some(("tracking_link", id)) => LinkRequestId::parse(id).ok().map(MailKind::TrackingLink),
            Some(_) => None,
        };
        kind.map(Self)
            .ok_or_else(|| Broken::new("unknown_mail", "Must be the `name` of a mail of the order."))
    }
}

deserr_by_parse!(MailName, String, MailName::try_from);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_found_by_the_name_that_it_is_shown_with() {
        let uuid = uuid::Uuid::from_u128(9);
        for kind in [
            MailKind::PaymentUnderWay,
            MailKind::Receipt,
            MailKind::Processing,
            MailKind::Shipped,
            MailKind::TrackingCorrected,
            MailKind::ShipByChanged,
            MailKind::Delivered,
            MailKind::Cancelled,
            MailKind::NewOrder,
            MailKind::Oversold,
            MailKind::Parcel(2),
            MailKind::Disputed(2),
            MailKind::Refunded(RefundId::from_uuid(uuid)),
            MailKind::Note(NoteId::from_uuid(uuid)),
            MailKind::TrackingLink(LinkRequestId::from_uuid(uuid)),
        ] {
            assert_eq!(MailName::try_from(String::from(MailName(kind))), Ok(MailName(kind)));
        }
        for name in ["", "letter", "refunded", "receipt#", "refunded#1", "note#", "letter#1"] {
            assert_eq!(MailName::try_from(name.to_owned()).unwrap_err().code, "unknown_mail", "{name}");
        }
    }
}
