//! Figures of a period, computed from its counters.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use shared::domain::ids::ProductId;
use shared::domain::money::{Currency, Money};
use shared::domain::purchase::PurchaseState;
use shared::store::StoreError;
use shared::store::stats::{Counter, Counters};
use utoipa::ToSchema;

/// Number of top products in a summary.
const TOP: usize = 10;

/// Figures of a single day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayFigures {
    /// Calendar day in UTC.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// Figures of the day.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Counted figures. Amounts are summed per currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figures {
    /// Number of orders that were paid.
    pub orders: i64,
    /// Amounts captured for these orders, including shipping and tax.
    pub revenue: Vec<Money>,
    /// Orders by the state that they entered in the period, in life-cycle order.
    pub states: Vec<StateFigures>,
    /// Number of checkouts that were started.
    pub checkouts: i64,
    /// Number of purchases that ended without payment.
    pub checkouts_cancelled: i64,
    /// Number of order refunds that succeeded.
    pub refunds: i64,
    /// Amounts that were refunded.
    pub refunded: Vec<Money>,
    /// Ratio of refunds to revenue in the period, for each currency with revenue.
    pub refund_rates: Vec<RefundRate>,
}

/// Orders that entered a state in the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StateFigures {
    /// State that was entered.
    pub state: PurchaseState,
    /// Number of orders that entered the state.
    pub orders: i64,
    /// Amounts captured for these orders.
    pub value: Vec<Money>,
}

/// Refunds as a share of revenue. Refunds of earlier orders count too, so it can exceed 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct RefundRate {
    /// Currency of the amounts.
    #[schema(value_type = String, example = "EUR")]
    pub currency: Currency,
    /// Rate in basis points (hundredths of a percent), rounded down.
    pub basis_points: i64,
}

/// A product with its ordered quantity and revenue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TopProduct {
    /// Id of the product.
    pub product_id: ProductId,
    /// Current name of the product; absent if it no longer exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Quantity ordered in the range.
    pub pieces: i64,
    /// Revenue of these line items, without shipping.
    pub revenue: Vec<Money>,
}

impl DayFigures {
    pub(crate) fn of(day: Date, counters: &Counters) -> Self {
        Self { day, figures: Figures::of(counters) }
    }
}

impl Figures {
    pub(crate) fn of(counters: &Counters) -> Self {
        let revenue = value_of(counters, PurchaseState::PaymentConfirmed);
        let refunded = sums(counters, |counter| match counter {
            Counter::Refunded(currency) => Some(currency),
            _ => None,
        });
        Self {
            orders: counters.get(Counter::Orders(PurchaseState::PaymentConfirmed)),
            refund_rates: revenue.iter().filter_map(|revenue| rate(counters, *revenue)).collect(),
            revenue,
            states: PurchaseState::ALL.into_iter().filter_map(|state| state_of(counters, state)).collect(),
            checkouts: counters.get(Counter::Checkouts(PurchaseState::PendingPayment)),
            checkouts_cancelled: counters.get(Counter::Checkouts(PurchaseState::Cancelled)),
            refunds: counters.get(Counter::Refunds),
            refunded,
        }
    }
}

fn state_of(counters: &Counters, state: PurchaseState) -> Option<StateFigures> {
    let orders = counters.get(Counter::Orders(state));
    (orders != 0).then(|| StateFigures { state, orders, value: value_of(counters, state) })
}

fn value_of(counters: &Counters, wanted: PurchaseState) -> Vec<Money> {
    sums(counters, |counter| match counter {
        Counter::Value(state, currency) if state == wanted => Some(currency),
        _ => None,
    })
}

fn sums(counters: &Counters, currency_of: impl Fn(Counter) -> Option<Currency>) -> Vec<Money> {
    let sum = |(counter, amount)| currency_of(counter).map(|currency| Money::new(amount, currency));
    counters.iter().filter_map(sum).filter(|sum| sum.amount != 0).collect()
}

fn rate(counters: &Counters, revenue: Money) -> Option<RefundRate> {
    let refunded = counters.get(Counter::Refunded(revenue.currency));
    let basis_points = refunded.checked_mul(10_000)?.checked_div(revenue.amount)?;
    Some(RefundRate { currency: revenue.currency, basis_points })
}

pub(crate) fn total(days: &[(Date, Counters)]) -> Result<Counters, StoreError> {
    days.iter().try_fold(Counters::default(), |mut total, (_, day)| {
        total.add_all(day)?;
        Ok(total)
    })
}

/// The products with the most ordered pieces, without their names.
pub(crate) fn top_products(total: &Counters) -> Vec<TopProduct> {
    let mut products = BTreeMap::<ProductId, TopProduct>::new();
    for (counter, amount) in total.iter() {
        let (Counter::Pieces(product_id) | Counter::Revenue(product_id, _)) = counter else { continue };
        let top = products.entry(product_id).or_insert_with(|| TopProduct {
            product_id,
            name: None,
            pieces: 0,
            revenue: Vec::new(),
        });
        match counter {
            Counter::Revenue(_, currency) => top.revenue.push(Money::new(amount, currency)),
            _ => top.pieces = amount,
        }
    }
    let mut products: Vec<TopProduct> = products.into_values().collect();
    products.sort_by_key(|top| std::cmp::Reverse(top.pieces));
    products.truncate(TOP);
    products
}
