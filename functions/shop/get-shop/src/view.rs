//! The public part of the settings.

use std::collections::BTreeSet;

use serde::Serialize;
use shared::domain::email::EmailAddress;
use shared::domain::money::Currency;
use shared::domain::place::CountryCode;
use shared::domain::shop::settings::{LegalTexts, Settings, ShopAddress};
use shared::domain::text::Line;
use utoipa::ToSchema;

/// Public details of the shop.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Shop {
    /// Display name of the shop.
    pub name: Line<80>,
    /// Postal address of the business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<ShopAddress>,
    /// Contact email address for customers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<EmailAddress>,
    /// Currency of all prices.
    #[schema(value_type = String, example = "EUR", min_length = 3, max_length = 3)]
    pub currency: Currency,
    /// Number of decimals of the currency: 2 for EUR, 0 for JPY.
    pub currency_decimals: u32,
    /// Countries that the shop ships to, by code; empty if `ships_everywhere` is `true`.
    pub countries: BTreeSet<CountryCode>,
    /// `true` if the shop ships worldwide.
    pub ships_everywhere: bool,
    /// Terms and conditions and privacy notice.
    pub legal: LegalTexts,
}

impl Shop {
    pub fn of(settings: &Settings) -> Self {
        let rates = &settings.shipping_rates;
        let ships_everywhere = rates.iter().any(|rate| rate.countries.is_empty());
        let served =
            rates.iter().filter(|_| !ships_everywhere).flat_map(|rate| rate.countries.iter().copied());
        // Settings that were stored before Stripe's countries were checked may contain others.
        let served = served.filter(|country| country.is_deliverable());
        Self {
            name: settings.shop_name.clone(),
            address: settings.address.clone(),
            contact_email: settings.contact_email.clone(),
            currency: settings.currency,
            currency_decimals: settings.currency.decimals(),
            countries: served.collect(),
            ships_everywhere,
            legal: settings.legal.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zones_of_all_rates_make_one_list_unless_one_serves_everybody() {
        let mut settings = Settings::starter();
        let shop = Shop::of(&settings);
        let codes: Vec<String> = shop.countries.iter().map(ToString::to_string).collect();
        assert_eq!(codes.len(), 21);
        assert!(codes.is_sorted() && !shop.ships_everywhere, "{codes:?}");
        settings.shipping_rates[0].countries.clear();
        let shop = Shop::of(&settings);
        assert!(shop.countries.is_empty() && shop.ships_everywhere);
    }
}
