//! The tax of a purchase: frozen with the cart as a rule, and computed for each amount when it is paid.

mod apportion;
mod included;
mod refunded;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::checkout::quote::Quote;
use crate::money::{Money, MoneyError};
use crate::shop::settings::{Tax, TaxMode, TaxRate};

/// The rule by which a purchase is taxed. It is frozen with the cart, since the customer saw prices with or without tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum TaxTreatment {
    /// The prices include tax at the rate of the destination.
    Included {
        /// The rate of the destination country.
        rate: TaxRate,
    },
    /// The prices include tax, which Stripe computes.
    StripeIncluded,
    /// Stripe adds tax to the prices.
    StripeAdded,
    /// There is no tax.
    SmallBusiness,
}

impl TaxTreatment {
    /// Returns the treatment of a purchase that is delivered to a country.
    pub fn of(tax: &Tax, country: &str) -> Self {
        match tax {
            Tax::Included { home_rate, rates } => {
                let listed = rates.iter().find(|rate| rate.country.to_string() == country);
                Self::Included { rate: listed.map_or(*home_rate, |listed| listed.rate) }
            }
            Tax::StripeIncluded => Self::StripeIncluded,
            Tax::StripeAdded => Self::StripeAdded,
            Tax::SmallBusiness => Self::SmallBusiness,
        }
    }

    /// Returns the mode.
    pub const fn mode(self) -> TaxMode {
        match self {
            Self::Included { .. } => TaxMode::Included,
            Self::StripeIncluded => TaxMode::StripeIncluded,
            Self::StripeAdded => TaxMode::StripeAdded,
            Self::SmallBusiness => TaxMode::SmallBusiness,
        }
    }

    /// Reads the stored treatment. Until there were modes, it was `automatic_tax`, as in [`Tax::stored`].
    pub(super) fn stored<'de, D: Deserializer<'de>>(stored: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            Automatic(bool),
            Treatment(TaxTreatment),
        }
        Ok(match Stored::deserialize(stored)? {
            Stored::Automatic(true) => Self::StripeAdded,
            Stored::Automatic(false) => Self::Included { rate: TaxRate::STARTER },
            Stored::Treatment(treatment) => treatment,
        })
    }
}

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
