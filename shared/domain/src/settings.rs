//! What the owner sets for the whole shop.

use serde::{Deserialize, Serialize};

use crate::calendar::BusinessCalendar;
use crate::money::{Currency, Money, MoneyError};
use crate::text::Slug;

/// The shop's settings, stored as one item beside the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The name that customers read, in mails and at Stripe.
    pub shop_name: String,
    /// The one currency of all prices.
    pub currency: Currency,
    /// How parcels travel, cheapest or not, in the order shown.
    pub shipping_rates: Vec<ShippingRate>,
    /// Business days.
    pub calendar: BusinessCalendar,
    /// Whether Stripe computes tax on top. Otherwise prices include it.
    pub automatic_tax: bool,
}

/// One way to ship, to some countries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippingRate {
    /// What a cart names it by.
    pub id: Slug,
    /// What customers read.
    pub name: String,
    /// ISO 3166-1 alpha-2 codes it serves; none means everywhere.
    pub countries: Vec<String>,
    /// The price for a cart.
    pub price: Money,
    /// From this subtotal on it costs nothing.
    pub free_from: Option<Money>,
}

impl ShippingRate {
    /// Whether it ships to a country.
    pub fn serves(&self, country: &str) -> bool {
        self.countries.is_empty() || self.countries.iter().any(|code| code == country)
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
    /// What a shop begins with until its owner sets something else: euros, one flat rate, a five-day week.
    pub fn starter() -> Self {
        let rate = |id: &str, name: &str, countries: &[&str], price, free_from: Option<i64>| {
            Slug::parse(id).ok().map(|id| ShippingRate {
                id,
                name: name.to_owned(),
                countries: countries.iter().map(|code| (*code).to_owned()).collect(),
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
            shop_name: "3D Things".to_owned(),
            currency: Currency::EUR,
            shipping_rates: rates.into_iter().flatten().collect(),
            calendar: BusinessCalendar::default(),
            automatic_tax: false,
        }
    }
}
