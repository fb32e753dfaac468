//! What the owner sets for the whole shop.

mod check;

use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::calendar::BusinessCalendar;
use crate::email::EmailAddress;
use crate::fault::Faults;
use crate::money::{Currency, Money, MoneyError};
use crate::place::CountryCode;
use crate::text::{Line, Slug, Text};

/// The most ways to ship.
pub const MAX_SHIPPING_RATES: usize = 30;
/// For how many days at least, and at most, a closed order keeps its customer.
pub const RETENTION_DAYS: std::ops::RangeInclusive<u16> = 30..=3650;

/// The shop's settings, stored as one item beside the catalogue. Read from a request they are valid as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields, validate = check::checked -> Faults)]
pub struct Settings {
    /// The name that customers read, on pages, in mails and on documents.
    pub shop_name: Line<80>,
    /// Who runs the shop and where: the sender of mails and documents. Absent until the owner tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub address: Option<ShopAddress>,
    /// Where customers can write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub contact_email: Option<EmailAddress>,
    /// Whom mails come from, at the domain that the shop may send from; the deployment's own sender if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub mail_sender: Option<EmailAddress>,
    /// The one currency of all prices, by its ISO 4217 code. It can change only while there are no products.
    #[schema(value_type = String, example = "EUR", min_length = 3, max_length = 3)]
    pub currency: Currency,
    /// How parcels travel, cheapest or not, in the order shown.
    #[schema(min_items = 1, max_items = 30)]
    pub shipping_rates: Vec<ShippingRate>,
    /// Business days.
    pub calendar: BusinessCalendar,
    /// Whether Stripe computes tax on top. Otherwise prices include it.
    pub automatic_tax: bool,
    /// For how many days after its end an order keeps its customer's data.
    #[schema(minimum = 30, maximum = 3650)]
    pub retention_days: u16,
    /// What the law wants customers to be able to read.
    #[serde(default)]
    #[deserr(default)]
    #[schema(required = false)]
    pub legal: LegalTexts,
}

/// A postal address of the business itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ShopAddress {
    /// The business, as it is registered.
    pub name: Line<120>,
    /// Street and number.
    pub line1: Line<120>,
    /// What more there is of the street.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub line2: Option<Line<120>>,
    /// Postal code, where the country has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub postal_code: Option<Line<20>>,
    /// City.
    pub city: Line<80>,
    /// State or region, where the country writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub region: Option<Line<80>>,
    /// Country.
    pub country: CountryCode,
    /// Tax or VAT number, for invoices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub tax_id: Option<Line<40>>,
}

impl ShopAddress {
    /// The address line by line, the country's English name last and without the tax number.
    pub fn lines(&self) -> Vec<String> {
        let postal = self.postal_code.as_ref().map_or_else(String::new, |code| format!("{code} "));
        let mut lines = vec![self.name.to_string(), self.line1.to_string()];
        lines.extend(self.line2.as_ref().map(ToString::to_string));
        lines.push(format!("{postal}{}", self.city));
        lines.extend(self.region.as_ref().map(ToString::to_string));
        lines.push(self.country.name().to_owned());
        lines
    }
}

/// Texts that the storefront shows on pages of their own; plain text, blank lines part paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct LegalTexts {
    /// Terms and conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub terms: Option<Text<20_000>>,
    /// Privacy notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub privacy: Option<Text<20_000>>,
}

/// One way to ship, to the countries of one zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ShippingRate {
    /// What a cart names it by.
    pub id: Slug,
    /// What customers read.
    pub name: Line<80>,
    /// The zone: ISO 3166-1 alpha-2 codes it serves; none means everywhere.
    #[schema(max_items = 250)]
    pub countries: Vec<CountryCode>,
    /// The price for a cart.
    pub price: Money,
    /// From this subtotal on it costs nothing.
    #[deserr(default)]
    pub free_from: Option<Money>,
}

impl ShippingRate {
    /// Whether it ships to a country.
    pub fn serves(&self, country: &str) -> bool {
        self.countries.is_empty()
            || CountryCode::parse(country).is_ok_and(|country| self.countries.contains(&country))
    }

    /// What it costs for a cart with this subtotal.
    pub fn price_for(&self, subtotal: Money) -> Result<Money, MoneyError> {
        let free = match self.free_from {
            Some(threshold) => subtotal.minus(threshold)?.amount >= 0,
            None => false,
        };
        Ok(if free { Money::zero(self.price.currency) } else { self.price })
    }
}

impl Settings {
    /// What a shop begins with until its owner sets something else: euros, three flat rates, a five-day week, three
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
            automatic_tax: false,
            retention_days: 1095,
            legal: LegalTexts::default(),
        }
    }
}
