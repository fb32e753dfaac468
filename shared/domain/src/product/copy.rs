//! A new product that is like another.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{Image, Product, Variant};
use crate::ids::{ProductId, VariantId};
use crate::text::{Slug, Text};

/// What tells a copy from its original.
#[derive(Debug, Clone)]
pub struct Copied {
    /// Its id.
    pub id: ProductId,
    /// Its name in URLs.
    pub slug: Slug,
    /// Its name, if not the original's.
    pub name: Option<Text<120>>,
    /// Now.
    pub now: Timestamp,
}

impl Product {
    /// A copy that is not for sale yet. Its variants have ids of their own; where the original counts stock, the copy
    /// has none, for the pieces that are there are the original's.
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
            images: self.images.iter().map(image).collect(),
            active: false,
            archived_at: None,
            version: 1,
            created_at: copied.now,
            updated_at: copied.now,
            ..self.clone()
        }
    }
}
