//! Pricing of carts, from the server's products and settings only.

use std::collections::{BTreeMap, BTreeSet};

use deserr::Deserr;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::charge;
use crate::at_most::AtMost;
use crate::catalogue::product::{MAX_KINDS, Product, Variant, VariantType};
use crate::fault::{Broken, Faults};
use crate::ids::{ProductId, VariantId};
use crate::money::{Money, MoneyError};
use crate::place::CountryCode;
use crate::shop::settings::Settings;
use crate::text::Slug;

/// Maximum number of lines in a cart.
pub const MAX_LINES: usize = 50;
/// Maximum quantity of a line.
pub const MAX_QUANTITY: u32 = 100;

/// Cart of a customer: ids and quantities, never prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Cart {
    /// Line items of the cart, 1 to 50.
    #[deserr(from(AtMost<CartItem, MAX_LINES>) = Vec::from)]
    #[schema(min_items = 1, max_items = 50)]
    pub items: Vec<CartItem>,
    /// Destination country as an ISO 3166-1 alpha-2 code.
    #[schema(pattern = "^[A-Z]{2}$", example = "DE")]
    pub country: String,
    /// Id of the shipping option. Defaults to the first that serves the country.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub shipping_option: Option<Slug>,
    /// Discount code. The shop has none yet, so every code is rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    #[schema(max_length = 100)]
    pub discount_code: Option<String>,
}

/// One line item of a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct CartItem {
    /// Id of the product.
    pub product_id: ProductId,
    /// Configuration: exactly one active variant of each type that the product has.
    #[deserr(from(AtMost<VariantId, MAX_KINDS>) = Vec::from)]
    #[schema(max_items = 3)]
    pub variant_ids: Vec<VariantId>,
    /// Quantity of the line item, 1 to 100.
    #[schema(minimum = 1, maximum = 100)]
    pub quantity: u32,
}

/// A selected variant with its price adjustment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChosenVariant {
    /// Id of the variant.
    pub variant_id: VariantId,
    /// Type of the variant: size, material or colour.
    #[serde(rename = "type")]
    pub kind: VariantType,
    /// Value of the variant, as shown to customers.
    pub value: String,
    /// Amount that the variant added to the base price.
    pub price_adjustment: Money,
}

/// A priced line item. Its breakdown is stored permanently with the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuoteLine {
    /// Id of the product.
    pub product_id: ProductId,
    /// Name of the product at the time of pricing.
    pub product_name: String,
    /// Slug of the product at the time of pricing.
    pub product_slug: Slug,
    /// Quantity of the line item.
    pub quantity: u32,
    /// Price of the product before variant adjustments.
    pub base_price: Money,
    /// Selected variants of the line item.
    pub configuration: Vec<ChosenVariant>,
    /// Base price plus adjustments, never below zero.
    pub unit_price: Money,
    /// Unit price multiplied by quantity.
    pub total: Money,
    /// Lead time in business days: the longest of the selected variants.
    pub lead_time_days: u16,
}

/// A shipping option for the cart, with its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShippingOption {
    /// Id used in a cart to select it.
    pub id: Slug,
    /// Name as shown to customers.
    pub name: String,
    /// Shipping price for this cart.
    pub price: Money,
}

/// A cart with its prices and shipping options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Quote {
    /// Line items in the order of the cart.
    pub lines: Vec<QuoteLine>,
    /// Sum of the line item totals.
    pub subtotal: Money,
    /// Destination country of the cart.
    pub country: String,
    /// Shipping options for the destination country.
    pub shipping_options: Vec<ShippingOption>,
    /// Shipping option that is included in the total.
    pub shipping: ShippingOption,
    /// Sum of subtotal and shipping.
    pub total: Money,
    /// Lead time in business days: the longest of the line items.
    pub lead_time_days: u16,
    /// Estimated ship-by date if the cart is paid today.
    #[schema(value_type = String, format = Date)]
    pub ship_by: Date,
}

impl Quote {
    /// Returns the total quantity of all line items.
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).fold(0, u32::saturating_add)
    }
}

