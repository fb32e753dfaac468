//! Duplication of an existing product.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{Image, Product, Variant};
use crate::ids::{ProductId, VariantId};
use crate::text::{Slug, Text};

/// The values in which a copy differs from its original.
#[derive(Debug, Clone)]
pub struct Copied {
    /// The id of the copy.
    pub id: ProductId,
    /// The slug of the copy in URLs.
    pub slug: Slug,
    /// The name of the copy; the original's if absent.
    pub name: Option<Text<120>>,
    /// The time of the change.
    pub now: Timestamp,
}

impl Product {
    /// Returns an inactive copy. Its variants get new ids; variants with a stock count start at zero, because
    /// the existing pieces belong to the original.
    #[must_use]
    pub fn duplicate(&self, copied: Copied, mut fresh_id: impl FnMut() -> VariantId) -> Self {
        let ids: HashMap<VariantId, VariantId> =
            self.variants.iter().map(|variant| (variant.id, fresh_id())).collect();
        let own = |id: &VariantId| ids.get(id).copied();
        let variant = |variant: &Variant| {
            let id = own(&variant.id).unwrap_or(variant.id);
            Variant { id, stock: variant.stock.map(|_| 0), ..variant.clone() }
        };
        let image =
            |image: &Image| Image { variant_id: image.variant_id.and_then(|id| own(&id)), ..image.clone() };
        let excluded = self.excluded_combinations.iter();
        Self {
            id: copied.id,
            slug: copied.slug,
            former_slugs: Vec::new(),
            name: copied.name.unwrap_or_else(|| self.name.clone()),
            variants: self.variants.iter().map(variant).collect(),
            excluded_combinations: excluded.map(|ids| ids.iter().filter_map(own).collect()).collect(),
            images: self.images.iter().filter(|image| image.is_own()).map(image).collect(),
            active: false,
            archived_at: None,
            version: 1,
            created_at: copied.now,
            updated_at: copied.now,
            ..self.clone()
        }
    }
}
