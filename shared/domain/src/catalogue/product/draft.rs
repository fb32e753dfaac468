//! A product in a request, and its validation and conversion to a [`Product`].

use std::collections::HashSet;

use deserr::Deserr;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::image::{self, ImageDraft};
use super::model::{self, Model};
use super::{
    MAX_EXCLUSIONS, MAX_IMAGES, MAX_KINDS, MAX_LEAD_TIME_DAYS, MAX_STOCK, MAX_VARIANTS, Product, Variant,
    VariantName, VariantType,
};
use crate::at_most::AtMost;
use crate::catalogue::category::MAX_SLUG_BYTES;
use crate::fault::{Broken, Faults};
use crate::ids::{ProductId, VariantId};
use crate::money::{Currency, MAX_CHARGE, Money};
use crate::text::{Slug, Text};

/// A variant in a product request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct VariantDraft {
    /// Id of an existing variant to rename it; otherwise the variant is identified by type and value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub id: Option<VariantId>,
    /// Type of the variant: size, material or colour.
    #[serde(rename = "type")]
    #[deserr(rename = "type")]
    pub kind: VariantType,
    /// Value of the variant, as shown to customers.
    pub value: Text<60>,
    /// Amount added to the base price; may be negative.
    pub price_adjustment: Money,
    /// Lead time in business days.
    #[schema(maximum = 120)]
    pub lead_time_days: u16,
    /// `true` if the variant can currently be ordered.
    pub active: bool,
    /// Colour of the swatch, as `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    #[schema(pattern = "^#[0-9A-Fa-f]{6}$", example = "#d9472b")]
    pub swatch: Option<String>,
    /// Number of pieces in stock; absent if made to order. Below zero only for a variant that is oversold, and not below
    /// its present stock.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    #[schema(maximum = 4_294_967_295_i64)]
    pub stock: Option<i64>,
}

type Combination = AtMost<VariantName, MAX_KINDS>;

/// A product in a create or replace request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ProductDraft {
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
    /// Variants of the product.
    #[deserr(from(AtMost<VariantDraft, MAX_VARIANTS>) = Vec::from)]
    #[schema(max_items = 60)]
    pub variants: Vec<VariantDraft>,
    /// Combinations of variants that cannot be ordered.
    #[deserr(default, from(AtMost<Combination, MAX_EXCLUSIONS>) = AtMost::nested)]
    #[schema(inline, value_type = Vec<Combination>, max_items = 40, required = false)]
    pub excluded_combinations: Vec<Vec<VariantName>>,
    /// Pictures of the product, main picture first.
    #[deserr(default, from(AtMost<ImageDraft, MAX_IMAGES>) = Vec::from)]
    #[schema(max_items = 12, required = false)]
    pub images: Vec<ImageDraft>,
    /// 3D model uploaded to the product; absent for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub model: Option<Model>,
    /// `true` if the product is visible and for sale.
    pub active: bool,
}

/// The values that a product needs in addition to its draft.
#[derive(Debug, Clone, Copy)]
pub struct Revision<'a> {
    /// The product that it replaces; `None` if it is created.
    pub before: Option<&'a Product>,
    /// The id of the product.
    pub id: ProductId,
    /// The shop's currency, which every price must have.
    pub currency: Currency,
    /// The time of the change.
    pub now: Timestamp,
}

