//! The tax of the shop's prices: the mode, and the rates if the shop computes the tax itself.

use std::collections::BTreeSet;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::at_most::AtMost;
use crate::fault::{Broken, Faults, fault_at};
use crate::place::CountryCode;
use crate::shop::settings::TaxRate;

/// Maximum number of countries with a rate of their own.
const MAX_RATES: usize = 250;

/// Tax of the shop's prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Tax {
    /// Prices include tax, which the shop computes from its own rates.
    Included {
        /// Rate of every country that `rates` does not list.
        home_rate: TaxRate,
        /// Rates of single destination countries, at most 250: those of the EU's one-stop shop, and 0 for exports.
        #[serde(default)]
        #[schema(max_items = 250)]
        rates: Vec<CountryRate>,
    },
    /// Prices include tax, which Stripe computes.
    StripeIncluded,
    /// Prices are net. Stripe computes the tax and adds it.
    StripeAdded,
    /// Prices contain no tax, because the business is exempt as a small one (in Germany § 19 of the VAT Act).
    SmallBusiness,
}

/// Mode of the tax of a shop or an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[serde(rename_all = "snake_case")]
#[deserr(error = Faults)]
pub enum TaxMode {
    /// Prices include tax, which the shop computes from its own rates.
    #[deserr(rename = "included")]
    Included,
    /// Prices include tax, which Stripe computes.
    #[deserr(rename = "stripe_included")]
    StripeIncluded,
    /// Stripe computes the tax and adds it to the prices.
    #[deserr(rename = "stripe_added")]
    StripeAdded,
    /// No tax, because the business is exempt as a small one.
    #[deserr(rename = "small_business")]
    SmallBusiness,
}

impl TaxMode {
    /// Returns true if the prices include tax.
    pub const fn is_included(self) -> bool {
        matches!(self, Self::Included | Self::StripeIncluded)
    }

    /// Returns the sentence that documents must have instead of a tax, in German and in English.
    pub const fn exemption(self) -> Option<&'static str> {
        match self {
            Self::SmallBusiness => Some(
                "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet. \
                 (No VAT is charged, according to § 19 of the German VAT Act.)",
            ),
            Self::Included | Self::StripeIncluded | Self::StripeAdded => None,
        }
    }

    /// Returns the name of the mode, as in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Included => "included",
            Self::StripeIncluded => "stripe_included",
            Self::StripeAdded => "stripe_added",
            Self::SmallBusiness => "small_business",
        }
    }
}

/// Tax rate of a destination country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct CountryRate {
    /// Destination country.
    pub country: CountryCode,
    /// Tax rate of the country.
    pub rate: TaxRate,
}

impl Tax {
    /// Returns the setting of a new shop: prices include the German standard rate.
    pub const fn starter() -> Self {
        Self::Included { home_rate: TaxRate::STARTER, rates: Vec::new() }
    }

    /// Returns the mode.
    pub const fn mode(&self) -> TaxMode {
        match self {
            Self::Included { .. } => TaxMode::Included,
            Self::StripeIncluded => TaxMode::StripeIncluded,
            Self::StripeAdded => TaxMode::StripeAdded,
            Self::SmallBusiness => TaxMode::SmallBusiness,
        }
    }

    /// Adds a fault for each country that is listed more than once.
    pub(super) fn check(&self, pointer: &str, faults: &mut Faults) {
        let Self::Included { rates, .. } = self else { return };
        let mut listed = BTreeSet::new();
        for (place, rate) in rates.iter().enumerate() {
            if !listed.insert(rate.country) {
                let detail = "The country has a rate already.";
                faults.push(format!("{pointer}/rates/{place}/country"), "duplicate_country", detail);
            }
        }
    }

    /// Reads the stored setting. Until there were modes, it was `automatic_tax`: true if Stripe added tax. A shop that did
    /// not use it never named a rate, so it is read as one that starts.
    pub(super) fn stored<'de, D: Deserializer<'de>>(stored: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            Automatic(bool),
            Tax(Tax),
        }
        Ok(match Stored::deserialize(stored)? {
            Stored::Automatic(true) => Self::StripeAdded,
            Stored::Automatic(false) => Self::starter(),
            Stored::Tax(tax) => tax,
        })
    }
}

