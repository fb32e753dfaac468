//! What is shown of an order to its customer.

use jiff::civil::Date;
use serde::Serialize;
use shared::domain::ids::OrderNumber;
use shared::domain::money::Money;
use shared::domain::product::VariantType;
use shared::domain::purchase::{Parcel, PurchaseState};
use shared::domain::quote::{QuoteLine, ShippingOption};
use shared::store::items::{Milestone, OrderItem};
use utoipa::ToSchema;

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
    /// Parcels on their way.
    pub parcels: Vec<Parcel>,
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

impl From<OrderItem> for TrackedOrder {
    fn from(order: OrderItem) -> Self {
        let tax = order.payment.tax_added;
        Self {
            number: order.number,
            state: order.state,
            lines: order.quote.lines.into_iter().map(TrackedLine::from).collect(),
            shipping: order.quote.shipping,
            tax_added: (tax.amount != 0).then_some(tax),
            total: order.payment.captured,
            ship_by: order.ship_by,
            milestones: order.milestones,
            parcels: order.parcels,
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
