//! The part of a product for sale that lists show, filter, sort and search.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::product::configuration::is_sold_out;
use super::product::{Image, Product, ProductSummary, Variant, VariantType, searchable};
use crate::ids::{ProductId, VariantId};
use crate::money::{Money, MoneyError};
use crate::text::{Slug, Text};

/// A product for sale in lists. A product that is not for sale has no card.
///
/// It is stored in the catalogue's log and, in a format without field names, in the compact catalogue: every field is
/// always written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Id of the product.
    pub id: ProductId,
    /// Version of the product.
    pub version: u64,
    /// Current slug of the product.
    pub slug: Slug,
    /// Display name of the product.
    pub name: Text<120>,
    /// Slug of the product's category.
    pub category: Slug,
    /// Price before variant adjustments.
    pub base_price: Money,
    /// As in [`ProductSummary`].
    pub price_from: Money,
    /// As in [`ProductSummary`].
    pub lead_time_days_from: u16,
    /// The main picture.
    pub image: Option<CardImage>,
    /// The active variants.
    pub variants: Vec<CardVariant>,
    /// The combinations of these variants that cannot be ordered, by their places.
    pub excluded: Vec<Vec<u8>>,
    /// True if no valid configuration was left in stock when the card was made.
    pub sold_out: bool,
    /// Lower-case text in which searches look.
    pub searchable: String,
    /// Time at which the product was created.
    pub created_at: Timestamp,
    /// Time of the product's last change by staff.
    pub updated_at: Timestamp,
}

/// The picture of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardImage {
    /// As in [`Image`].
    pub path: Text<200>,
    /// Alternative text.
    pub alt: Text<200>,
    /// The variant that it shows, if it shows one.
    pub variant_id: Option<VariantId>,
    /// Available widths, smallest first.
    pub widths: Vec<u16>,
}

/// An active variant, as far as filters need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardVariant {
    /// Type of the variant.
    pub kind: VariantType,
    /// Value of the variant, as shown to customers.
    pub value: Text<60>,
    /// Colour of the swatch, as `#rrggbb`.
    pub swatch: Option<String>,
    /// In minor units of the product's currency.
    pub price_adjustment: i64,
    /// Lead time in business days.
    pub lead_time_days: u16,
}

impl Card {
    /// The card of a product; none if the product is not for sale.
    pub fn of(product: &Product) -> Result<Option<Self>, MoneyError> {
        let Some(summary) = ProductSummary::of(product)? else { return Ok(None) };
        let active: Vec<&Variant> = product.variants.iter().filter(|variant| variant.active).collect();
        let variants =
            active.iter().map(|variant| CardVariant::of(variant, product)).collect::<Result<_, _>>()?;
        Ok(Some(Self {
            id: product.id,
            version: product.version,
            slug: summary.slug,
            name: summary.name,
            category: summary.category,
            base_price: product.base_price,
            price_from: summary.price_from,
            lead_time_days_from: summary.lead_time_days_from,
            image: summary.image.map(CardImage::from),
            variants,
            excluded: excluded(product, &active),
            sold_out: is_sold_out(product),
            searchable: searchable(product, active),
            created_at: product.created_at,
            updated_at: product.updated_at,
        }))
    }
}

impl CardVariant {
    fn of(variant: &Variant, product: &Product) -> Result<Self, MoneyError> {
        let (own, base) = (variant.price_adjustment, product.base_price);
        if own.currency != base.currency {
            return Err(MoneyError::CurrencyMismatch(base.currency, own.currency));
        }
        Ok(Self {
            kind: variant.kind,
            value: variant.value.clone(),
            swatch: variant.swatch.clone(),
            price_adjustment: own.amount,
            lead_time_days: variant.lead_time_days,
        })
    }
}

impl From<Image> for CardImage {
    fn from(Image { path, alt, variant_id, widths }: Image) -> Self {
        Self { path, alt, variant_id, widths }
    }
}

/// A combination with a hidden variant can never be chosen, so it is left out.
fn excluded(product: &Product, active: &[&Variant]) -> Vec<Vec<u8>> {
    let place = |id: &VariantId| active.iter().position(|variant| variant.id == *id)?.try_into().ok();
    let combinations = product.excluded_combinations.iter();
    combinations.filter_map(|combination| combination.iter().map(place).collect()).collect()
}
