//! Products, their variants and the combinations that cannot be made.

pub mod configuration;
mod copy;
mod draft;
mod image;
mod model;
mod public;
#[cfg(test)]
mod sample;
mod search;
pub mod variant;
mod variant_name;
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
pub use draft::{ProductDraft, Revision, VariantDraft};
pub use image::{
    FileType, Image, ImageDraft, MAX_FILE_BYTES, MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE, MIN_IMAGE_SIDE, UPLOADED,
    UploadDraft,
};
pub use model::Model;
pub use public::{ProductSummary, ProductWithAudit, PublicProduct, PublicVariant};
pub use search::{MAX_SEARCH_CHARS, Search, searchable};
pub use variant_name::VariantName;
pub use widths::{PREVIEW_WIDTH, paths_of, preview_of, widths_of};

/// Maximum number of variants of a configuration: one of each type.
pub const MAX_KINDS: usize = 3;
/// Maximum number of variants of a product.
pub const MAX_VARIANTS: usize = 60;
/// Maximum stock of a variant.
pub const MAX_STOCK: i64 = 4_294_967_295;
/// Maximum number of excluded combinations of a product.
pub const MAX_EXCLUSIONS: usize = 40;
/// Maximum number of images of a product.
pub const MAX_IMAGES: usize = 12;
/// Maximum number of former slugs; beyond it, the oldest is dropped.
pub const MAX_FORMER_SLUGS: usize = 20;
/// Maximum lead time, in business days.
pub const MAX_LEAD_TIME_DAYS: u16 = 120;

/// Type of a variant: size, material or colour.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Deserr, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[deserr(error = Faults, rename_all = lowercase)]
pub enum VariantType {
    /// The size of the product.
    Size,
    /// The material that it is made of.
    Material,
    /// The colour that it is made in.
    Color,
}

/// A variant of a product: one value of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Variant {
    /// Id of the variant, stable for its lifetime.
    pub id: VariantId,
    /// Type of the variant: size, material or colour.
    #[serde(rename = "type")]
    pub kind: VariantType,
    /// Value of the variant, as shown to customers.
    pub value: Text<60>,
    /// Amount added to the product's base price; may be negative.
    pub price_adjustment: Money,
    /// Lead time in business days.
    pub lead_time_days: u16,
    /// `true` if the variant can currently be ordered.
    pub active: bool,
    /// Colour of the swatch, as `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swatch: Option<String>,
    /// Number of pieces in stock; absent if made to order. Visible to staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<i64>,
}

/// A product with its variants, pictures and settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Product {
    /// Id of the product.
    pub id: ProductId,
    /// Slug of the product in URLs, unique in the shop.
    pub slug: Slug,
    /// Former slugs, newest last; each redirects to the current slug.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_slugs: Vec<Slug>,
    /// Display name of the product.
    pub name: Text<120>,
    /// Description of the product for customers.
    pub description: Text<4000>,
    /// Slug of the product's category.
    pub category: Slug,
    /// Price before variant adjustments.
    pub base_price: Money,
    /// Variants of the product.
    pub variants: Vec<Variant>,
    /// Combinations of two or more variants that cannot be ordered.
    pub excluded_combinations: Vec<Vec<VariantId>>,
    /// Pictures of the product, main picture first.
    pub images: Vec<Image>,
    /// 3D model of the product, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Model>,
    /// `true` if the product is visible and for sale.
    pub active: bool,
    /// Time at which the product was archived: hidden everywhere, but retained because orders reference it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub archived_at: Option<Timestamp>,
    /// Version number, incremented by each change; also the entity tag.
    pub version: u64,
    /// Time at which the product was created.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Time of the last change.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

impl Product {
    /// Returns the archived product: not for sale, and read-only until it is restored.
    #[must_use]
    pub fn archived(&self, now: Timestamp) -> Self {
        Self { active: false, archived_at: Some(now), ..self.next(now) }
    }

    /// Returns the restored product, with the pictures that are files of the shop. It stays inactive until staff have
    /// reviewed it.
    #[must_use]
    pub fn restored(&self, now: Timestamp) -> Self {
        let mut product = Self { active: false, archived_at: None, ..self.next(now) };
        product.images.retain(Image::is_own);
        product
    }

    fn next(&self, now: Timestamp) -> Self {
        Self { version: self.version.saturating_add(1), updated_at: now, ..self.clone() }
    }

    /// Returns the current slug and all former ones.
    pub fn slugs(&self) -> impl Iterator<Item = &Slug> {
        std::iter::once(&self.slug).chain(&self.former_slugs)
    }

    /// Returns the former slugs once `slug` is the current one. A former slug that becomes current again is
    /// removed.
    fn former_slugs_under(&self, slug: &Slug) -> Vec<Slug> {
        let mut former: Vec<Slug> =
            self.former_slugs.iter().chain([&self.slug]).filter(|known| *known != slug).cloned().collect();
        let surplus = former.len().saturating_sub(MAX_FORMER_SLUGS);
        former.drain(..surplus);
        former
    }

    /// Returns true if the chosen variants contain an excluded combination.
    pub fn excludes(&self, chosen: &[&Variant]) -> bool {
        let is_chosen = |id: &VariantId| chosen.iter().any(|variant| variant.id == *id);
        self.excluded_combinations.iter().any(|combination| combination.iter().all(is_chosen))
    }

    /// Returns the types from which a configuration must choose one variant each.
    pub fn types(&self) -> Vec<VariantType> {
        [VariantType::Size, VariantType::Material, VariantType::Color]
            .into_iter()
            .filter(|kind| self.variants.iter().any(|variant| variant.kind == *kind))
            .collect()
    }
}
