//! Tax that the prices include, at one rate: a purchase has one destination.

use super::TaxedAmount;
use super::apportion::largest_remainders;
use crate::checkout::quote::Quote;
use crate::money::{Money, MoneyError};
use crate::shop::settings::TaxRate;

/// Splits the line items and shipping. The tax is rounded once, half up, on their total; each line's own tax differs from
/// its exact share by less than one minor unit.
pub(super) fn split(rate: TaxRate, quote: &Quote) -> Result<(Vec<TaxedAmount>, TaxedAmount), MoneyError> {
    let prices: Vec<Money> =
        quote.lines.iter().map(|line| line.total).chain([quote.shipping.price]).collect();
    let (part, whole) = (i128::from(rate.hundredths()), 10_000 + i128::from(rate.hundredths()));
    let exact = |price: &Money| (i128::from(price.amount) * part, whole);
    let total: i128 = prices.iter().map(|price| i128::from(price.amount)).sum();
    let tax = (2 * total * part + whole) / (2 * whole);
    let taxes = largest_remainders(tax, prices.iter().map(exact)).ok_or(MoneyError::Overflow)?;
    let mut amounts = prices
        .iter()
        .zip(taxes)
        .map(|(price, tax)| TaxedAmount::including(Some(rate), *price, Money { amount: tax, ..*price }))
        .collect::<Result<Vec<_>, _>>()?;
    let shipping = amounts.pop().ok_or(MoneyError::Overflow)?;
    Ok((amounts, shipping))
}
