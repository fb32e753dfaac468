//! A paid purchase: the order with its payment, parcels, milestones and disputes.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tax::TaxBreakdown;
use super::{Parcel, PurchaseState, Refund, Sealed, StockTaken, refund_record};
use crate::audit::ChainHead;
use crate::catalogue::product::MAX_STOCK;
use crate::checkout::quote::Quote;
use crate::ids::{OrderId, OrderNumber, ProductId};
use crate::money::{Money, MoneyError};
use crate::shop::settings::Settings;

/// Payment of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Payment {
    /// Id of the Stripe Checkout Session.
    pub session_id: String,
    /// Id of Stripe's payment intent; absent if nothing was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_intent: Option<String>,
    /// Captured amount including tax.
    pub captured: Money,
    /// Tax that Stripe added on top.
    pub tax_added: Money,
    /// Time at which the shop recorded the payment.
    #[schema(value_type = String, format = DateTime)]
    pub paid_at: Timestamp,
}

/// Time at which an order entered a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Milestone {
    /// State that was entered.
    pub state: PurchaseState,
    /// Time of the transition.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// A dispute opened by the customer's bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dispute {
    /// Stripe id of the dispute.
    pub id: String,
    /// Disputed payment intent; not always the one that created the order.
    pub payment_intent: String,
    /// Dispute status as reported by Stripe.
    pub status: String,
}

impl Dispute {
    /// Returns true if the dispute took the money for good.
    pub fn is_lost(&self) -> bool {
        self.status == "lost"
    }

    /// Returns true if it can still be answered or decided.
    pub fn is_open(&self) -> bool {
        // Stripe's words for disputes that are over: https://docs.stripe.com/api/disputes/object#dispute_object-status
        !self.is_lost() && !matches!(self.status.as_str(), "won" | "warning_closed" | "prevented")
    }
}

/// A paid purchase. Its serialised form is the stored form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The id of the purchase.
    pub id: OrderId,
    /// The short number for people.
    pub number: OrderNumber,
    /// The present state of the order.
    pub state: PurchaseState,
    /// The priced line items. They never change.
    pub quote: Quote,
    /// The payment that made the order.
    pub payment: Payment,
    /// The rate, net and tax of its amounts, frozen at payment. Absent from orders paid before this was stored, and if
    /// Stripe's amounts did not add up to the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<TaxBreakdown>,
    /// The day by which it should be shipped: computed at payment, and only staff change it.
    pub ship_by: Date,
    /// The customer's data, sealed, with its key; none once it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidential: Option<Sealed>,
    /// Keyed hash of the normalised e-mail; none once the customer was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_hash: Option<String>,
    /// Hash of the secret in the customer's link; none once the customer was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_hash: Option<String>,
    /// The time at which the customer's data was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Timestamp>,
    /// The time at which the customer asked to be erased while the order still needed their data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erasure_requested_at: Option<Timestamp>,
    /// The parcels handed to a carrier.
    pub parcels: Vec<Parcel>,
    /// The times at which it reached its states.
    pub milestones: Vec<Milestone>,
    /// The disputes of its payments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<Dispute>,
    /// The sum of the succeeded refunds of its own payment; none until there is one. [`super::Change::after`] computes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Money>,
    /// The stock that it took and has not returned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stock: Vec<StockTaken>,
    /// The part of that stock that was not there when it was paid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub oversold: Vec<StockTaken>,
    /// The version, which every change increments.
    pub version: u64,
    /// The head of its audit chain.
    pub chain: ChainHead,
    /// The time at which the payment was confirmed.
    pub created_at: Timestamp,
}

impl Order {
    /// Returns the time since which nothing is left to be made or sent, while the order still holds its customer's
    /// data. Shipped orders count too: one that nobody ever marks as delivered must not hold the data for ever. If the
    /// customer asked to be erased, the time is the earliest there is once the order is closed, so that no retention
    /// period protects the data.
    pub fn holds_customer_since(&self) -> Option<Timestamp> {
        let last = self.milestones.last().map_or(self.created_at, |milestone| milestone.at);
        let done = self.state.is_closed() || self.state == PurchaseState::Shipped;
        let overdue = self.state.is_closed() && self.erasure_requested_at.is_some();
        let since = if overdue { Timestamp::UNIX_EPOCH } else { last };
        (done && self.erased_at.is_none()).then_some(since)
    }

