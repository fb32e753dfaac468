//! The tax of a purchase: frozen with the cart as a rule, and computed for each amount when it is paid.

mod apportion;
mod included;
mod refunded;
#[cfg(test)]
mod tests;
mod treatment;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::checkout::quote::Quote;
use crate::money::{Money, MoneyError};
use crate::shop::settings::{TaxMode, TaxRate};

pub use treatment::TaxTreatment;

/// An amount, split into net and tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaxedAmount {
    /// Tax rate in hundredths of a percent. Absent without tax, and if Stripe applied several rates at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<TaxRate>,
    /// Amount without tax.
    pub net: Money,
    /// Tax of the amount.
    pub tax: Money,
}

impl TaxedAmount {
    /// Returns an amount without tax.
    pub const fn untaxed(amount: Money) -> Self {
        Self { rate: None, net: amount, tax: Money::zero(amount.currency) }
    }

    /// Returns an amount that includes this tax.
    pub fn including(rate: Option<TaxRate>, gross: Money, tax: Money) -> Result<Self, MoneyError> {
        Ok(Self { rate, net: gross.minus(tax)?, tax })
    }

    /// Returns the whole amount.
    pub fn gross(&self) -> Result<Money, MoneyError> {
        self.net.plus(self.tax)
    }

    fn plus(&self, other: &Self) -> Result<Self, MoneyError> {
        Ok(Self { rate: self.rate, net: self.net.plus(other.net)?, tax: self.tax.plus(other.tax)? })
    }

    fn minus(&self, other: &Self) -> Result<Self, MoneyError> {
        Ok(Self { rate: self.rate, net: self.net.minus(other.net)?, tax: self.tax.minus(other.tax)? })
    }

    const fn is_zero(&self) -> bool {
        self.net.amount == 0 && self.tax.amount == 0
    }

    const fn is_negative(&self) -> bool {
        self.net.amount < 0 || self.tax.amount < 0
    }
}

/// The amounts of a payment as Stripe taxed them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StripeTax {
    /// One amount per line item, in the order of the quote.
    pub lines: Vec<TaxedAmount>,
    /// The amount of shipping.
    pub shipping: TaxedAmount,
}

/// Rate, net and tax of each line item and of shipping, frozen at payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaxBreakdown {
    /// Mode in which the purchase was taxed.
    pub mode: TaxMode,
    /// One amount per line item, in their order.
    pub lines: Vec<TaxedAmount>,
    /// Amount of shipping.
    pub shipping: TaxedAmount,
}

impl TaxBreakdown {
    /// Computes the breakdown of a payment. None if Stripe's amounts are missing, or do not add up to it.
    pub fn of(
        treatment: TaxTreatment,
        quote: &Quote,
        paid: Money,
        by_stripe: Option<&StripeTax>,
    ) -> Result<Option<Self>, MoneyError> {
        let mode = treatment.mode();
        let (lines, shipping) = match treatment {
            TaxTreatment::Included { rate } => included::split(rate, quote)?,
            TaxTreatment::SmallBusiness => {
                let lines = quote.lines.iter().map(|line| TaxedAmount::untaxed(line.total));
                (lines.collect(), TaxedAmount::untaxed(quote.shipping.price))
            }
            TaxTreatment::StripeIncluded | TaxTreatment::StripeAdded => {
                let Some(StripeTax { lines, shipping }) = by_stripe else { return Ok(None) };
                (lines.clone(), *shipping)
            }
        };
        let breakdown = Self { mode, lines, shipping };
        Ok(if breakdown.is_of(quote, paid)? { Some(breakdown) } else { None })
    }

    /// Returns true if the amounts are those of the quote, and add up to the payment.
    fn is_of(&self, quote: &Quote, paid: Money) -> Result<bool, MoneyError> {
        let prices = quote.lines.iter().map(|line| line.total).chain([quote.shipping.price]);
        let mut total = Money::zero(paid.currency);
        let mut fits = self.lines.len() == quote.lines.len();
        for (amount, price) in self.amounts().zip(prices) {
            let shown = if self.mode.is_included() { amount.gross()? } else { amount.net };
            fits &= shown == price && !amount.is_negative();
            total = total.plus(amount.gross()?)?;
        }
        Ok(fits && total == paid)
    }

    fn amounts(&self) -> impl Iterator<Item = &TaxedAmount> {
        self.lines.iter().chain([&self.shipping])
    }

    /// Returns the sum of each rate, the highest rate first.
    pub fn per_rate(&self) -> Result<Vec<TaxedAmount>, MoneyError> {
        let mut rates: Vec<TaxedAmount> = Vec::new();
        for amount in self.amounts() {
            match rates.iter_mut().find(|sum| sum.rate == amount.rate) {
                Some(sum) => *sum = sum.plus(amount)?,
                None => rates.push(*amount),
            }
        }
        // Free shipping without a rate is no rate of its own.
        rates.retain(|sum| sum.rate.is_some() || !sum.is_zero());
        rates.sort_by_key(|sum| std::cmp::Reverse(sum.rate));
        Ok(rates)
    }
}
