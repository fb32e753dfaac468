//! Addresses that several endpoints share.

use deserr::Deserr;
use domain::fault::Faults;
use domain::ids::{ImageId, ProductId, VariantId};
use utoipa::IntoParams;

/// One product, by its id.
#[derive(Debug, Clone, Copy, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct ProductPath {
    /// Id of the product.
    #[param(inline)]
    pub id: ProductId,
}

/// One variant of a product.
#[derive(Debug, Clone, Copy, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct VariantPath {
    /// Id of the product.
    #[param(inline)]
    pub id: ProductId,
    /// Id of the variant.
    #[param(inline)]
    pub variant_id: VariantId,
}

/// One picture that was announced for a product.
#[derive(Debug, Clone, Copy, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct ImagePath {
    /// Id of the product.
    #[param(inline)]
    pub id: ProductId,
    /// Id of the uploaded file.
    #[param(inline)]
    pub image_id: ImageId,
}
