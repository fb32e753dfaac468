//! Path parameters and summaries of orders.

use deserr::Deserr;
use domain::fault::Faults;
use domain::ids::{OrderId, OrderNumber};
use domain::money::Money;
use domain::purchase::{Change, Checkout, NumberedPurchase, Order, PurchaseState};
use domain::time::utc_date;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::http::Problem;

/// The path of an order.
#[derive(Debug, Clone, Copy, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct OrderPath {
    /// Id of the order.
    #[param(inline)]
    pub id: OrderId,
}

/// Summary of an order for lists, without personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrderSummary {
    /// Id of the order.
    pub id: OrderId,
    /// Order number, once it is paid or the customer's bank is to confirm the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<OrderNumber>,
    /// State of the order.
    pub state: PurchaseState,
    /// Amount paid including tax; before payment, the amount due.
    pub total: Money,
    /// Destination country as an ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Total quantity of all line items.
    pub item_count: u32,
    /// Ship-by date, once it is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub ship_by: Option<Date>,
    /// `true` if the ship-by date has passed and the order has not shipped.
    pub overdue: bool,
    /// Refunds of the payment that succeeded; absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Refunded>,
    /// `true` if the customer's bank disputes the payment, or has taken it back.
    pub disputed: bool,
    /// `true` if the order took more than was in stock when it was paid.
    pub oversold: bool,
    /// Time of the payment; before that, of the start of the purchase.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Version number, incremented by each change. A change request sends the version that it is based on.
    pub version: u64,
}

/// Part of an order's payment that was refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Refunded {
    /// Sum of the refunds that succeeded.
    pub amount: Money,
    /// `true` if the whole payment was refunded.
    pub full: bool,
}

impl Refunded {
    fn of(order: &Order) -> Option<Self> {
        let amount = order.refunded?;
        Some(Self { amount, full: amount.amount >= order.payment.captured.amount })
    }
}

impl OrderSummary {
    pub fn of(order: &Order, today: Date) -> Self {
        Self {
            id: order.id,
            number: Some(order.number.clone()),
            state: order.state,
            total: order.payment.captured,
            country: order.quote.country.clone(),
            item_count: order.quote.pieces(),
            ship_by: Some(order.ship_by),
            overdue: is_overdue(order, today),
            refunded: Refunded::of(order),
            disputed: order.is_disputed(),
            oversold: !order.oversold.is_empty(),
            created_at: order.created_at,
            version: order.version,
        }
    }

    /// Returns the summary of an order after a change of it was written.
    pub fn after(change: Option<Change>, now: Timestamp) -> Result<Self, Problem> {
        let change = change.ok_or_else(Problem::conflict)?;
        let after = change.after().map_err(Problem::internal)?;
        let order = after.order.as_ref().ok_or_else(Problem::not_found)?;
        Ok(Self::of(order, utc_date(now)))
    }

    pub fn numbered(purchase: &NumberedPurchase, today: Date) -> Self {
        match purchase {
            NumberedPurchase::Order(order) => Self::of(order, today),
            NumberedPurchase::Unpaid { checkout, .. } => Self::unpaid(checkout),
        }
    }

    pub fn unpaid(checkout: &Checkout) -> Self {
        Self {
            id: checkout.id,
            number: checkout.order_number.clone(),
            state: checkout.state,
            total: checkout.quote.total,
            country: checkout.quote.country.clone(),
            item_count: checkout.quote.pieces(),
            ship_by: None,
            overdue: false,
            refunded: None,
            disputed: false,
            oversold: false,
            created_at: checkout.created_at,
            version: checkout.version,
        }
    }
}

fn is_overdue(order: &Order, today: Date) -> bool {
    order.state.waits_to_be_shipped() && order.ship_by < today
}
