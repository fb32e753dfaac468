//! Identification of variants by type and value.

use deserr::Deserr;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Product, Variant, VariantType};
use crate::fault::Faults;
use crate::ids::VariantId;
use crate::text::Text;

/// Identifies a variant by type and value, for products whose variant ids are not yet known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct VariantName {
    /// Type of the variant: size, material or colour.
    #[serde(rename = "type")]
    #[deserr(rename = "type")]
    pub kind: VariantType,
    /// Value of the variant, as shown to customers.
    pub value: Text<60>,
}

impl VariantName {
    /// Returns the name of a product's variant.
    pub(super) fn of(id: VariantId, product: &Product) -> Option<Self> {
        let variant = product.variants.iter().find(|variant| variant.id == id)?;
        Some(Self { kind: variant.kind, value: variant.value.clone() })
    }

    /// Finds the variant with this type and value.
    pub(super) fn find<'a>(&self, variants: &'a [Variant]) -> Option<&'a Variant> {
        variants.iter().find(|variant| variant.kind == self.kind && variant.value == self.value)
    }
}
