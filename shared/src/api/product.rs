//! Path parameters of endpoints for a product.

use deserr::Deserr;
use domain::fault::Faults;
use domain::ids::{ImageId, ProductId, VariantId};
use utoipa::IntoParams;

/// The path of a product.
#[derive(Debug, Clone, Copy, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct ProductPath {
    /// Id of the product.
    #[param(inline)]
    pub id: ProductId,
}

/// The path of a product's variant.
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

/// The path of an image that was registered for upload to a product.
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
