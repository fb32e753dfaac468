//! Limits of one charge at Stripe.

use crate::fault::Broken;
use crate::money::{Currency, MAX_CHARGE, Money};

/// Smallest charges in minor units, by currency
/// (<https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>). For any other currency Stripe converts the
/// minimum of the account's settlement currency, which only Stripe knows.
const LEAST_CHARGES: [(&str, i64); 23] = [
    ("AED", 200),
    ("AUD", 50),
    ("BGN", 100),
    ("BRL", 50),
    ("CAD", 50),
    ("CHF", 50),
    ("CZK", 1500),
    ("DKK", 250),
    ("EUR", 50),
    ("GBP", 30),
    ("HKD", 400),
    ("INR", 50),
    ("JPY", 50),
    ("MXN", 1000),
    ("MYR", 200),
    ("NOK", 300),
    ("NZD", 50),
    ("PLN", 200),
    ("RON", 200),
    ("SEK", 300),
    ("SGD", 50),
    ("THB", 1000),
    ("USD", 50),
];

/// Returns the smallest amount that can be charged in a currency.
pub fn least_charge(currency: Currency) -> Money {
    let listed = LEAST_CHARGES.iter().find(|(code, _)| *code == currency.code());
    Money::new(listed.map_or(1, |(_, amount)| *amount), currency)
}

/// Checks that a total can be charged.
pub(super) fn check(total: Money) -> Result<(), Broken> {
    let least = least_charge(total.currency);
    if total.amount < least.amount {
        let detail = format!("The total is {total}; at least {least} can be charged.");
        return Err(Broken::new("total_too_small", detail));
    }
    if total.amount > MAX_CHARGE {
        let most = Money::new(MAX_CHARGE, total.currency);
        let detail = format!("The total is {total}; at most {most} can be charged.");
        return Err(Broken::new("total_out_of_range", detail));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_minimum_is_of_a_currency_that_the_shop_accepts() {
        for (code, amount) in LEAST_CHARGES {
            let least = least_charge(Currency::parse(code).unwrap());
            assert_eq!(least.amount, amount);
            assert_eq!(check(least), Ok(()));
            let below = Money::new(amount - 1, least.currency);
            assert_eq!(check(below).unwrap_err().code, "total_too_small", "{code}");
        }
    }

    #[test]
    fn an_unlisted_currency_needs_an_amount_above_zero() {
        let rand = Currency::parse("ZAR").unwrap();
        assert_eq!(check(Money::zero(rand)).unwrap_err().code, "total_too_small");
        assert_eq!(check(Money::new(1, rand)), Ok(()));
        assert_eq!(check(Money::new(MAX_CHARGE, rand)), Ok(()));
        assert_eq!(check(Money::new(MAX_CHARGE + 1, rand)).unwrap_err().code, "total_out_of_range");
    }
}