impl ProductDraft {
    /// Validates the whole draft and converts it to a product, or returns all faults.
    ///
    /// `fresh_id` generates the ids of new variants.
    pub fn into_product(
        self,
        revision: Revision<'_>,
        fresh_id: impl FnMut() -> VariantId,
    ) -> Result<Product, Faults> {
        let mut faults = Faults::default();
        self.check_sizes(&mut faults);
        self.check_prices(revision.currency, &mut faults);
        self.check_variants(&mut faults);
        let variants = self.identify_variants(revision.before, fresh_id, &mut faults);
        let excluded_combinations = self.resolve_exclusions(&variants, &mut faults);
        let known = revision.before.map_or(&[][..], |before| before.images.as_slice());
        let images = image::resolve(self.images.as_slice(), known, &variants, &mut faults);
        let known = revision.before.and_then(|before| before.model.as_ref());
        let model = model::resolve(self.model, known, &mut faults);
        faults.into_result()?;
        Ok(Product {
            id: revision.id,
            former_slugs: revision
                .before
                .map(|before| before.former_slugs_under(&self.slug))
                .unwrap_or_default(),
            slug: self.slug,
            name: self.name,
            description: self.description,
            category: self.category,
            base_price: self.base_price,
            variants,
            excluded_combinations,
            images,
            model,
            active: self.active,
            archived_at: None,
            version: revision.before.map_or(1, |before| before.version.saturating_add(1)),
            created_at: revision.before.map_or(revision.now, |before| before.created_at),
            updated_at: revision.now,
        })
    }

    fn check_sizes(&self, faults: &mut Faults) {
        let lists = [
            ("/variants", self.variants.len(), MAX_VARIANTS),
            ("/excluded_combinations", self.excluded_combinations.len(), MAX_EXCLUSIONS),
            ("/images", self.images.len(), MAX_IMAGES),
        ];
        for (pointer, length, most) in lists {
            if length > most {
                faults.push(pointer, "too_many", format!("At most {most} entries are allowed."));
            }
        }
        if self.category.as_str().len() > MAX_SLUG_BYTES {
            faults.push(
                "/category",
                "text_too_long",
                format!("At most {MAX_SLUG_BYTES} characters are allowed."),
            );
        }
    }

    fn check_prices(&self, currency: Currency, faults: &mut Faults) {
        faults.keep("/base_price", check_price(self.base_price, currency, 0));
        for (index, variant) in self.variants.iter().enumerate() {
            let pointer = format!("/variants/{index}/price_adjustment");
            faults.keep(&pointer, check_price(variant.price_adjustment, currency, -MAX_CHARGE));
        }
    }

    fn check_variants(&self, faults: &mut Faults) {
        let mut names = HashSet::new();
        let mut ids = HashSet::new();
        for (index, variant) in self.variants.iter().enumerate() {
            let here = format!("/variants/{index}");
            if !names.insert((variant.kind, variant.value.as_str().to_lowercase())) {
                faults.push(
                    format!("{here}/value"),
                    "duplicate_variant",
                    "Another variant already has this type and value.",
                );
            }
            if variant.id.is_some_and(|id| !ids.insert(id)) {
                faults.push(
                    format!("{here}/id"),
                    "duplicate_variant",
                    "Another variant already has this id.",
                );
            }
            if variant.lead_time_days > MAX_LEAD_TIME_DAYS {
                let detail = format!("At most {MAX_LEAD_TIME_DAYS} business days are allowed.");
                faults.push(format!("{here}/lead_time_days"), "out_of_range", detail);
            }
            if variant.swatch.as_deref().is_some_and(|swatch| !is_hex_colour(swatch)) {
                faults.push(format!("{here}/swatch"), "invalid_swatch", "Must be a colour like #d9472b.");
            }
        }
    }

    /// Assigns ids. A variant keeps its id if the draft gives the id, or else the type and value, of an
    /// existing one.
    fn identify_variants(
        &self,
        before: Option<&Product>,
        mut fresh_id: impl FnMut() -> VariantId,
        faults: &mut Faults,
    ) -> Vec<Variant> {
        let earlier = before.map_or(&[][..], |before| before.variants.as_slice());
        let named: HashSet<VariantId> = self.variants.iter().filter_map(|draft| draft.id).collect();
        let mut variants = Vec::new();
        for (index, draft) in self.variants.iter().enumerate() {
            if draft.id.is_some_and(|id| !earlier.iter().any(|variant| variant.id == id)) {
                faults.push(
                    format!("/variants/{index}/id"),
                    "unknown_variant",
                    "The product does not have this variant.",
                );
            }
            let same_name =
                |v: &&Variant| v.kind == draft.kind && v.value == draft.value && !named.contains(&v.id);
            let known = draft.id.or_else(|| earlier.iter().find(same_name).map(|variant| variant.id));
            let known_stock = earlier.iter().find(|variant| Some(variant.id) == known).and_then(|v| v.stock);
            faults.keep(&format!("/variants/{index}/stock"), check_stock(draft.stock, known_stock));
            variants.push(draft.to_variant(known.unwrap_or_else(&mut fresh_id)));
        }
        variants
    }

