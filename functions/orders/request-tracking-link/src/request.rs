//! Request body for tracking links.

use deserr::Deserr;
use shared::domain::fault::{Broken, Faults};
use shared::domain::ids::OrderNumber;
use shared::lookup::TypedEmail;
use utoipa::ToSchema;

/// A request for tracking links.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct LinkRequest {
    /// Email address that was used for the orders.
    pub email: TypedEmail,
    /// Number of the order whose link is requested. Defaults to the five newest orders.
    #[deserr(default)]
    pub order_number: Option<TypedNumber>,
}

/// An order number as typed, in upper or lower case.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, try_from(String) = Self::try_from -> Broken)]
#[schema(value_type = String, max_length = 40, example = "3DT-7K2M9QXA")]
pub struct TypedNumber(pub OrderNumber);

impl TryFrom<String> for TypedNumber {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        OrderNumber::try_from(written.trim().to_uppercase()).map(Self)
    }
}
