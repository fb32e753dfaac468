//! Typed ids of the shop: `TypeID`s with a prefix and a base32 `UUIDv7`, distinguishable at sight and by
//! type.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use typeid_suffix::prelude::TypeIdSuffix;
use uuid::Uuid;

use crate::fault::{Broken, deserr_by_parse};

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// The prefix of the text form, before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Creates an id from a UUID, of version 7 if ids should sort by time.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// Returns the UUID without the prefix.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// Parses the text form.
            pub fn parse(written: &str) -> Result<Self, Broken> {
                let uuid = written
                    .strip_prefix(concat!($prefix, "_"))
                    .and_then(|suffix| TypeIdSuffix::from_str(suffix).ok())
                    .map(|suffix| suffix.to_uuid());
                uuid.map(Self).ok_or_else(|| Broken::new(
                        "invalid_id",
                        concat!("Must be an id like ", $prefix, "_01h455vb4pex5vsknk084sn02q."),
                    ))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), TypeIdSuffix::from(self.0))
            }
        }

        impl TryFrom<String> for $name {
            type Error = Broken;
            fn try_from(written: String) -> Result<Self, Broken> {
                Self::parse(&written)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        deserr_by_parse!($name, String, $name::try_from);

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}$")))
                    .examples([concat!($prefix, "_01h455vb4pex5vsknk084sn02q")])
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}
    };
}

typed_id!(
    /// Id of a purchase from checkout to delivery; the order has the same id.
    OrderId, "ord"
);
typed_id!(
    /// Id of a product.
    ProductId, "prd"
);
typed_id!(
    /// Id of a product's variant.
    VariantId, "var"
);
typed_id!(
    /// Id of a refund.
    RefundId, "ref"
);
typed_id!(
    /// Id of a note on an order.
    NoteId, "note"
);
typed_id!(
    /// Id of a customer's request for tracking links.
    LinkRequestId, "lnk"
);
typed_id!(
    /// Id of an uploaded image or 3D model.
    ImageId, "img"
);

/// Short order number that is easy to read aloud: `3DT-` and 8 characters of Crockford's base32.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^3DT-[0-9A-HJKMNP-TV-Z]{8}$", example = "3DT-7K2M9QXA")]
pub struct OrderNumber(String);

impl OrderNumber {
    const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// Creates a number from 40 random bits.
    pub fn from_random(random: [u8; 5]) -> Self {
        let bits = random.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let characters =
            (0..8).rev().map(|place| char::from(Self::ALPHABET[(bits >> (place * 5) & 31) as usize]));
        Self("3DT-".chars().chain(characters).collect())
    }

    /// Returns the number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for OrderNumber {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        let valid = written
            .strip_prefix("3DT-")
            .is_some_and(|rest| rest.len() == 8 && rest.bytes().all(|b| Self::ALPHABET.contains(&b)));
        if valid {
            Ok(Self(written))
        } else {
            Err(Broken::new("invalid_order_number", "Must be an order number like 3DT-7K2M9QXA."))
        }
    }
}

/// The beginning of an order number: three to eight characters, as people type them, with or without `3DT-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderNumberStart(String);

impl OrderNumberStart {
    /// Fewer characters would match too many orders to be useful.
    const FEWEST: usize = 3;

    /// Returns the beginning as text, with `3DT-`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the order number, if nothing is missing.
    pub fn whole(&self) -> Option<OrderNumber> {
        OrderNumber::try_from(self.0.clone()).ok()
    }
}

impl FromStr for OrderNumberStart {
    type Err = Broken;
    fn from_str(written: &str) -> Result<Self, Broken> {
        let written = written.trim().to_uppercase();
        let rest = written.strip_prefix("3DT-").unwrap_or(&written);
        let valid = (Self::FEWEST..=8).contains(&rest.len())
            && rest.bytes().all(|byte| OrderNumber::ALPHABET.contains(&byte));
        let detail =
            "Must be an order number like 3DT-7K2M9QXA, or at least the first 3 characters after 3DT-.";
        if valid { Ok(Self(format!("3DT-{rest}"))) } else { Err(Broken::new("invalid_order_number", detail)) }
    }
}

impl From<OrderNumber> for String {
    fn from(number: OrderNumber) -> String {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_may_be_begun_with_or_without_its_prefix() {
        for written in ["7k2", " 3DT-7K2 ", "3dt-7k2"] {
            assert_eq!(written.parse::<OrderNumberStart>().unwrap().as_str(), "3DT-7K2");
        }
        let whole: OrderNumberStart = "7K2M9QXA".parse().unwrap();
        assert_eq!(whole.whole().map(String::from).as_deref(), Some("3DT-7K2M9QXA"));
        assert_eq!("7K2".parse::<OrderNumberStart>().unwrap().whole(), None);
        for wrong in ["", "3DT-", "7K", "7K2M9QXAB", "7KU", "7-K", "ÄÖÜ"] {
            assert!(wrong.parse::<OrderNumberStart>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn an_id_round_trips_through_its_text_form(bits: u128) {
            let id = OrderId::from_uuid(uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid());
            prop_assert_eq!(OrderId::parse(&id.to_string()), Ok(id));
        }

        #[test]
        fn an_id_of_another_type_or_noise_is_refused(noise in "\\PC{0,40}", bits: u128) {
            let product = ProductId::from_uuid(uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid());
            prop_assert!(OrderId::parse(&product.to_string()).is_err());
            prop_assert!(OrderId::parse(&noise).is_err());
        }

        #[test]
        fn order_numbers_round_trip_and_differ_for_different_bits(a: [u8; 5], b: [u8; 5]) {
            let number = OrderNumber::from_random(a);
            prop_assert_eq!(OrderNumber::try_from(number.to_string()), Ok(number.clone()));
            prop_assert_eq!(a == b, number == OrderNumber::from_random(b));
        }
    }
}
