//! Query and items of the print queue.

use deserr::Deserr;
use jiff::civil::Date;
use serde::Serialize;
use shared::api::order::OrderSummary;
use shared::domain::checkout::quote::QuoteLine;
use shared::domain::fault::{Broken, Fault, Faults};
use shared::domain::purchase::Order;
use shared::http::{Cursor, Limit};
use shared::store::due::DuePosition;
use utoipa::{IntoParams, ToSchema};

/// The queue's name in its cursors.
const LIST: &str = "print queue";

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct QueueQuery {
    /// `next_cursor` of the previous page.
    #[deserr(default)]
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
    /// Maximum number of items per page.
    #[deserr(default, try_from(String) = Limit::try_from -> Broken)]
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100, default = 24)]
    pub limit: Limit,
}

impl QueueQuery {
    /// The position after which the page starts.
    pub(crate) fn position(&self) -> Result<Option<DuePosition>, Faults> {
        let decode = |cursor: &String| Cursor::decode(LIST, cursor);
        self.cursor.as_ref().map(decode).transpose().map_err(|fault: Fault| fault.into())
    }
}

/// The cursor of the page that starts after a position.
pub(crate) fn cursor(position: DuePosition) -> String {
    Cursor::encode(LIST, position)
}

/// An order to make and ship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PrintJob {
    /// Summary of the order; a transition must send its version.
    #[serde(flatten)]
    pub summary: OrderSummary,
    /// Line items to make.
    pub lines: Vec<QuoteLine>,
    /// Promised lead time in business days.
    pub lead_time_days: u16,
}

impl PrintJob {
    pub(crate) fn of(order: Order, today: Date) -> Self {
        let summary = OrderSummary::of(&order, today);
        Self { summary, lead_time_days: order.quote.lead_time_days, lines: order.quote.lines }
    }

    /// Returns the job's position in the queue.
    pub(crate) fn position(&self) -> Option<DuePosition> {
        self.summary.ship_by.map(|ship_by| DuePosition::of(ship_by, self.summary.id))
    }
}
