//! What a customer says to have the links to their orders sent again.

use deserr::Deserr;
use shared::domain::fault::{Broken, Faults};
use shared::domain::ids::OrderNumber;
use shared::lookup::TypedEmail;
use utoipa::ToSchema;

/// A request for links.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct LinkRequest {
    /// The address that the orders were made with.
    pub email: TypedEmail,
    /// The one order whose link is wanted; those of the newest five if absent.
    #[deserr(default)]
    pub order_number: Option<TypedNumber>,
}

/// An order's number as people type it, in either case.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, try_from(String) = Self::try_from -> Broken)]
#[schema(value_type = String, example = "3DT-7K2M9QXA")]
pub struct TypedNumber(pub OrderNumber);

impl TryFrom<String> for TypedNumber {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        OrderNumber::try_from(written.trim().to_uppercase()).map(Self)
    }
}
