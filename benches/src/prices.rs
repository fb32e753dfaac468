//! AWS's list prices, from `prices.json`.

use std::collections::BTreeMap;

use serde_json::Value;

const FILE: &str = include_str!("../prices.json");

/// Amounts of what AWS charges for, by their names in the price list.
pub(crate) type Amounts = BTreeMap<&'static str, f64>;

pub(crate) struct Prices(Value);

impl Prices {
    pub(crate) fn read() -> Self {
        Self(serde_json::from_str(FILE).unwrap())
    }

    /// Returns the price of one unit, in USD.
    pub(crate) fn of(&self, unit: &str) -> f64 {
        let price = &self.0["prices"][unit];
        let (usd, per) = (price["usd"].as_f64(), price["per"].as_f64());
        usd.zip(per).map_or_else(|| panic!("no price for {unit}"), |(usd, per)| usd / per)
    }

    /// Returns the price of all, in USD.
    pub(crate) fn of_all(&self, amounts: &Amounts) -> f64 {
        amounts.iter().map(|(unit, amount)| amount * self.of(unit)).sum()
    }

    /// Returns where and when the prices applied, and whether somebody has verified them.
    pub(crate) fn origin(&self) -> String {
        let text = |name: &str| self.0[name].as_str().unwrap().to_owned();
        let verified = if self.0["verified"] == true { "verified" } else { "not verified" };
        format!("List prices of {}, {}, {verified} (`benches/prices.json`).", text("region"), text("as_of"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_price_has_a_source_at_aws() {
        let prices = Prices::read();
        let units = prices.0["prices"].as_object().unwrap();
        for (unit, price) in units {
            assert!(prices.of(unit) > 0.0, "{unit}");
            assert!(price["source"].as_str().unwrap().starts_with("https://aws.amazon.com/"), "{unit}");
        }
    }
}
