//! The view of an order for its customer.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use shared::domain::catalogue::product::VariantType;
use shared::domain::checkout::quote::{QuoteLine, ShippingOption};
use shared::domain::ids::OrderNumber;
use shared::domain::money::{Money, MoneyError};
use shared::domain::purchase::carrier::tracking_link;
use shared::domain::purchase::tax::{TaxBreakdown, TaxedAmount};
use shared::domain::purchase::{
    Milestone, NumberedPurchase, Order, Parcel, ParcelLine, PurchaseState, Refund, RefundStatus,
};
use shared::domain::shop::settings::TaxMode;
use utoipa::ToSchema;

use crate::timeline::{TimelineEntry, timeline};

/// An order as shown to its customer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TrackedOrder {
    /// Short, human-readable order number.
    pub number: OrderNumber,
    /// State of the order: `pending_payment` while the customer's bank is to confirm the payment, `cancelled` also if it
    /// did not.
    pub state: PurchaseState,
    /// Line items of the order.
    pub lines: Vec<TrackedLine>,
    /// Shipping option chosen for the order.
    pub shipping: ShippingOption,
    /// Mode in which the order is taxed; absent from orders paid before there were modes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_mode: Option<TaxMode>,
    /// Net and tax of each rate, once the order is paid; empty if they were not recorded.
    pub tax_rates: Vec<TaxedAmount>,
    /// Tax added to line items and shipping; absent if prices include tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_added: Option<Money>,
    /// Amount that was paid; before payment, the amount due.
    pub total: Money,
    /// Date by which the order should ship, once it is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub ship_by: Option<Date>,
    /// `true` if the customer can still cancel the order: it is paid, and no work on it has begun.
    pub cancellable: bool,
    /// Times at which the order entered its states.
    pub milestones: Vec<Milestone>,
    /// Events of the order so far, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Parcels handed to a carrier.
    pub parcels: Vec<TrackedParcel>,
    /// Refunds that are pending or were sent.
    pub refunds: Vec<TrackedRefund>,
}

/// A parcel of the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrackedParcel {
    /// Carrier of the parcel.
    pub carrier: String,
    /// Tracking number of the carrier.
    pub tracking_number: String,
    /// HTTPS URL for tracking the parcel, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_url: Option<String>,
    /// Items in the parcel, if known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub lines: Vec<ParcelLine>,
}

/// A refund to the customer. Refunds that failed or were superseded are not shown: no money has moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrackedRefund {
    /// Amount of the refund.
    pub amount: Money,
    /// `true` if the refund was sent; banks need a few more days to credit it.
    pub sent: bool,
    /// Time at which the refund was sent; before that, requested.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// A line item of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrackedLine {
    /// Name of the product at the time of purchase.
    pub product_name: String,
    /// Selected variants of the line item.
    pub configuration: Vec<TrackedChoice>,
    /// Quantity of the line item.
    pub quantity: u32,
    /// Price of a single piece.
    pub unit_price: Money,
    /// Unit price multiplied by quantity.
    pub total: Money,
}

/// A selected variant of a line item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrackedChoice {
    /// Type of the variant: size, material or colour.
    #[serde(rename = "type")]
    pub kind: VariantType,
    /// Value of the variant, as shown to customers.
    pub value: String,
}

impl TrackedOrder {
    pub(crate) fn of(purchase: &NumberedPurchase, refunds: &[Refund]) -> Result<Self, MoneyError> {
        let (quote, tax) = (purchase.quote(), purchase.tax_added());
        let (milestones, parcels) =
            purchase.order().map_or((&[][..], &[][..]), |order| (&order.milestones, &order.parcels));
        let refunds: Vec<TrackedRefund> = refunds.iter().filter_map(TrackedRefund::of).collect();
        let taxed = purchase.order().and_then(|order| order.tax.as_ref());
        Ok(Self {
            timeline: timeline(milestones, parcels, &refunds),
            refunds,
            number: purchase.number().clone(),
            state: purchase.state(),
            lines: quote.lines.iter().map(TrackedLine::from).collect(),
            shipping: quote.shipping.clone(),
            tax_mode: purchase.tax_mode(),
            tax_rates: taxed.map(TaxBreakdown::per_rate).transpose()?.unwrap_or_default(),
            tax_added: (tax.amount != 0).then_some(tax),
            total: purchase.total(),
            ship_by: purchase.ship_by(),
            cancellable: purchase.order().is_some_and(Order::can_be_cancelled_by_customer),
            milestones: milestones.to_vec(),
            parcels: parcels.iter().map(TrackedParcel::from).collect(),
        })
    }
}

impl TrackedRefund {
    fn of(refund: &Refund) -> Option<Self> {
        let sent = match refund.status {
            RefundStatus::Requested | RefundStatus::Pending => false,
            RefundStatus::Succeeded | RefundStatus::PaidElsewhere => true,
            RefundStatus::Failed | RefundStatus::Superseded => return None,
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
            lines: parcel.lines.clone(),
        }
    }
}

impl From<&QuoteLine> for TrackedLine {
    fn from(line: &QuoteLine) -> Self {
        let choices = line.configuration.iter();
        Self {
            product_name: line.product_name.clone(),
            configuration: choices.map(|c| TrackedChoice { kind: c.kind, value: c.value.clone() }).collect(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            total: line.total,
        }
    }
}
