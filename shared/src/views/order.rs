//! What several endpoints take or show of an order.

use deserr::Deserr;
use domain::fault::{Broken, Faults};
use domain::ids::{OrderId, OrderNumber};
use domain::money::Money;
use domain::purchase::PurchaseState;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::store::items::OrderItem;

/// Which order.
#[derive(Debug, Clone, Copy, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct OrderPath {
    /// The order's id.
    #[param(inline)]
    pub id: OrderId,
}

/// A point in time, RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, try_from(String) = Self::try_from -> Broken)]
#[schema(value_type = String, format = DateTime)]
pub struct Moment(pub Timestamp);

impl TryFrom<String> for Moment {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        let detail = "Expected a time like 2026-11-23T09:30:00Z.";
        written.parse().map(Self).map_err(|_| Broken::new("invalid_time", detail))
    }
}

/// An order as lists show it, free of personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrderSummary {
    /// Its id.
    pub id: OrderId,
    /// Its short number.
    pub number: OrderNumber,
    /// Where it stands.
    pub state: PurchaseState,
    /// What was paid, tax included.
    pub total: Money,
    /// Where it ships to: ISO 3166-1 alpha-2.
    pub country: String,
    /// How many pieces it has.
    pub item_count: u32,
    /// When it should be shipped.
    #[schema(value_type = String, format = Date)]
    pub ship_by: Date,
    /// Whether it should have been shipped by now, and was not.
    pub overdue: bool,
    /// When it was paid.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Counts its changes; a change names the one that it saw.
    pub version: u64,
}

impl OrderSummary {
    /// The summary of an order on a day.
    pub fn of(order: &OrderItem, today: Date) -> Self {
        let pieces = order.quote.lines.iter().map(|line| line.quantity);
        Self {
            id: order.id,
            number: order.number.clone(),
            state: order.state,
            total: order.payment.captured,
            country: order.quote.country.clone(),
            item_count: pieces.fold(0, u32::saturating_add),
            ship_by: order.ship_by,
            overdue: is_overdue(order, today),
            created_at: order.created_at,
            version: order.version,
        }
    }
}

/// Whether an order should have been shipped before this day, and was not.
pub fn is_overdue(order: &OrderItem, today: Date) -> bool {
    let waiting = matches!(order.state, PurchaseState::PaymentConfirmed | PurchaseState::Processing);
    waiting && order.ship_by < today
}
