//! Tax rates, in whole hundredths of a percent.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fault::{Broken, deserr_by_parse};

/// Tax rate in hundredths of a percent: 1900 is 19 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "i64", into = "u16")]
#[schema(value_type = u16, minimum = 0, maximum = 10000, example = 1900)]
pub struct TaxRate(u16);

impl TaxRate {
    /// The German standard rate, with which a new shop starts.
    pub const STARTER: Self = Self(1900);
    /// The largest rate, 100 %.
    pub const MAX: Self = Self(10_000);

    /// Parses a rate in hundredths of a percent.
    pub fn parse(hundredths: i64) -> Result<Self, Broken> {
        let rate = u16::try_from(hundredths).ok().map(Self).filter(|rate| *rate <= Self::MAX);
        rate.ok_or_else(|| {
            Broken::new("rate_out_of_range", "Must be between 0 and 10000 hundredths of a percent.")
        })
    }

    /// Parses a decimal number of percents with at most two decimals, such as `19` or `7.7`.
    pub fn from_percent(written: &str) -> Option<Self> {
        let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
        if whole.is_empty()
            || fraction.len() > 2
            || !written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        {
            return None;
        }
        Self::parse(format!("{whole}{fraction:0<2}").parse().ok()?).ok()
    }

    /// Returns the rate in hundredths of a percent.
    pub const fn hundredths(self) -> u16 {
        self.0
    }
}

/// Formats the rate as `19 %` or `7.7 %`.
impl fmt::Display for TaxRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole} %"),
            tenths if tenths % 10 == 0 => write!(f, "{whole}.{} %", tenths / 10),
            _ => write!(f, "{whole}.{rest:02} %"),
        }
    }
}

impl TryFrom<i64> for TaxRate {
    type Error = Broken;
    fn try_from(hundredths: i64) -> Result<Self, Broken> {
        Self::parse(hundredths)
    }
}

impl From<TaxRate> for u16 {
    fn from(rate: TaxRate) -> Self {
        rate.0
    }
}

deserr_by_parse!(TaxRate, i64, TaxRate::parse);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn percents_of_at_most_two_decimals_are_read() {
        for (written, hundredths) in [("19", 1900), ("7.7", 770), ("5.25", 525), ("0", 0), ("100", 10_000)] {
            assert_eq!(TaxRate::from_percent(written).map(TaxRate::hundredths), Some(hundredths));
        }
        for other in ["8.875", "-1", "100.01", "", "NaN", "1e1", "1.2.3"] {
            assert_eq!(TaxRate::from_percent(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_shown_rate_is_read_back(hundredths in 0_i64..=10_000) {
            let rate = TaxRate::parse(hundredths).unwrap();
            let shown = rate.to_string();
            prop_assert_eq!(TaxRate::from_percent(shown.trim_end_matches(" %")), Some(rate));
        }
    }
}
