//! Domain events for other systems of the studio. They are versioned and contain ids, but no personal data and no free
//! text. Each kind has a JSON Schema in `infra/events`, named like the `detail-type` that rules on the bus match.

use async_trait::async_trait;
use domain::audit::subject::Subject;
use domain::audit::{Action, AuditEntry};
use domain::ids::{OrderId, ProductId, RefundId};
use domain::purchase::PurchaseState;
use jiff::Timestamp;
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    OrderConfirmed,
    OrderProcessing,
    OrderShipped,
    OrderDelivered,
    OrderCancelled,
    /// The customer of an order got a refund, from Stripe or in another way.
    OrderRefunded,
    /// A product was created, changed or deleted.
    ProductChanged,
}

impl EventKind {
    pub const ALL: [Self; 7] = [
        Self::OrderConfirmed,
        Self::OrderProcessing,
        Self::OrderShipped,
        Self::OrderDelivered,
        Self::OrderCancelled,
        Self::OrderRefunded,
        Self::ProductChanged,
    ];

    /// The `detail-type`: kind and schema version. A breaking change of a schema gets the next version, and both versions are
    /// published as long as the old one has subscribers.
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductChange {
    Created,
    Updated,
    Deleted,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum About {
    Refund { order_id: OrderId, refund_id: RefundId },
    Order { order_id: OrderId },
    Product { product_id: ProductId, change: ProductChange },
}

/// A domain event. It can be delivered more than once and out of order. `event_id` identifies duplicates, and the number in
/// it grows with each event of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DomainEvent {
    #[serde(skip)]
    pub kind: EventKind,
    /// Subject and number of the audit entry that the event is derived from.
    pub event_id: String,
    pub at: Timestamp,
    #[serde(flatten)]
    pub about: About,
}

#[derive(Debug, Clone, thiserror::Error)]
#[error("the event bus rejected the event: {0}")]
pub struct BusError(pub String);

/// The port to the event bus, to which other systems of the studio subscribe.
#[async_trait]
pub trait Bus: Send + Sync {
    /// Publishes events in as few requests as the bus allows, and returns the outcome of each, in their order.
    async fn publish(&self, events: &[DomainEvent]) -> Vec<Result<(), BusError>>;
}

impl DomainEvent {
    /// The event of an audit entry; `None` for entries that only concern the shop.
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
    if matches!(entry.action, Action::RefundSucceeded | Action::RefundPaidElsewhere) {
        // Refunds of a payment without an order do not concern other systems.
        if entry.evidence.get("of_returned_payment").is_some() {
            return None;
        }
        let refund_id = RefundId::parse(entry.evidence.get("refund_id")?.as_str()?).ok()?;
        return Some((EventKind::OrderRefunded, About::Refund { order_id, refund_id }));
    }
    // An intermediate step between paid and cancelled: production does not begin.
    if entry.evidence.get("details_verified") == Some(&serde_json::Value::Bool(false)) {
        return None;
    }
    let kind = match (entry.from?, entry.to?) {
        (_, PurchaseState::PaymentConfirmed) => EventKind::OrderConfirmed,
        (_, PurchaseState::Processing) => EventKind::OrderProcessing,
        (_, PurchaseState::Shipped) => EventKind::OrderShipped,
        (_, PurchaseState::Delivered) => EventKind::OrderDelivered,
        (PurchaseState::Processing, PurchaseState::Cancelled) => EventKind::OrderCancelled,
        // A purchase that was never paid is not an order.
        _ => return None,
    };
    Some((kind, About::Order { order_id }))
}