/// The fields of every mode, as they are sent.
#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Sent {
    mode: TaxMode,
    #[deserr(default)]
    home_rate: Option<TaxRate>,
    #[deserr(default, from(Option<AtMost<CountryRate, MAX_RATES>>) = AtMost::optional)]
    rates: Option<Vec<CountryRate>>,
}

/// Parses each mode with its own fields only.
impl Deserr<Faults> for Tax {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let Sent { mode, home_rate, rates } = Sent::deserialize_from_value(value, location)?;
        let only_included = |field: &str| {
            let detail = format!("Must be omitted unless the mode is `included`, not `{}`.", mode.name());
            fault_at(Broken::new("not_combinable", detail), location.push_key(field))
        };
        match (mode, home_rate, rates) {
            (TaxMode::Included, Some(home_rate), rates) => {
                Ok(Self::Included { home_rate, rates: rates.unwrap_or_default() })
            }
            (TaxMode::Included, None, _) => {
                let missing = Broken::new("missing_field", "`home_rate` is required.");
                Err(fault_at(missing, location.push_key("home_rate")))
            }
            (_, Some(_), _) => Err(only_included("home_rate")),
            (_, None, Some(_)) => Err(only_included("rates")),
            (TaxMode::StripeIncluded, ..) => Ok(Self::StripeIncluded),
            (TaxMode::StripeAdded, ..) => Ok(Self::StripeAdded),
            (TaxMode::SmallBusiness, ..) => Ok(Self::SmallBusiness),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(sent: Value) -> Result<Tax, Vec<(String, &'static str)>> {
        deserr::deserialize::<Tax, _, Faults>(sent)
            .map_err(|faults| faults.0.into_iter().map(|fault| (fault.pointer, fault.code)).collect())
    }

    #[test]
    fn each_mode_is_read_with_its_own_fields_only() {
        let rates = json!([{"country": "AT", "rate": 2000}, {"country": "CH", "rate": 0}]);
        let included = json!({"mode": "included", "home_rate": 1900, "rates": rates});
        assert_eq!(serde_json::to_value(read(included.clone()).unwrap()).unwrap(), included);
        assert_eq!(read(json!({"mode": "included", "home_rate": 1900})), Ok(Tax::starter()));
        for (mode, tax) in [
            ("stripe_included", Tax::StripeIncluded),
            ("stripe_added", Tax::StripeAdded),
            ("small_business", Tax::SmallBusiness),
        ] {
            assert_eq!(read(json!({"mode": mode})), Ok(tax.clone()));
            assert_eq!(serde_json::to_value(tax).unwrap(), json!({"mode": mode}));
            let faulty = |sent| read(sent).unwrap_err();
            assert_eq!(
                faulty(json!({"mode": mode, "home_rate": 1})),
                [("/home_rate".to_owned(), "not_combinable")]
            );
            assert_eq!(faulty(json!({"mode": mode, "rates": []})), [("/rates".to_owned(), "not_combinable")]);
            assert_eq!(faulty(json!({"mode": mode, "more": 1})), [("/more".to_owned(), "unknown_field")]);
        }
    }

    #[test]
    fn rates_out_of_range_and_unknown_modes_are_refused() {
        for (sent, pointer, code) in [
            (json!({"mode": "included"}), "/home_rate", "missing_field"),
            (json!({"mode": "included", "home_rate": -1}), "/home_rate", "rate_out_of_range"),
            (json!({"mode": "included", "home_rate": 10_001}), "/home_rate", "rate_out_of_range"),
            (json!({"mode": "included", "home_rate": 19.5}), "/home_rate", "wrong_type"),
            (json!({"mode": "net"}), "/mode", "unknown_value"),
            (json!({}), "/mode", "missing_field"),
            (json!(true), "", "wrong_type"),
            (
                json!({"mode": "included", "home_rate": 0, "rates": [{"country": "XX", "rate": 1}]}),
                "/rates/0/country",
                "invalid_country",
            ),
            (
                json!({"mode": "included", "home_rate": 0, "rates": vec![json!({"country": "AT", "rate": 1}); 251]}),
                "/rates",
                "too_many",
            ),
        ] {
            assert_eq!(read(sent.clone()), Err(vec![(pointer.to_owned(), code)]), "{sent}");
        }
    }
}
