//! Stored objects. `objects` renders them as the JSON that callers see.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::collection::HasId;

pub(crate) type Metadata = BTreeMap<String, String>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionStatus {
    Open,
    Complete,
    Expired,
}

impl SessionStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) line1: Option<String>,
    pub(crate) line2: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) postal_code: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) country: Option<String>,
}

/// Contact data and address entered on the payment page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Person {
    pub(crate) email: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) address: Address,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) price: String,
    pub(crate) name: String,
    pub(crate) about: Option<String>,
    pub(crate) quantity: i64,
    pub(crate) unit_amount: i64,
    pub(crate) tax_exclusive: bool,
    pub(crate) metadata: Metadata,
}

/// A shipping option of a session.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Offer {
    pub(crate) rate: String,
    pub(crate) name: String,
    pub(crate) amount: i64,
    #[serde(default)]
    pub(crate) tax_exclusive: bool,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) expires_at: i64,
    pub(crate) status: SessionStatus,
    pub(crate) paid: bool,
    pub(crate) currency: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) offers: Vec<Offer>,
    /// Index of the chosen shipping option; the first one until the customer chooses.
    pub(crate) chosen: usize,
    pub(crate) metadata: Metadata,
    pub(crate) intent: IntentData,
    pub(crate) client_reference_id: Option<String>,
    pub(crate) success_url: String,
    pub(crate) cancel_url: Option<String>,
    pub(crate) customer_email: Option<String>,
    pub(crate) customer_creation: String,
    pub(crate) collects_phone: bool,
    pub(crate) countries: Vec<String>,
    pub(crate) billing_address_collection: Option<String>,
    pub(crate) automatic_tax: bool,
    pub(crate) locale: Option<String>,
    pub(crate) payment_method_types: Vec<String>,
    pub(crate) submit_type: Option<String>,
    pub(crate) allow_promotion_codes: Option<bool>,
    pub(crate) custom_text: BTreeMap<String, String>,
    pub(crate) customer: Option<Person>,
    pub(crate) payment_intent: Option<String>,
    /// A total that overrides the true sum, set by the `tamper` switch for tests.
    pub(crate) tampered_total: Option<i64>,
}

/// The parameters given in `payment_intent_data`.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct IntentData {
    pub(crate) metadata: Metadata,
    pub(crate) description: Option<String>,
    pub(crate) receipt_email: Option<String>,
    pub(crate) statement_descriptor: Option<String>,
    pub(crate) statement_descriptor_suffix: Option<String>,
    pub(crate) transfer_group: Option<String>,
    pub(crate) shipping: Option<Person>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IntentStatus {
    RequiresPaymentMethod,
    Processing,
    Succeeded,
    Canceled,
}

impl IntentStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }
}

/// The payment method: a card succeeds at once, a bank debit is confirmed days later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Method {
    Card,
    SepaDebit,
}

impl Method {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::SepaDebit => "sepa_debit",
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PaymentIntent {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) status: IntentStatus,
    pub(crate) session: String,
    pub(crate) data: IntentData,
    pub(crate) method_types: Vec<String>,
    pub(crate) payment_method: Option<String>,
    pub(crate) latest_charge: Option<String>,
    pub(crate) failure: Option<String>,
    pub(crate) shipping: Option<Person>,
    pub(crate) canceled_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Pending,
    Succeeded,
    Failed,
}

impl Outcome {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Charge {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) amount: i64,
    pub(crate) amount_refunded: i64,
    pub(crate) currency: String,
    pub(crate) status: Outcome,
    pub(crate) disputed: bool,
    pub(crate) payment_intent: String,
    pub(crate) payment_method: String,
    pub(crate) method: Method,
    pub(crate) billing: Person,
    pub(crate) data: IntentData,
    pub(crate) shipping: Option<Person>,
    pub(crate) balance_transaction: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Refund {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) charge: String,
    pub(crate) payment_intent: String,
    pub(crate) payment_method: String,
    pub(crate) method: Method,
    pub(crate) reason: Option<String>,
    pub(crate) metadata: Metadata,
    pub(crate) status: Outcome,
    pub(crate) balance_transaction: String,
    pub(crate) fails_later: bool,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Dispute {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) charge: String,
    pub(crate) payment_intent: String,
    pub(crate) reason: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Product {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) active: bool,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) images: Vec<String>,
    pub(crate) metadata: Metadata,
    pub(crate) tax_code: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Price {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) active: bool,
    pub(crate) currency: String,
    pub(crate) unit_amount: i64,
    pub(crate) product: String,
    pub(crate) tax_behavior: String,
    pub(crate) nickname: Option<String>,
    pub(crate) lookup_key: Option<String>,
    pub(crate) metadata: Metadata,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ShippingRate {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) display_name: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) tax_behavior: String,
    pub(crate) tax_code: Option<String>,
    pub(crate) metadata: Metadata,
    pub(crate) delivery_estimate: Value,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PaymentMethod {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) method: Method,
    pub(crate) billing: Person,
    pub(crate) metadata: Metadata,
    /// The outcome of a payment with this method. A `Pending` debit waits for someone to settle it.
    pub(crate) outcome: Outcome,
}

/// The delivery status of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Delivery {
    /// Queued, in flight, or waiting for the next attempt.
    Pending,
    Delivered,
    /// Dropped on purpose by the `lose` switch.
    Lost,
    /// All attempts failed and none is left.
    GivenUp,
    /// No webhook was set, or it does not subscribe to this event type.
    NotSent,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) at: i64,
    /// The webhook's status code, or the reason why there was none.
    pub(crate) answer: Result<u16, String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) kind: String,
    pub(crate) object: Value,
    pub(crate) previous: Option<Value>,
    pub(crate) request_id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) delivery: Delivery,
    pub(crate) attempts: Vec<Attempt>,
}

macro_rules! has_id {
    ($($kind:ty),*) => { $(impl HasId for $kind { fn id(&self) -> &str { &self.id } })* };
}
has_id!(Session, PaymentIntent, Charge, Refund, Dispute, Product, Price, ShippingRate, PaymentMethod, Event);
