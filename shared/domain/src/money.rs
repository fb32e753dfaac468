//! Money in whole minor units of an ISO 4217 currency. Arithmetic never overflows silently, never rounds, and
//! never mixes currencies.

use std::fmt;

use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fault::{Broken, Faults, deserr_by_parse};

/// Largest amount of one charge, in minor units: Stripe accepts at most eight digits.
pub const MAX_CHARGE: i64 = 99_999_999;

/// An ISO 4217 currency whose minor unit is the one that Stripe uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The euro, with two decimals.
    pub const EUR: Self = Self(iso_currency::Currency::EUR);

    /// Parses a code such as `EUR`, in upper or lower case.
    pub fn parse(code: &str) -> Result<Self, Broken> {
        iso_currency::Currency::from_code(&code.to_ascii_uppercase())
            .filter(|currency| Self::has_stripes_minor_unit(*currency))
            .map(Self)
            .ok_or_else(|| {
                Broken::new(
                    "unknown_currency",
                    "Must be the ISO 4217 code of a currency with 0 or 2 decimals.",
                )
            })
    }

    /// Returns true if Stripe uses the minor unit of ISO 4217. The shop does not sell in other currencies
    /// (<https://docs.stripe.com/currencies#special-cases>).
    fn has_stripes_minor_unit(currency: iso_currency::Currency) -> bool {
        use iso_currency::Currency as C;
        matches!(currency.exponent(), Some(0 | 2))
            && !matches!(currency, C::ISK | C::UGX | C::HUF | C::TWD | C::MGA)
    }

    /// Returns the code of three capital letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Returns the number of decimals: 2 for EUR, 0 for JPY.
    pub fn decimals(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(0))
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = Broken;
    fn try_from(code: String) -> Result<Self, Broken> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

deserr_by_parse!(Currency, String, Currency::try_from);

/// An amount in minor units (cents for EUR) of a currency. Negative for a deduction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Money {
    /// Amount in minor units of the currency.
    #[schema(example = 1299)]
    pub amount: i64,
    /// Currency as an ISO 4217 code.
    #[schema(value_type = String, example = "EUR", min_length = 3, max_length = 3)]
    pub currency: Currency,
}

/// Reasons for which a calculation with amounts fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The result does not fit into 64 bits.
    #[error("the amount is too large")]
    Overflow,
    /// The two amounts have different currencies.
    #[error("cannot mix {0} and {1}")]
    CurrencyMismatch(Currency, Currency),
}

impl Money {
    /// Creates an amount in minor units.
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Returns an amount of zero.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Adds two amounts of the same currency.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.with(other, i64::checked_add)
    }

    /// Subtracts an amount of the same currency.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.with(other, i64::checked_sub)
    }

    /// Multiplies the amount by a quantity.
    pub fn times(self, quantity: u32) -> Result<Self, MoneyError> {
        let amount = self.amount.checked_mul(i64::from(quantity)).ok_or(MoneyError::Overflow)?;
        Ok(Self { amount, ..self })
    }

    /// Sums all amounts; zero in `currency` if there are none.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// Returns the amount, or zero if it is negative.
    #[must_use]
    pub fn at_least_zero(self) -> Self {
        Self { amount: self.amount.max(0), ..self }
    }

    /// Formats the amount with the currency's decimals and without its code: `12.99`, `1200`.
    pub fn decimal(self) -> String {
        let decimals = self.currency.decimals();
        let unit = 10_u64.pow(decimals);
        let (whole, rest) = (self.amount.unsigned_abs() / unit, self.amount.unsigned_abs() % unit);
        let sign = if self.amount < 0 { "-" } else { "" };
        match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{rest:0width$}", width = decimals as usize),
        }
    }

    /// Parses a decimal with a point or a comma, as spreadsheet programs of different languages write it: `1299`,
    /// `1,299.00`, `1.299,00`. A text that could mean two amounts, such as `1.299`, is refused.
    pub fn from_decimal(written: &str, currency: Currency) -> Result<Self, Broken> {
        let detail = "Must be an amount such as 32.00 or 32,00, with at most the currency's decimals.";
        let digits = digits_of(written.trim(), currency.decimals() as usize);
        let amount = digits.and_then(|digits| digits.parse().ok());
        amount.map(|amount| Self { amount, currency }).ok_or_else(|| Broken::new("invalid_amount", detail))
    }

    fn with(self, other: Self, operation: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch(self.currency, other.currency));
        }
        let amount = operation(self.amount, other.amount).ok_or(MoneyError::Overflow)?;
        Ok(Self { amount, ..self })
    }
}