/// Prices a cart for a day, or returns all faults.
pub fn quote(
    cart: &Cart,
    products: &BTreeMap<ProductId, &Product>,
    settings: &Settings,
    today: Date,
) -> Result<Quote, Faults> {
    let mut faults = Faults::default();
    check_cart(cart, &mut faults);
    let requested = requested_pieces(cart);
    let lines: Vec<QuoteLine> = cart
        .items
        .iter()
        .take(MAX_LINES)
        .enumerate()
        .filter_map(|(index, item)| {
            quote_line(item, &requested, &format!("/items/{index}"), products, &mut faults)
        })
        .collect();
    let rates: Vec<_> = settings.shipping_rates.iter().filter(|rate| rate.serves(&cart.country)).collect();
    if rates.is_empty() {
        faults.push("/country", "country_not_served", "The shop does not ship to this country.");
    }
    let selected = |id: &Slug| cart.shipping_option.as_ref().is_none_or(|selected| selected == id);
    if !rates.is_empty() && !rates.iter().any(|rate| selected(&rate.id)) {
        faults.push(
            "/shipping_option",
            "unknown_shipping_option",
            "The shipping option is not available for this country.",
        );
    }
    faults.into_result()?;

    let priced = price_cart(lines, &rates, selected, settings).map_err(|error| {
        Faults::from(
            Broken::new("total_too_large", format!("The cart cannot be priced: {error}.")).at("/items"),
        )
    })?;
    let (lines, subtotal, shipping_options, shipping, total) = priced;
    charge::check(total).map_err(|broken| Faults::from(broken.at("/items")))?;
    let lead_time_days = lines.iter().map(|line| line.lead_time_days).max().unwrap_or(0);
    Ok(Quote {
        lines,
        subtotal,
        country: cart.country.clone(),
        shipping_options,
        shipping,
        total,
        lead_time_days,
        ship_by: settings.calendar.after(today, lead_time_days),
    })
}

type Priced = (Vec<QuoteLine>, Money, Vec<ShippingOption>, ShippingOption, Money);

fn price_cart(
    lines: Vec<QuoteLine>,
    rates: &[&crate::shop::settings::ShippingRate],
    selected: impl Fn(&Slug) -> bool,
    settings: &Settings,
) -> Result<Priced, MoneyError> {
    let subtotal = Money::sum(settings.currency, lines.iter().map(|line| line.total))?;
    let options = rates
        .iter()
        .map(|rate| {
            Ok(ShippingOption {
                id: rate.id.clone(),
                name: rate.name.to_string(),
                price: rate.price_for(subtotal)?,
            })
        })
        .collect::<Result<Vec<_>, MoneyError>>()?;
    let chosen = options.iter().find(|option| selected(&option.id)).cloned().ok_or(MoneyError::Overflow)?;
    let total = subtotal.plus(chosen.price)?;
    Ok((lines, subtotal, options, chosen, total))
}

fn check_cart(cart: &Cart, faults: &mut Faults) {
    if cart.items.is_empty() {
        faults.push("/items", "empty_cart", "The cart must contain at least one line.");
    }
    if cart.items.len() > MAX_LINES {
        faults.push("/items", "too_many", format!("At most {MAX_LINES} lines are allowed."));
    }
    faults.keep("/country", CountryCode::parse(&cart.country));
    if cart.discount_code.is_some() {
        faults.push("/discount_code", "unknown_discount_code", "The discount code does not exist.");
    }
}

/// Number of pieces of each variant in the whole cart.
type RequestedPieces = BTreeMap<VariantId, i64>;

/// Sums quantities over all lines, because the stock must suffice for all of them together.
fn requested_pieces(cart: &Cart) -> RequestedPieces {
    let mut requested = RequestedPieces::new();
    for item in &cart.items {
        for id in item.variant_ids.iter().collect::<BTreeSet<_>>() {
            let pieces = requested.entry(*id).or_default();
            *pieces = pieces.saturating_add(i64::from(item.quantity));
        }
    }
    requested
}

