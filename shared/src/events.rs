//! What other systems of the studio learn: versioned events with ids to look the rest up, nothing personal, no free text.
//! Each kind has a JSON Schema in `infra/events`, under the name that rules on the bus match as `detail-type`.

use domain::audit::{Action, AuditEntry};
use domain::ids::{OrderId, ProductId, RefundId};
use domain::purchase::PurchaseState;
use domain::subject::Subject;
use jiff::Timestamp;
use serde::Serialize;

/// What happened, as far as others may want to act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// An order was paid.
    OrderConfirmed,
    /// It is to be made now.
    OrderProcessing,
    /// A parcel is on its way.
    OrderShipped,
    /// It arrived.
    OrderDelivered,
    /// It ended without delivery.
    OrderCancelled,
    /// Money went back.
    OrderRefunded,
    /// A product was created, changed or deleted.
    ProductChanged,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::OrderConfirmed,
        Self::OrderProcessing,
        Self::OrderShipped,
        Self::OrderDelivered,
        Self::OrderCancelled,
        Self::OrderRefunded,
        Self::ProductChanged,
    ];

    /// The `detail-type`: kind and version of the form. A form that changes for its readers gets the next version, and is
    /// published beside the old one for as long as somebody reads that.
    pub const fn detail_type(self) -> &'static str {
        match self {
            Self::OrderConfirmed => "order-confirmed.v1",
            Self::OrderProcessing => "order-processing.v1",
            Self::OrderShipped => "order-shipped.v1",
            Self::OrderDelivered => "order-delivered.v1",
            Self::OrderCancelled => "order-cancelled.v1",
            Self::OrderRefunded => "order-refunded.v1",
            Self::ProductChanged => "product-changed.v1",
        }
    }
}

/// What a change of a product was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductChange {
    /// It is new.
    Created,
    /// It is not as it was.
    Updated,
    /// It is gone.
    Deleted,
}

/// What it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum About {
    /// Money of an order.
    Refund {
        /// The order.
        order_id: OrderId,
        /// The refund.
        refund_id: RefundId,
    },
    /// An order.
    Order {
        /// The order.
        order_id: OrderId,
    },
    /// A product.
    Product {
        /// The product.
        product_id: ProductId,
        /// What became of it.
        change: ProductChange,
    },
}

/// An event for others. It can come more than once, and in another order than it happened: `event_id` tells repetitions,
/// whose number grows with each event of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DomainEvent {
    /// What happened.
    #[serde(skip)]
    pub kind: EventKind,
    /// The entry of the audit trail that tells of it: subject and number.
    pub event_id: String,
    /// When, UTC.
    pub at: Timestamp,
    /// What it is about.
    #[serde(flatten)]
    pub about: About,
}

impl DomainEvent {
    /// What an audit entry means for others; none for what is the shop's own business.
    pub fn of(entry: &AuditEntry) -> Option<Self> {
        let (kind, about) = match Subject::parse(&entry.subject).ok()? {
            Subject::Purchase(order_id) => of_order(order_id, entry)?,
            Subject::Product(product_id) => {
                let change = match entry.action {
                    Action::ProductCreated | Action::ProductDuplicated => ProductChange::Created,
                    Action::ProductDeleted => ProductChange::Deleted,
                    _ => ProductChange::Updated,
                };
                (EventKind::ProductChanged, About::Product { product_id, change })
            }
            Subject::Categories | Subject::Settings => return None,
        };
        let event_id = format!("{}/{}", entry.subject, entry.seq);
        Some(Self { kind, event_id, at: entry.at, about })
    }
}

fn of_order(order_id: OrderId, entry: &AuditEntry) -> Option<(EventKind, About)> {
    if entry.action == Action::RefundSucceeded {
        // What goes back of a payment that made no order is nobody else's business.
        if entry.evidence.get("of_returned_payment").is_some() {
            return None;
        }
        let refund_id = RefundId::parse(entry.evidence.get("refund_id")?.as_str()?).ok()?;
        return Some((EventKind::OrderRefunded, About::Refund { order_id, refund_id }));
    }
    // The step between paid and cancelled: nobody begins to make it.
    if entry.evidence.get("details_verified") == Some(&serde_json::Value::Bool(false)) {
        return None;
    }
    let kind = match (entry.from?, entry.to?) {
        (_, PurchaseState::PaymentConfirmed) => EventKind::OrderConfirmed,
        (_, PurchaseState::Processing) => EventKind::OrderProcessing,
        (_, PurchaseState::Shipped) => EventKind::OrderShipped,
        (_, PurchaseState::Delivered) => EventKind::OrderDelivered,
        (PurchaseState::Processing, PurchaseState::Cancelled) => EventKind::OrderCancelled,
        // What was never paid was never an order.
        _ => return None,
    };
    Some((kind, About::Order { order_id }))
}
