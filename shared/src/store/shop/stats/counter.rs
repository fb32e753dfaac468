//! The counters of a day, and the attribute that stores each.

use std::fmt;

use domain::ids::ProductId;
use domain::money::Currency;
use domain::purchase::PurchaseState;

/// A figure that is counted per day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counter {
    /// Purchases that entered a state without being paid.
    Checkouts(PurchaseState),
    /// Orders that entered a state.
    Orders(PurchaseState),
    /// Amounts captured for the orders that entered a state, in minor units.
    Value(PurchaseState, Currency),
    /// Ordered quantity of a product.
    Pieces(ProductId),
    /// Price of the ordered pieces of a product, without shipping, in minor units.
    Revenue(ProductId, Currency),
    /// Refunds of orders that succeeded.
    Refunds,
    /// Refunded amounts, in minor units.
    Refunded(Currency),
}

impl fmt::Display for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checkouts(state) => write!(f, "checkouts#{state}"),
            Self::Orders(state) => write!(f, "orders#{state}"),
            Self::Value(state, currency) => write!(f, "value#{state}#{currency}"),
            Self::Pieces(product) => write!(f, "pieces#{product}"),
            Self::Revenue(product, currency) => write!(f, "revenue#{product}#{currency}"),
            Self::Refunds => f.write_str("refunds"),
            Self::Refunded(currency) => write!(f, "refunded#{currency}"),
        }
    }
}

impl Counter {
    /// Parses the attribute of a counter; none for any other attribute.
    pub(super) fn parse(attribute: &str) -> Option<Self> {
        let state = |word: &str| PurchaseState::ALL.into_iter().find(|state| state.as_str() == word);
        let currency = |code: &str| Currency::parse(code).ok();
        let product = |id: &str| ProductId::parse(id).ok();
        let parts: Vec<&str> = attribute.split('#').collect();
        Some(match *parts.as_slice() {
            ["checkouts", word] => Self::Checkouts(state(word)?),
            ["orders", word] => Self::Orders(state(word)?),
            ["value", word, code] => Self::Value(state(word)?, currency(code)?),
            ["pieces", id] => Self::Pieces(product(id)?),
            ["revenue", id, code] => Self::Revenue(product(id)?, currency(code)?),
            ["refunds"] => Self::Refunds,
            ["refunded", code] => Self::Refunded(currency(code)?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn counters() -> impl Strategy<Value = Counter> {
        let state = || select(PurchaseState::ALL.to_vec());
        let currency = || select(vec!["EUR", "JPY", "USD"]).prop_map(|code| Currency::parse(code).unwrap());
        let product = || any::<u128>().prop_map(|bits| ProductId::from_uuid(uuid::Uuid::from_u128(bits)));
        prop_oneof![
            state().prop_map(Counter::Checkouts),
            state().prop_map(Counter::Orders),
            (state(), currency()).prop_map(|(state, currency)| Counter::Value(state, currency)),
            product().prop_map(Counter::Pieces),
            (product(), currency()).prop_map(|(product, currency)| Counter::Revenue(product, currency)),
            Just(Counter::Refunds),
            currency().prop_map(Counter::Refunded),
        ]
    }

    proptest! {
        #[test]
        fn a_counter_is_read_back_from_its_attribute(counter in counters()) {
            prop_assert_eq!(Counter::parse(&counter.to_string()), Some(counter));
        }

        #[test]
        fn whatever_an_attribute_is_called_it_is_a_counter_or_none(name in ".{0,40}") {
            let read = Counter::parse(&name).map(|counter| counter.to_string().to_ascii_lowercase());
            prop_assert!(read.is_none_or(|read| read == name.to_ascii_lowercase()));
        }
    }
}