fn quote_line(
    item: &CartItem,
    requested: &RequestedPieces,
    here: &str,
    products: &BTreeMap<ProductId, &Product>,
    faults: &mut Faults,
) -> Option<QuoteLine> {
    if !(1..=MAX_QUANTITY).contains(&item.quantity) {
        let detail = format!("Must be between 1 and {MAX_QUANTITY}.");
        faults.push(format!("{here}/quantity"), "quantity_out_of_range", detail);
    }
    let product = products.get(&item.product_id).filter(|product| product.active);
    let Some(product) = product else {
        faults.push(
            format!("{here}/product_id"),
            "unknown_product",
            "The product does not exist or is not for sale.",
        );
        return None;
    };
    let chosen = configuration(product, item, requested, here, faults)?;
    let priced = Offer::of(product, &chosen).and_then(|one| Ok((one, one.unit_price.times(item.quantity)?)));
    let (one, total) =
        faults.keep(here, priced.map_err(|e| Broken::new("total_too_large", e.to_string())))?;
    Some(QuoteLine {
        product_id: product.id,
        product_name: product.name.to_string(),
        product_slug: product.slug.clone(),
        quantity: item.quantity,
        base_price: product.base_price,
        lead_time_days: one.lead_time_days,
        configuration: chosen.into_iter().map(ChosenVariant::from).collect(),
        unit_price: one.unit_price,
        total,
    })
}

/// Unit price and lead time of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Base price plus adjustments, never below zero.
    pub unit_price: Money,
    /// Lead time in business days: the longest of the selected variants.
    pub lead_time_days: u16,
}

impl Offer {
    /// Computes the offer for variants of a product, without checking that they can be combined.
    pub fn of(product: &Product, chosen: &[&Variant]) -> Result<Self, MoneyError> {
        let adjusted =
            chosen.iter().try_fold(product.base_price, |sum, variant| sum.plus(variant.price_adjustment))?;
        let slowest = chosen.iter().map(|variant| variant.lead_time_days).max();
        Ok(Self { unit_price: adjusted.at_least_zero(), lead_time_days: slowest.unwrap_or_default() })
    }
}

/// Returns exactly one active variant of each type, in the order size, material, colour.
fn configuration<'a>(
    product: &'a Product,
    item: &CartItem,
    requested: &RequestedPieces,
    here: &str,
    faults: &mut Faults,
) -> Option<Vec<&'a Variant>> {
    let faults_before = faults.0.len();
    let mut chosen: Vec<&Variant> = Vec::new();
    for (index, id) in item.variant_ids.iter().enumerate() {
        let pointer = format!("{here}/variant_ids/{index}");
        let Some(variant) = product.variants.iter().find(|variant| variant.id == *id) else {
            faults.push(pointer, "unknown_variant", "The product does not have this variant.");
            continue;
        };
        if !variant.active {
            faults.push(
                &pointer,
                "inactive_variant",
                format!("{} is currently not available.", variant.value),
            );
        }
        if chosen.iter().any(|other| other.kind == variant.kind) {
            faults.push(&pointer, "duplicate_type", "At most one variant of each type can be selected.");
        }
        if variant.stock.is_some_and(|left| left < requested.get(id).copied().unwrap_or(0)) {
            faults.push(
                &pointer,
                "out_of_stock",
                format!("{} does not have enough stock for this quantity.", variant.value),
            );
        }
        chosen.push(variant);
    }
    for kind in product.types().into_iter().filter(|kind| chosen.iter().all(|variant| variant.kind != *kind))
    {
        let detail = format!("A variant of type {} must be selected.", type_name(kind));
        faults.push(format!("{here}/variant_ids"), "missing_type", detail);
    }
    if product.excludes(&chosen) {
        faults.push(
            format!("{here}/variant_ids"),
            "excluded_combination",
            "This combination of variants is not available.",
        );
    }
    chosen.sort_by_key(|variant| variant.kind);
    (faults.0.len() == faults_before).then_some(chosen)
}

/// Returns the display name of a variant type.
pub const fn type_name(kind: VariantType) -> &'static str {
    match kind {
        VariantType::Size => "size",
        VariantType::Material => "material",
        VariantType::Color => "colour",
    }
}

impl From<&Variant> for ChosenVariant {
    fn from(variant: &Variant) -> Self {
        Self {
            variant_id: variant.id,
            kind: variant.kind,
            value: variant.value.to_string(),
            price_adjustment: variant.price_adjustment,
        }
    }
}
