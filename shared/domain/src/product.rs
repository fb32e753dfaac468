//! Products, their variants and the combinations that cannot be made.

mod copy;
mod draft;
mod image;
mod model;
mod widths;

use deserr::Deserr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fault::Faults;
use crate::ids::{ProductId, VariantId};
use crate::money::Money;
use crate::text::{Slug, Text};

pub use copy::Copied;
pub use draft::{ProductDraft, Revision, VariantDraft, VariantName};
pub use image::{
    FileType, Image, ImageDraft, MAX_FILE_BYTES, MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE, MIN_IMAGE_SIDE, UPLOADED,
    UploadDraft,
};
pub use model::Model;
pub use widths::{PREVIEW_WIDTH, paths_of, preview_of, widths_of};

/// The most variants a product may have.
pub const MAX_VARIANTS: usize = 60;
/// The most excluded combinations.
pub const MAX_EXCLUSIONS: usize = 40;
/// The most images.
pub const MAX_IMAGES: usize = 12;
/// The most former slugs; with one more, the oldest is given up.
pub const MAX_FORMER_SLUGS: usize = 20;
/// The longest lead time, in business days.
pub const MAX_LEAD_TIME_DAYS: u16 = 120;

/// What a variant chooses.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Deserr, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[deserr(error = Faults, rename_all = lowercase)]
pub enum VariantType {
    /// How large.
    Size,
    /// Of what.
    Material,
    /// In which colour.
    Color,
}

/// One choice of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Variant {
    /// Its id, kept for as long as the variant lives.
    pub id: VariantId,
    /// What it chooses.
    #[serde(rename = "type")]
    pub kind: VariantType,
    /// The choice, as customers read it.
    pub value: Text<60>,
    /// Added to the product's base price; may be negative.
    pub price_adjustment: Money,
    /// Business days to make it.
    pub lead_time_days: u16,
    /// Whether it can be chosen now.
    pub active: bool,
    /// Colour to show, `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swatch: Option<String>,
    /// Pieces left; absent when made to order. Only staff see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<i64>,
}

/// A product with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its name in URLs, unique in the shop.
    pub slug: Slug,
    /// Names that it had before, the newest last: who asks for one is led to the present one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_slugs: Vec<Slug>,
    /// Its name.
    pub name: Text<120>,
    /// What it is, in the shop's words.
    pub description: Text<4000>,
    /// The slug of the category it stands in.
    pub category: Slug,
    /// Price before adjustments.
    pub base_price: Money,
    /// Every choice.
    pub variants: Vec<Variant>,
    /// Combinations of two or more variants that cannot be made.
    pub excluded_combinations: Vec<Vec<VariantId>>,
    /// Pictures, the main one first.
    pub images: Vec<Image>,
    /// Its 3D model, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Model>,
    /// Whether it can be seen and bought.
    pub active: bool,
    /// When it was archived: hidden everywhere, kept because orders refer to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub archived_at: Option<Timestamp>,
    /// Counts its changes; also its entity tag.
    pub version: u64,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

impl Product {
    /// The product, archived: no longer for sale, and changed by nobody until it is restored.
    #[must_use]
    pub fn archived(&self, now: Timestamp) -> Self {
        Self { active: false, archived_at: Some(now), ..self.next(now) }
    }

    /// The product, no longer archived. It is not for sale before somebody looked at it again.
    #[must_use]
    pub fn restored(&self, now: Timestamp) -> Self {
        Self { active: false, archived_at: None, ..self.next(now) }
    }

    fn next(&self, now: Timestamp) -> Self {
        Self { version: self.version.saturating_add(1), updated_at: now, ..self.clone() }
    }

    /// Every slug by which it is found.
    pub fn slugs(&self) -> impl Iterator<Item = &Slug> {
        std::iter::once(&self.slug).chain(&self.former_slugs)
    }

    /// The former slugs under a new one. One that it takes back is no former one any more.
    fn former_slugs_under(&self, slug: &Slug) -> Vec<Slug> {
        let mut former: Vec<Slug> =
            self.former_slugs.iter().chain([&self.slug]).filter(|known| *known != slug).cloned().collect();
        let surplus = former.len().saturating_sub(MAX_FORMER_SLUGS);
        former.drain(..surplus);
        former
    }

    /// Whether some of these variants cannot be made together.
    pub fn excludes(&self, chosen: &[&Variant]) -> bool {
        let is_chosen = |id: &VariantId| chosen.iter().any(|variant| variant.id == *id);
        self.excluded_combinations.iter().any(|combination| combination.iter().all(is_chosen))
    }

    /// The types of which a configuration must choose one each.
    pub fn types(&self) -> Vec<VariantType> {
        [VariantType::Size, VariantType::Material, VariantType::Color]
            .into_iter()
            .filter(|kind| self.variants.iter().any(|variant| variant.kind == *kind))
            .collect()
    }
}
