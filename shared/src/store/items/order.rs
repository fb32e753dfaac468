//! A paid purchase.

use domain::audit::ChainHead;
use domain::ids::{OrderId, OrderNumber};
use domain::money::Money;
use domain::purchase::{Parcel, PurchaseState, Sealed};
use domain::quote::Quote;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Stored;
use crate::store::keys::{self, IndexKey, Key};

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

/// A paid purchase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderItem {
    /// Id of the purchase.
    pub id: OrderId,
    /// Short, human-readable order number.
    pub number: OrderNumber,
    /// State of the order.
    pub state: PurchaseState,
    /// What was bought, for how much. Never changes.
    pub quote: Quote,
    /// Payment of the order.
    pub payment: Payment,
    /// When it should be shipped, frozen at payment.
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
    /// When the customer was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Timestamp>,
    /// Parcels on their way.
    pub parcels: Vec<Parcel>,
    /// Times at which the order entered its states.
    pub milestones: Vec<Milestone>,
    /// Disputes of its payments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<Dispute>,
    /// What was given back, as far as Stripe says that it is done; none until something was. Kept by the store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Money>,
    /// Counts its changes.
    pub version: u64,
    /// The head of its audit chain.
    pub chain: ChainHead,
    /// When it was confirmed.
    pub created_at: Timestamp,
}

impl OrderItem {
    /// Since when nothing is left to be made or sent, while the order still holds its customer's data. One that nobody
    /// ever marks as delivered is among them, so that it does not keep the data for ever.
    fn holds_customer_since(&self) -> Option<Timestamp> {
        let last = self.milestones.last().map_or(self.created_at, |milestone| milestone.at);
        let done = self.state.is_closed() || self.state == PurchaseState::Shipped;
        (done && self.erased_at.is_none()).then_some(last)
    }

    /// Whether a payment is the one that made the order. The customer may have paid twice.
    pub fn is_paid_by(&self, payment_intent: &str) -> bool {
        self.payment.payment_intent.as_deref() == Some(payment_intent)
    }
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

impl Stored for OrderItem {
    const ENTITY: &'static str = "order";
    fn key(&self) -> Key {
        keys::order(self.id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        let mut places = vec![
            keys::among_orders(self.created_at, self.id),
            keys::in_state(self.state, self.created_at, self.id),
        ];
        let of_customer = |hash: &String| keys::of_customer(hash, self.created_at, self.id);
        places.extend(self.customer_hash.as_ref().map(of_customer));
        places.extend(self.state.waits_to_be_shipped().then(|| keys::due(self.ship_by, self.id)));
        places.extend(self.holds_customer_since().map(|closed_at| keys::closed(closed_at, self.id)));
        places
    }
}

/// An order number that is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberItem {
    /// The number.
    pub number: OrderNumber,
    /// The order that has it.
    pub order_id: OrderId,
}

impl Stored for NumberItem {
    const ENTITY: &'static str = "number";
    fn key(&self) -> Key {
        keys::number(&self.number)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}