    fn resolve_exclusions(&self, variants: &[Variant], faults: &mut Faults) -> Vec<Vec<VariantId>> {
        let mut resolved = Vec::new();
        for (row, combination) in self.excluded_combinations.iter().enumerate() {
            let mut ids = Vec::new();
            for (column, name) in combination.iter().enumerate() {
                let found = name.find(variants);
                let pointer = format!("/excluded_combinations/{row}/{column}");
                match found {
                    Some(variant) => ids.push(variant.id),
                    None => faults.push(
                        pointer,
                        "unknown_variant",
                        "The product has no variant with this type and value.",
                    ),
                }
            }
            let kinds: HashSet<VariantType> = combination.iter().map(|name| name.kind).collect();
            if combination.len() < 2 || kinds.len() != combination.len() {
                let detail = "An excluded combination must consist of two or three variants of different \
                    types.";
                faults.push(format!("/excluded_combinations/{row}"), "invalid_combination", detail);
            }
            resolved.push(ids);
        }
        resolved
    }
}

impl VariantDraft {
    fn to_variant(&self, id: VariantId) -> Variant {
        Variant {
            id,
            kind: self.kind,
            value: self.value.clone(),
            price_adjustment: self.price_adjustment,
            lead_time_days: self.lead_time_days,
            active: self.active,
            swatch: self.swatch.clone(),
            stock: self.stock,
        }
    }
}

impl From<&Variant> for VariantDraft {
    fn from(variant: &Variant) -> Self {
        Self {
            id: Some(variant.id),
            kind: variant.kind,
            value: variant.value.clone(),
            price_adjustment: variant.price_adjustment,
            lead_time_days: variant.lead_time_days,
            active: variant.active,
            swatch: variant.swatch.clone(),
            stock: variant.stock,
        }
    }
}

/// Converts the product to a draft of itself, for changes to a part of it.
impl From<&Product> for ProductDraft {
    fn from(product: &Product) -> Self {
        let name = |id: &VariantId| VariantName::of(*id, product);
        Self {
            slug: product.slug.clone(),
            name: product.name.clone(),
            description: product.description.clone(),
            category: product.category.clone(),
            base_price: product.base_price,
            variants: product.variants.iter().map(VariantDraft::from).collect(),
            excluded_combinations: product
                .excluded_combinations
                .iter()
                .map(|combination| combination.iter().filter_map(name).collect())
                .collect(),
            images: product.images.iter().map(|image| ImageDraft::of(image, product)).collect(),
            model: product.model.clone(),
            active: product.active,
        }
    }
}

fn check_price(price: Money, currency: Currency, least: i64) -> Result<(), Broken> {
    if price.currency != currency {
        return Err(Broken::new("wrong_currency", format!("Prices must be in {currency}.")));
    }
    if !(least..=MAX_CHARGE).contains(&price.amount) {
        return Err(Broken::new(
            "out_of_range",
            format!("Must be between {least} and {MAX_CHARGE} minor units."),
        ));
    }
    Ok(())
}

/// Stock is negative if more was paid for than existed. Such a stock can be saved as it is, or raised.
fn check_stock(stock: Option<i64>, before: Option<i64>) -> Result<(), Broken> {
    let least = before.unwrap_or(0).min(0);
    if stock.is_none_or(|stock| (least..=MAX_STOCK).contains(&stock)) {
        return Ok(());
    }
    Err(Broken::new("out_of_range", format!("Must be between {least} and {MAX_STOCK}.")))
}

fn is_hex_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}
