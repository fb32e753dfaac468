//! What is shown of an order to its customer.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use shared::domain::carrier::tracking_link;
use shared::domain::ids::OrderNumber;
use shared::domain::money::Money;
use shared::domain::product::VariantType;
use shared::domain::purchase::{Parcel, PurchaseState};
use shared::domain::quote::{QuoteLine, ShippingOption};
use shared::domain::refund::RefundStatus;
use shared::store::items::{Milestone, OrderItem, RefundItem};
use utoipa::ToSchema;

use crate::timeline::{TimelineEntry, timeline};

/// An order, as its customer follows it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TrackedOrder {
    /// The short number.
    pub number: OrderNumber,
    /// Where it stands.
    pub state: PurchaseState,
    /// What was bought.
    pub lines: Vec<TrackedLine>,
    /// How it is shipped.
    pub shipping: ShippingOption,
    /// Tax that was added to lines and shipping; absent where prices include it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_added: Option<Money>,
    /// What was paid.
    pub total: Money,
    /// When it should be shipped.
    #[schema(value_type = String, format = Date)]
    pub ship_by: Date,
    /// When it came to each state.
    pub milestones: Vec<Milestone>,
    /// What happened so far, in plain words, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Parcels handed to a carrier.
    pub parcels: Vec<TrackedParcel>,
    /// Money that is on its way back, or came back.
    pub refunds: Vec<TrackedRefund>,
}

/// A parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrackedParcel {
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number for it.
    pub tracking_number: String,
    /// Where it can be followed, where that is known: https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_url: Option<String>,
}

/// Money back. What failed is not shown: staff try it again, and nothing has gone to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrackedRefund {
    /// How much.
    pub amount: Money,
    /// Whether it has been sent; banks take some days more.
    pub sent: bool,
    /// When it was sent, or until then when it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrackedLine {
    /// The product's name when it was bought.
    pub product_name: String,
    /// What was chosen.
    pub configuration: Vec<TrackedChoice>,
    /// How many.
    pub quantity: u32,
    /// Price of one.
    pub unit_price: Money,
    /// Unit price times quantity.
    pub total: Money,
}

/// A choice that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrackedChoice {
    /// What it chooses.
    #[serde(rename = "type")]
    pub kind: VariantType,
    /// The choice.
    pub value: String,
}

impl TrackedOrder {
    /// The view of an order and the refunds beside it.
    pub(crate) fn of(order: OrderItem, refunds: &[RefundItem]) -> Self {
        let tax = order.payment.tax_added;
        let refunds: Vec<TrackedRefund> = refunds.iter().filter_map(TrackedRefund::of).collect();
        Self {
            timeline: timeline(&order, &refunds),
            refunds,
            number: order.number,
            state: order.state,
            lines: order.quote.lines.into_iter().map(TrackedLine::from).collect(),
            shipping: order.quote.shipping,
            tax_added: (tax.amount != 0).then_some(tax),
            total: order.payment.captured,
            ship_by: order.ship_by,
            milestones: order.milestones,
            parcels: order.parcels.iter().map(TrackedParcel::from).collect(),
        }
    }
}

impl TrackedRefund {
    fn of(item: &RefundItem) -> Option<Self> {
        let refund = &item.refund;
        let sent = match refund.status {
            RefundStatus::Requested | RefundStatus::Pending => false,
            RefundStatus::Succeeded => true,
            RefundStatus::Failed => return None,
        };
        let at = refund.settled_at.filter(|_| sent).unwrap_or(refund.requested_at);
        Some(Self { amount: refund.amount, sent, at })
    }
}

impl From<&Parcel> for TrackedParcel {
    fn from(parcel: &Parcel) -> Self {
        Self {
            carrier: parcel.carrier.to_string(),
            tracking_number: parcel.tracking_number.to_string(),
            tracking_url: tracking_link(parcel),
        }
    }
}

impl From<QuoteLine> for TrackedLine {
    fn from(line: QuoteLine) -> Self {
        let choices = line.configuration.into_iter();
        Self {
            product_name: line.product_name,
            configuration: choices.map(|c| TrackedChoice { kind: c.kind, value: c.value }).collect(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            total: line.total,
        }
    }
}
