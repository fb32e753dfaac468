//! Country codes according to ISO 3166-1.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use iso_currency::Country;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fault::{Broken, deserr_by_parse};

/// Countries in which Stripe's payment page accepts no delivery address
/// (<https://docs.stripe.com/api/checkout/sessions/create>, `shipping_address_collection.allowed_countries`).
const WITHOUT_DELIVERY: [&str; 16] =
    ["AS", "CC", "CU", "CX", "FM", "HM", "IR", "KP", "MH", "MP", "NF", "PW", "SD", "SY", "UM", "VI"];

/// Country as an assigned ISO 3166-1 alpha-2 code, such as `DE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[A-Z]{2}$", example = "DE")]
pub struct CountryCode(Country);

impl CountryCode {
    /// Parses a code of two capital letters.
    pub fn parse(written: &str) -> Result<Self, Broken> {
        let known = Country::from_str(written).ok().filter(|_| written.len() == 2);
        known.map(Self).ok_or_else(|| {
            Broken::new("invalid_country", "Must be the ISO 3166-1 alpha-2 code of a country, like DE.")
        })
    }

    /// Returns true if Stripe's payment page accepts a delivery address in the country.
    pub fn is_deliverable(self) -> bool {
        !WITHOUT_DELIVERY.contains(&self.to_string().as_str())
    }

    /// Returns the country's English name, for the last line of an address.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

/// Returns the lines of an address from the city on, without the country, in the order of the country
/// (<https://www.upu.int/en/postal-solutions/programmes-services/addressing-solutions>).
pub fn locality_lines(country: &str, city: &str, region: &str, postal_code: &str) -> Vec<String> {
    let lines = match country {
        "US" | "PR" if city.is_empty() => vec![format!("{region} {postal_code}")],
        "US" | "PR" => vec![format!("{city}, {region} {postal_code}")],
        "AU" | "CA" => vec![format!("{city} {region} {postal_code}")],
        "GB" | "IE" => vec![city.to_owned(), region.to_owned(), postal_code.to_owned()],
        "NZ" => vec![format!("{city} {postal_code}"), region.to_owned()],
        _ => vec![format!("{postal_code} {city}"), region.to_owned()],
    };
    let words = |line: &String| line.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.iter().map(words).filter(|line| !line.is_empty()).collect()
}

/// Sorts by code, as in a list that people search.
impl Ord for CountryCode {
    fn cmp(&self, other: &Self) -> Ordering {
        self.to_string().cmp(&other.to_string())
    }
}

impl PartialOrd for CountryCode {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl TryFrom<String> for CountryCode {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        Self::parse(&written)
    }
}

impl From<CountryCode> for String {
    fn from(code: CountryCode) -> String {
        code.to_string()
    }
}

deserr_by_parse!(CountryCode, String, CountryCode::try_from);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locality_is_written_in_the_order_of_its_country() {
        let lines = |country| locality_lines(country, "Springfield", "IL", "62701");
        assert_eq!(lines("DE"), ["62701 Springfield", "IL"]);
        assert_eq!(lines("US"), ["Springfield, IL 62701"]);
        assert_eq!(lines("CA"), ["Springfield IL 62701"]);
        assert_eq!(lines("GB"), ["Springfield", "IL", "62701"]);
        assert_eq!(lines("NZ"), ["Springfield 62701", "IL"]);
        assert_eq!(locality_lines("US", "", "", "62701"), ["62701"]);
        assert_eq!(locality_lines("IE", "Cork", "", ""), ["Cork"]);
        assert!(locality_lines("", "", "", "").is_empty());
    }

    #[test]
    fn only_assigned_codes_of_two_capitals_are_countries() {
        for good in ["DE", "GB", "JP", "US"] {
            assert_eq!(CountryCode::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", "D", "de", "DEU", "UK", "XX", "ZZ", "Ä"] {
            assert_eq!(CountryCode::parse(bad).unwrap_err().code, "invalid_country", "{bad}");
        }
        assert_eq!(CountryCode::parse("DE").unwrap().name(), "Germany");
    }

    #[test]
    fn countries_that_stripe_does_not_deliver_to_are_known_and_not_deliverable() {
        for code in WITHOUT_DELIVERY {
            assert!(!CountryCode::parse(code).unwrap().is_deliverable(), "{code}");
        }
        assert!(CountryCode::parse("DE").unwrap().is_deliverable());
    }
}
