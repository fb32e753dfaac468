//! Products as customers see them, without hidden variants and stock, and as staff see them.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Image, Model, Product, Variant, VariantType};
use crate::audit::AuditEntry;
use crate::ids::{ProductId, VariantId};
use crate::money::{Money, MoneyError};
use crate::text::{Slug, Text};

/// A product as shown to customers, without inactive variants and stock.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PublicProduct {
    /// Id of the product.
    pub id: ProductId,
    /// Slug of the product in URLs.
    pub slug: Slug,
    /// Display name of the product.
    pub name: Text<120>,
    /// Description of the product for customers.
    pub description: Text<4000>,
    /// Slug of the product's category.
    pub category: Slug,
    /// Price before variant adjustments.
    pub base_price: Money,
    /// Base price plus the cheapest variant of each type.
    pub price_from: Money,
    /// Lead time in business days with the fastest variant of each type.
    pub lead_time_days_from: u16,
    /// Variants that are currently available.
    pub variants: Vec<PublicVariant>,
    /// Combinations of variants that cannot be ordered.
    pub excluded_combinations: Vec<Vec<VariantId>>,
    /// Pictures of the product, main picture first.
    pub images: Vec<Image>,
    /// 3D model of the product, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<Model>,
    /// Time of the last change.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// A variant as shown to customers.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PublicVariant {
    /// Id of the variant.
    pub id: VariantId,
    /// Type of the variant: size, material or colour.
    #[serde(rename = "type")]
    pub kind: VariantType,
    /// Value of the variant, as shown to customers.
    pub value: Text<60>,
    /// Amount added to the base price; may be negative.
    pub price_adjustment: Money,
    /// Lead time in business days.
    pub lead_time_days: u16,
    /// Colour of the swatch, as `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub swatch: Option<String>,
}

/// Summary of a product for lists.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ProductSummary {
    /// Id of the product.
    pub id: ProductId,
    /// Slug of the product in URLs.
    pub slug: Slug,
    /// Display name of the product.
    pub name: Text<120>,
    /// Slug of the product's category.
    pub category: Slug,
    /// Base price plus the cheapest variant of each type.
    pub price_from: Money,
    /// Lead time in business days with the fastest variant of each type.
    pub lead_time_days_from: u16,
    /// Main picture of the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
}

/// A product with its audit trail, for staff.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ProductWithAudit {
    /// The product with all its fields.
    #[serde(flatten)]
    pub product: Product,
    /// Newest entries of the product's audit trail, oldest first; if the first has a `seq` above 1,
    /// the older ones are only in the list of the subject's entries.
    pub audit: Vec<AuditEntry>,
}

impl PublicProduct {
    /// Returns the public form of a product; `None` if the product is inactive.
    pub fn of(product: &Product) -> Result<Option<Self>, MoneyError> {
        if !product.active {
            return Ok(None);
        }
        let choices = Choices::of(product);
        let shown = |id: &VariantId| choices.0.iter().any(|variant| variant.id == *id);
        let excluded =
            product.excluded_combinations.iter().filter(|combination| combination.iter().all(shown));
        Ok(Some(Self {
            id: product.id,
            slug: product.slug.clone(),
            name: product.name.clone(),
            description: product.description.clone(),
            category: product.category.clone(),
            base_price: product.base_price,
            price_from: choices.price_from(product.base_price)?,
            lead_time_days_from: choices.lead_time_days_from(),
            variants: choices.0.iter().copied().map(PublicVariant::from).collect(),
            excluded_combinations: excluded.cloned().collect(),
            images: shown_images(product, &choices).cloned().collect(),
            model: product.model.clone(),
            updated_at: product.updated_at,
        }))
    }
}

impl From<&Variant> for PublicVariant {
    fn from(variant: &Variant) -> Self {
        Self {
            id: variant.id,
            kind: variant.kind,
            value: variant.value.clone(),
            price_adjustment: variant.price_adjustment,
            lead_time_days: variant.lead_time_days,
            swatch: variant.swatch.clone(),
        }
    }
}

impl ProductSummary {
    /// Returns the summary of a product; `None` if the product is inactive.
    pub fn of(product: &Product) -> Result<Option<Self>, MoneyError> {
        if !product.active {
            return Ok(None);
        }
        let choices = Choices::of(product);
        Ok(Some(Self {
            id: product.id,
            slug: product.slug.clone(),
            name: product.name.clone(),
            category: product.category.clone(),
            price_from: choices.price_from(product.base_price)?,
            lead_time_days_from: choices.lead_time_days_from(),
            image: shown_images(product, &choices).next().cloned(),
        }))
    }
}

/// The pictures of a product, except those of hidden variants and those that are not files of the shop.
fn shown_images<'a>(product: &'a Product, choices: &'a Choices<'_>) -> impl Iterator<Item = &'a Image> {
    let shown = |id: VariantId| choices.0.iter().any(|variant| variant.id == id);
    product.images.iter().filter(move |image| image.is_own() && image.variant_id.is_none_or(shown))
}

/// The active variants of a product.
struct Choices<'a>(Vec<&'a Variant>);

impl<'a> Choices<'a> {
    fn of(product: &'a Product) -> Self {
        Self(product.variants.iter().filter(|variant| variant.active).collect())
    }

    fn each_type(&self) -> impl Iterator<Item = impl Iterator<Item = &'a Variant>> {
        [VariantType::Size, VariantType::Material, VariantType::Color]
            .into_iter()
            .map(|kind| self.0.iter().copied().filter(move |variant| variant.kind == kind))
    }

    /// Ignores excluded combinations: a list of a thousand products stays cheap, and a "from" price need not be more precise.
    fn price_from(&self, base: Money) -> Result<Money, MoneyError> {
        let cheapest = |variants: &mut dyn Iterator<Item = &Variant>| {
            variants.map(|variant| variant.price_adjustment).min_by_key(|adjustment| adjustment.amount)
        };
        let lowest = self
            .each_type()
            .filter_map(|mut variants| cheapest(&mut variants))
            .try_fold(base, Money::plus)?;
        Ok(lowest.at_least_zero())
    }

    fn lead_time_days_from(&self) -> u16 {
        self.each_type()
            .filter_map(|variants| variants.map(|variant| variant.lead_time_days).min())
            .max()
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests;
