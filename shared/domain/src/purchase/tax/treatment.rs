//! The rule by which a purchase is taxed.

use serde::{Deserialize, Deserializer, Serialize};

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
    pub(in crate::purchase) fn stored<'de, D: Deserializer<'de>>(stored: D) -> Result<Self, D::Error> {
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