/// Formats the amount with its code, as in mails and logs: `EUR 12.99`, `JPY 1200`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.decimal())
    }
}

/// Returns the digits of a decimal in minor units, with its sign; none if it is not one.
fn digits_of(written: &str, decimals: usize) -> Option<String> {
    let (sign, unsigned) = match written.strip_prefix(['-', '\u{2212}']) {
        Some(unsigned) => ("-", unsigned),
        None => ("", written),
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((whole, fraction)) = unsigned.rsplit_once(['.', ',']) else {
        return is_number(unsigned).then(|| format!("{sign}{unsigned}{:0<decimals$}", ""));
    };
    let thousands = if unsigned.rfind(',') > unsigned.rfind('.') { '.' } else { ',' };
    let mut groups = whole.split(thousands);
    let first = groups.next().filter(|first| is_number(first))?;
    let is_group = |group: &str| group.len() == 3 && is_number(group);
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| is_group(group)));
    let valid = grouped && is_number(fraction) && fraction.len() <= decimals;
    valid.then(|| format!("{sign}{first}{}{fraction:0<decimals$}", rest.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    #[test]
    fn amounts_are_formatted_with_the_currencys_decimals() {
        let yen = Currency::parse("jpy").unwrap();
        assert_eq!(eur(1299).to_string(), "EUR 12.99");
        assert_eq!(eur(-5).to_string(), "EUR -0.05");
        assert_eq!(Money::new(1200, yen).to_string(), "JPY 1200");
        assert_eq!(eur(i64::MIN).to_string(), "EUR -92233720368547758.08");
    }

    #[test]
    fn decimals_of_the_offered_languages_are_read() {
        let read = |written: &str| Money::from_decimal(written, Currency::EUR).map(|money| money.amount);
        for (written, amount) in [
            ("32", 3200),
            ("32.00", 3200),
            ("32,00", 3200),
            ("32,5", 3250),
            (" -0,05 ", -5),
            ("\u{2212}1", -100),
            ("1.299,00", 129_900),
            ("1,299.00", 129_900),
            ("1.234.567,89", 123_456_789),
        ] {
            assert_eq!(read(written), Ok(amount), "{written}");
        }
        for unclear in [
            "", "-", "1.299", "1,299", "1,299,00", "12.", ",5", "1.2.3", "1.23,4", "12,345", "€ 5", "1e3",
            "--1",
        ] {
            assert_eq!(read(unclear).unwrap_err().code, "invalid_amount", "{unclear}");
        }
        let yen = Currency::parse("JPY").unwrap();
        assert_eq!(Money::from_decimal("1400", yen), Ok(Money::new(1400, yen)));
        for unclear in ["1.400", "1400,00"] {
            assert!(Money::from_decimal(unclear, yen).is_err(), "{unclear}");
        }
    }

    #[test]
    fn currencies_with_another_minor_unit_at_stripe_are_refused() {
        for code in ["ISK", "UGX", "KWD", "XXX", "", "EURO"] {
            assert!(Currency::parse(code).is_err(), "{code}");
        }
    }

    #[test]
    fn different_currencies_never_mix() {
        let yen = Money::new(1, Currency::parse("JPY").unwrap());
        assert!(matches!(eur(1).plus(yen), Err(MoneyError::CurrencyMismatch(..))));
    }

    proptest! {
        #[test]
        fn a_written_amount_is_read_back(amount: i64) {
            prop_assert_eq!(Money::from_decimal(&eur(amount).decimal(), Currency::EUR), Ok(eur(amount)));
        }

        #[test]
        fn arithmetic_is_exact_or_refused(a: i64, b: i64, quantity: u32) {
            let exact = |value: i128| i64::try_from(value).map(eur).map_err(|_| MoneyError::Overflow);
            prop_assert_eq!(eur(a).plus(eur(b)), exact(i128::from(a) + i128::from(b)));
            prop_assert_eq!(eur(a).minus(eur(b)), exact(i128::from(a) - i128::from(b)));
            prop_assert_eq!(eur(a).times(quantity), exact(i128::from(a) * i128::from(quantity)));
        }
    }
}
