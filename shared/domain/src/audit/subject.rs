//! Subjects of audit trails.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fault::{Broken, deserr_by_parse};
use crate::ids::{OrderId, ProductId};

/// The subject of an audit trail. Each subject has its own hash chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Subject {
    /// A purchase, even if it never became an order.
    Purchase(OrderId),
    /// A product, even if it was deleted.
    Product(ProductId),
    /// The list of all categories.
    Categories,
    /// The settings of the shop.
    Settings,
}

impl Subject {
    /// Parses a subject: the id of an order or a product, `categories` or `settings`.
    pub fn parse(written: &str) -> Result<Self, Broken> {
        let purchase = || OrderId::parse(written).map(Self::Purchase);
        let product = || ProductId::parse(written).map(Self::Product);
        let subject = match written {
            "categories" => Ok(Self::Categories),
            "settings" => Ok(Self::Settings),
            _ => purchase().or_else(|_| product()),
        };
        subject.map_err(|_| {
            Broken::new(
                "invalid_subject",
                "Must be the id of an order or a product, `categories` or `settings`.",
            )
        })
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Purchase(id) => id.fmt(f),
            Self::Product(id) => id.fmt(f),
            Self::Categories => f.write_str("categories"),
            Self::Settings => f.write_str("settings"),
        }
    }
}

impl TryFrom<String> for Subject {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        Self::parse(&written)
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> String {
        subject.to_string()
    }
}

deserr_by_parse!(Subject, String, Subject::try_from);

impl utoipa::PartialSchema for Subject {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .max_length(Some(30))
            .examples(["ord_01h455vb4pex5vsknk084sn02q", "settings"])
            .into()
    }
}

impl utoipa::ToSchema for Subject {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_subject_round_trips_through_its_text_form(bits: u128, kind in 0..4) {
            let uuid = uuid::Uuid::from_u128(bits);
            let subject = match kind {
                0 => Subject::Purchase(OrderId::from_uuid(uuid)),
                1 => Subject::Product(ProductId::from_uuid(uuid)),
                2 => Subject::Categories,
                _ => Subject::Settings,
            };
            prop_assert_eq!(Subject::parse(&subject.to_string()), Ok(subject));
        }

        #[test]
        fn anything_else_is_not_a_subject(written in "(var_|ref_|ord_|Settings|\\PC)\\PC{0,12}") {
            prop_assert_eq!(Subject::parse(&written).map_err(|broken| broken.code), Err("invalid_subject"));
        }
    }
}
