//! Settings of the shop, which the owner can change.

mod check;
mod tax;
mod tax_rate;

use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::at_most::AtMost;
use crate::email::EmailAddress;
use crate::fault::Faults;
use crate::money::{Currency, Money, MoneyError};
use crate::place::{CountryCode, locality_lines};
use crate::shop::calendar::BusinessCalendar;
use crate::text::{Line, Slug, Text};

pub use tax::{CountryRate, Tax, TaxMode};
pub use tax_rate::TaxRate;

/// Maximum number of shipping rates.
pub const MAX_SHIPPING_RATES: usize = 30;
/// Allowed range of days for which a closed order retains its customer's data.
pub const RETENTION_DAYS: std::ops::RangeInclusive<u16> = 30..=3650;

/// Settings of the shop, stored as one item. Settings parsed from a request are validated as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields, validate = check::validate -> Faults)]
pub struct Settings {
    /// Name of the shop on pages, in mails and on documents.
    pub shop_name: Line<80>,
    /// Postal address of the business, used in mails and documents. Absent until it is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub address: Option<ShopAddress>,
    /// Contact email address for customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub contact_email: Option<EmailAddress>,
    /// Sender address of mails, within the verified domain. Defaults to the sender of the deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub mail_sender: Option<EmailAddress>,
    /// Currency of all prices as an ISO 4217 code. It can only be changed while there are no products.
    #[schema(value_type = String, example = "EUR", min_length = 3, max_length = 3)]
    pub currency: Currency,
    /// Shipping rates in display order.
    #[deserr(from(AtMost<ShippingRate, MAX_SHIPPING_RATES>) = Vec::from)]
    #[schema(min_items = 1, max_items = 30)]
    pub shipping_rates: Vec<ShippingRate>,
    /// Business calendar of the studio.
    pub calendar: BusinessCalendar,
    /// Tax of the shop's prices.
    #[serde(alias = "automatic_tax", deserialize_with = "Tax::stored")]
    pub tax: Tax,
    /// Number of days after completion for which an order's customer data is retained.
    #[schema(minimum = 30, maximum = 3650)]
    pub retention_days: u16,
    /// Mails to the owner, which go to `contact_email`.
    #[serde(default)]
    #[deserr(default)]
    #[schema(required = false)]
    pub owner_mails: OwnerMails,
    /// Legal texts that must be available to customers.
    #[serde(default)]
    #[deserr(default)]
    #[schema(required = false)]
    pub legal: LegalTexts,
}

/// Postal address of the business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ShopAddress {
    /// Registered name of the business.
    pub name: Line<120>,
    /// Street and house number.
    pub line1: Line<120>,
    /// Second address line, if needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub line2: Option<Line<120>>,
    /// Postal code, if the country uses them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub postal_code: Option<Line<20>>,
    /// City of the address.
    pub city: Line<80>,
    /// State or region, if the country uses it in addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub region: Option<Line<80>>,
    /// Country of the address.
    pub country: CountryCode,
    /// Tax or VAT number for invoices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub tax_id: Option<Line<40>>,
}

impl ShopAddress {
    /// Returns the lines of the address, ending with the country's English name and without the tax number.
    pub fn lines(&self) -> Vec<String> {
        let region = self.region.as_ref().map_or("", Line::as_str);
        let postal_code = self.postal_code.as_ref().map_or("", Line::as_str);
        let mut lines = vec![self.name.to_string(), self.line1.to_string()];
        lines.extend(self.line2.as_ref().map(ToString::to_string));
        let country = self.country.to_string();
        lines.extend(locality_lines(&country, self.city.as_str(), region, postal_code));
        lines.push(self.country.name().to_owned());
        lines
    }
}

/// Mails about orders to the owner of the shop. They contain no personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct OwnerMails {
    /// `true` sends a mail about each new order.
    pub new_orders: bool,
    /// `true` sends a mail about each disputed payment.
    pub disputes: bool,
}

impl Default for OwnerMails {
    /// Only disputes, as before this could be chosen.
    fn default() -> Self {
        Self { new_orders: false, disputes: true }
    }
}

/// Legal texts, each shown on a page of the storefront. Plain text; blank lines separate paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct LegalTexts {
    /// Terms and conditions of the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub terms: Option<Text<20_000>>,
    /// Privacy notice of the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub privacy: Option<Text<20_000>>,
}

/// A shipping rate for the countries of one zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ShippingRate {
    /// Id used in a cart to select it.
    pub id: Slug,
    /// Name as shown to customers.
    pub name: Line<80>,
    /// Countries of the zone as ISO 3166-1 alpha-2 codes; empty means worldwide.
    #[deserr(from(AtMost<CountryCode, 250>) = Vec::from)]
    #[schema(max_items = 250)]
    pub countries: Vec<CountryCode>,
    /// Shipping price for a cart.
    pub price: Money,
    /// Subtotal from which shipping is free.
    #[deserr(default)]
    pub free_from: Option<Money>,
}

impl ShippingRate {
    /// Returns true if the rate serves the country. A worldwide rate serves every country that Stripe delivers to.
    pub fn serves(&self, country: &str) -> bool {
        let listed = |country| self.countries.is_empty() || self.countries.contains(&country);
        CountryCode::parse(country).is_ok_and(|country| country.is_deliverable() && listed(country))
    }

    /// Returns the shipping price for a cart with this subtotal.
    pub fn price_for(&self, subtotal: Money) -> Result<Money, MoneyError> {
        let free = match self.free_from {
            Some(threshold) => subtotal.minus(threshold)?.amount >= 0,
            None => false,
        };
        Ok(if free { Money::zero(self.price.currency) } else { self.price })
    }
}

impl Settings {
    /// Returns the defaults until the owner changes them: euros, three flat rates, a five-day week, three
    /// years of retention.
    pub fn starter() -> Self {
        let rate = |id: &str, name, countries: &[&str], price, free_from: Option<i64>| {
            Slug::parse(id).ok().map(|id| ShippingRate {
                id,
                name: Line::fixed(name),
                countries: countries.iter().filter_map(|code| CountryCode::parse(code).ok()).collect(),
                price: Money::new(price, Currency::EUR),
                free_from: free_from.map(|amount| Money::new(amount, Currency::EUR)),
            })
        };
        let europe = ["AT", "BE", "CZ", "DE", "DK", "ES", "FR", "IE", "IT", "LU", "NL", "PL", "PT", "SE"];
        let rates = [
            rate("standard", "Standard, tracked", &europe, 490, Some(7500)),
            rate("express", "Express, tracked", &europe, 1290, None),
            rate("world", "Worldwide, tracked", &["CH", "GB", "NO", "US", "CA", "AU", "JP"], 1890, None),
        ];
        Self {
            shop_name: Line::fixed("3D Things"),
            address: None,
            contact_email: None,
            mail_sender: None,
            currency: Currency::EUR,
            shipping_rates: rates.into_iter().flatten().collect(),
            calendar: BusinessCalendar::default(),
            tax: Tax::starter(),
            retention_days: 1095,
            owner_mails: OwnerMails::default(),
            legal: LegalTexts::default(),
        }
    }
}
