//! The 3D model of a product, which customers turn to see it from every side.

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

/// The model of a draft. It must be the one that the product has, so that none is shown unchecked.
pub(super) fn resolved(draft: Option<Model>, known: Option<&Model>, faults: &mut Faults) -> Option<Model> {
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
    /// The product with this 3D model, in place of the one that it had.
    #[must_use]
    pub fn with_model(&self, model: Model, now: Timestamp) -> Self {
        Self { model: Some(model), ..self.next(now) }
    }
}
