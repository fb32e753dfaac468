//! The 3D model of a product, which customers can rotate.

use deserr::Deserr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Product;
use crate::fault::Faults;
use crate::text::Text;

/// A 3D model uploaded by staff. If its material variants (`KHR_materials_variants`) are named like the product's
/// colours, it is shown in the colour that the customer selects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Model {
    /// Path relative to the media URL.
    pub path: Text<200>,
    /// Alternative text for people who cannot see it.
    pub alt: Text<200>,
}

/// Resolves the model of a draft. It must be the product's current model, so that no unvalidated model is
/// shown.
pub(super) fn resolve(draft: Option<Model>, known: Option<&Model>, faults: &mut Faults) -> Option<Model> {
    let unknown = |model: &Model| known.is_none_or(|known| known.path != model.path);
    if draft.as_ref().is_some_and(unknown) {
        faults.push(
            "/model/path",
            "unknown_model",
            "The product does not have this 3D model. Upload it first.",
        );
    }
    draft
}

impl Product {
    /// Returns the product with this 3D model in place of its current one.
    #[must_use]
    pub fn with_model(&self, model: Model, now: Timestamp) -> Self {
        Self { model: Some(model), ..self.next(now) }
    }
}
