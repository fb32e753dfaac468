//! A purchase that its customer and staff know by its number.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Checkout, Order, PurchaseState};
use crate::checkout::quote::Quote;
use crate::ids::{OrderId, OrderNumber};
use crate::money::Money;
use crate::shop::settings::TaxMode;

/// An order, or a purchase without one whose payment a bank is to confirm, or has not confirmed.
#[derive(Debug, Clone, PartialEq)]
pub enum NumberedPurchase {
    /// The order.
    Order(Order),
    /// The purchase without an order.
    Unpaid {
        /// The number that was reserved.
        number: OrderNumber,
        /// The purchase.
        checkout: Checkout,
    },
}

impl NumberedPurchase {
    /// Returns the purchase with these records; none if it has no number.
    pub fn of(order: Option<Order>, checkout: Option<Checkout>) -> Option<Self> {
        order.map(Self::Order).or_else(|| {
            let checkout = checkout?;
            Some(Self::Unpaid { number: checkout.order_number.clone()?, checkout })
        })
    }

    /// Returns the order, if there is one.
    pub const fn order(&self) -> Option<&Order> {
        match self {
            Self::Order(order) => Some(order),
            Self::Unpaid { .. } => None,
        }
    }

    /// Returns the id of the purchase.
    pub const fn id(&self) -> OrderId {
        match self {
            Self::Order(order) => order.id,
            Self::Unpaid { checkout, .. } => checkout.id,
        }
    }

    /// Returns the number of the purchase.
    pub const fn number(&self) -> &OrderNumber {
        match self {
            Self::Order(order) => &order.number,
            Self::Unpaid { number, .. } => number,
        }
    }

    /// Returns the present state.
    pub const fn state(&self) -> PurchaseState {
        match self {
            Self::Order(order) => order.state,
            Self::Unpaid { checkout, .. } => checkout.state,
        }
    }

    /// Returns the priced line items.
    pub const fn quote(&self) -> &Quote {
        match self {
            Self::Order(order) => &order.quote,
            Self::Unpaid { checkout, .. } => &checkout.quote,
        }
    }

    /// Returns the amount paid, tax included; before payment, the amount due.
    pub const fn total(&self) -> Money {
        match self {
            Self::Order(order) => order.payment.captured,
            Self::Unpaid { checkout, .. } => checkout.quote.total,
        }
    }

    /// Returns the tax that Stripe added, which is known once it is paid.
    pub const fn tax_added(&self) -> Money {
        match self {
            Self::Order(order) => order.payment.tax_added,
            Self::Unpaid { checkout, .. } => Money::zero(checkout.quote.total.currency),
        }
    }

    /// Returns the mode in which it is taxed; none for an order from before there were modes.
    pub fn tax_mode(&self) -> Option<TaxMode> {
        match self {
            Self::Order(order) => order.tax.as_ref().map(|tax| tax.mode),
            Self::Unpaid { checkout, .. } => Some(checkout.tax.mode()),
        }
    }

    /// Returns the day by which the order should be shipped; none before it is paid.
    pub fn ship_by(&self) -> Option<Date> {
        self.order().map(|order| order.ship_by)
    }

    /// Returns the time of the payment; before it, of the start of the purchase.
    pub const fn created_at(&self) -> Timestamp {
        match self {
            Self::Order(order) => order.created_at,
            Self::Unpaid { checkout, .. } => checkout.created_at,
        }
    }

    /// Returns the keyed hash of the customer's e-mail, as long as their data is there.
    pub fn customer_hash(&self) -> Option<&str> {
        match self {
            Self::Order(order) => order.customer_hash.as_deref(),
            Self::Unpaid { checkout, .. } => checkout.customer_hash.as_deref(),
        }
    }

    /// Returns the hash of the secret in the customer's link.
    pub fn secret_hash(&self) -> Option<&str> {
        match self {
            Self::Order(order) => order.secret_hash.as_deref(),
            Self::Unpaid { checkout, .. } => checkout.secret_hash.as_deref(),
        }
    }
}