    /// Returns true if a payment is the one that made the order. The customer may have paid twice.
    pub fn is_paid_by(&self, payment_intent: &str) -> bool {
        self.payment.payment_intent.as_deref() == Some(payment_intent)
    }

    /// Returns true if the customer can cancel the order: no work on it has begun.
    pub fn can_be_cancelled_by_customer(&self) -> bool {
        self.state == PurchaseState::PaymentConfirmed
    }

    /// Returns the time at which the order was shipped.
    pub fn shipped_at(&self) -> Option<Timestamp> {
        let shipped = self.milestones.iter().find(|milestone| milestone.state == PurchaseState::Shipped);
        shipped.map(|milestone| milestone.at)
    }

    /// Returns the amount of the order's payment that can still be refunded. Without a payment there is none, and a lost
    /// dispute took the money back already. The refund of a second payment, made because the customer paid twice, does
    /// not count.
    pub fn refundable(&self, refunds: &[Refund]) -> Result<Money, MoneyError> {
        let captured = self.payment.captured;
        let lost = self.own_disputes().any(Dispute::is_lost);
        match &self.payment.payment_intent {
            Some(_) if !lost => {
                let of_it = refunds.iter().filter(|refund| self.is_paid_by(&refund.payment_intent));
                refund_record::refundable(captured, of_it).map(Money::at_least_zero)
            }
            _ => Ok(Money::zero(captured.currency)),
        }
    }

    /// Returns true if the order's own payment is disputed, or was taken back by a dispute.
    pub fn is_disputed(&self) -> bool {
        self.own_disputes().any(|dispute| dispute.is_open() || dispute.is_lost())
    }

    fn own_disputes(&self) -> impl Iterator<Item = &Dispute> {
        self.disputes.iter().filter(|dispute| self.is_paid_by(&dispute.payment_intent))
    }

    /// Returns the sum of the refunds of the order's own payment that the customer has got; none if there is no such refund.
    pub(super) fn refunded_by(&self, refunds: &[Refund]) -> Result<Option<Money>, MoneyError> {
        let mut done = refunds
            .iter()
            .filter(|refund| refund.status.is_paid() && self.is_paid_by(&refund.payment_intent));
        let Some(first) = done.next() else { return Ok(None) };
        done.try_fold(first.amount, |sum, refund| sum.plus(refund.amount)).map(Some)
    }
}

/// The position of a stocked variant in its product, its stock, and the quantity to take from it or return to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockLocation {
    /// The variant and the quantity.
    pub taken: StockTaken,
    /// The variant's index in the product's list.
    pub place: usize,
    /// The variant's stock when it was read.
    pub left: i64,
}

impl StockLocation {
    /// Returns true if the stock that was read is enough.
    pub fn is_enough(&self) -> bool {
        self.left >= i64::from(self.taken.quantity)
    }

    /// Returns the location with as many of its pieces as can be returned without a stock above the maximum.
    #[must_use]
    pub fn returnable(self) -> Self {
        let room = u32::try_from(MAX_STOCK.saturating_sub(self.left).max(0)).unwrap_or(u32::MAX);
        let quantity = self.taken.quantity.min(room);
        Self { taken: StockTaken { quantity, ..self.taken }, ..self }
    }

    /// Returns the pieces that are missing, if the stock is not enough.
    pub(super) fn missing(&self) -> Option<StockTaken> {
        let left = u32::try_from(self.left).unwrap_or(0);
        let missing = self.taken.quantity.saturating_sub(left);
        (!self.is_enough()).then_some(StockTaken { quantity: missing, ..self.taken })
    }
}

/// The present state of the shop that an order is made with.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderContext {
    /// The settings of the shop.
    pub settings: Settings,
    /// The present positions of the stocked variants. Variants that are no longer stocked are left out.
    pub stock: Vec<StockLocation>,
    /// The products that have no order yet.
    pub first_sales: Vec<ProductId>,
}
