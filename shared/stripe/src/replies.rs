//! The fields of Stripe's replies that the shop uses. async-stripe's types have all fields, which would add megabytes to a
//! function. None of these types can be printed, because some contain customer data.

use std::collections::HashMap;

use miniserde::de::{Map, Visitor};
use miniserde::{Deserialize, make_place};
use stripe_shared::{CheckoutSessionPaymentStatus, CheckoutSessionStatus, PaymentIntentStatus};

pub(crate) type Metadata = HashMap<String, String>;

/// Body of an error.
#[derive(Deserialize)]
pub(crate) struct Failure {
    pub(crate) error: FailureDetails,
}

#[derive(Deserialize)]
pub(crate) struct FailureDetails {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) code: Option<String>,
}

/// An object of which the shop needs nothing.
#[derive(Deserialize)]
pub(crate) struct Named {
    #[allow(dead_code, reason = "a reply without an id is not Stripe's")]
    id: String,
}

#[derive(Deserialize)]
pub(crate) struct NewSession {
    pub(crate) id: String,
    pub(crate) url: Option<String>,
    pub(crate) expires_at: i64,
}

#[derive(Deserialize)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) status: Option<CheckoutSessionStatus>,
    pub(crate) payment_status: CheckoutSessionPaymentStatus,
    pub(crate) payment_intent: Option<Expandable<SessionPayment>>,
    pub(crate) client_reference_id: Option<String>,
    pub(crate) metadata: Option<Metadata>,
    pub(crate) currency: Option<String>,
    pub(crate) amount_subtotal: Option<i64>,
    pub(crate) amount_total: Option<i64>,
    pub(crate) automatic_tax: AutomaticTax,
    pub(crate) total_details: Option<TotalDetails>,
    pub(crate) shipping_cost: Option<ShippingCost>,
    pub(crate) line_items: Option<Page<LineItem>>,
    pub(crate) customer_details: Option<CustomerDetails>,
    pub(crate) collected_information: Option<CollectedInformation>,
}

#[derive(Deserialize)]
pub(crate) struct AutomaticTax {
    pub(crate) enabled: bool,
}

#[derive(Deserialize)]
pub(crate) struct TotalDetails {
    #[serde(rename = "amount_discount")]
    pub(crate) discount: i64,
    #[serde(rename = "amount_shipping")]
    pub(crate) shipping: Option<i64>,
    #[serde(rename = "amount_tax")]
    pub(crate) tax: i64,
}

#[derive(Deserialize)]
pub(crate) struct ShippingCost {
    pub(crate) amount_subtotal: i64,
    pub(crate) amount_tax: i64,
    pub(crate) amount_total: i64,
    pub(crate) taxes: Option<Vec<Tax>>,
}

#[derive(Deserialize)]
pub(crate) struct LineItem {
    pub(crate) id: String,
    pub(crate) amount_tax: i64,
    pub(crate) amount_total: i64,
    pub(crate) metadata: Option<Metadata>,
    pub(crate) taxes: Option<Vec<Tax>>,
}

/// A tax of a line item or of shipping.
#[derive(Deserialize)]
pub(crate) struct Tax {
    pub(crate) rate: Rate,
}

/// A tax rate in percent, as Stripe writes it.
#[derive(Deserialize)]
pub(crate) struct Rate {
    pub(crate) effective_percentage: Option<f64>,
    pub(crate) percentage: f64,
}

#[derive(Deserialize)]
pub(crate) struct CustomerDetails {
    pub(crate) email: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) address: Option<Address>,
}

#[derive(Deserialize)]
pub(crate) struct CollectedInformation {
    pub(crate) shipping_details: Option<ShippingDetails>,
}

#[derive(Deserialize)]
pub(crate) struct ShippingDetails {
    pub(crate) name: String,
    pub(crate) address: Address,
}

#[derive(Deserialize)]
pub(crate) struct Address {
    pub(crate) line1: Option<String>,
    pub(crate) line2: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) postal_code: Option<String>,
    pub(crate) country: Option<String>,
}

/// Payment intent of a session.
#[derive(Deserialize)]
pub(crate) struct SessionPayment {
    pub(crate) id: String,
    pub(crate) status: PaymentIntentStatus,
    pub(crate) latest_charge: Option<Expandable<Charge>>,
}

#[derive(Deserialize)]
pub(crate) struct Charge {
    pub(crate) amount_refunded: i64,
}

#[derive(Deserialize)]
pub(crate) struct PaymentIntent {
    pub(crate) metadata: Metadata,
    pub(crate) amount_received: i64,
    pub(crate) currency: String,
}

#[derive(Deserialize)]
pub(crate) struct Refund {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) metadata: Option<Metadata>,
    pub(crate) status: Option<String>,
    pub(crate) failure_reason: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Dispute {
    pub(crate) payment_intent: Option<String>,
    pub(crate) status: String,
}

#[derive(Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) data: EventData,
}

#[derive(Deserialize)]
pub(crate) struct EventData {
    pub(crate) object: EventObject,
}

#[derive(Deserialize)]
pub(crate) struct EventObject {
    pub(crate) id: Option<String>,
    pub(crate) payment_intent: Option<String>,
}

/// One page of a list.
#[derive(Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) data: Vec<T>,
    pub(crate) has_more: bool,
}

/// The id of an object, or the object itself if the request expands it.
pub(crate) enum Expandable<T> {
    Id(String),
    /// Always present after parsing.
    Object(Option<T>),
}

impl<T> Expandable<T> {
    pub(crate) const fn as_object(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Object(object) => object.as_ref(),
        }
    }
}

make_place!(Place);

impl<T: Deserialize> Deserialize for Expandable<T> {
    fn begin(out: &mut Option<Self>) -> &mut dyn Visitor {
        Place::new(out)
    }
}

impl<T: Deserialize> Visitor for Place<Expandable<T>> {
    fn string(&mut self, id: &str) -> miniserde::Result<()> {
        self.out = Some(Expandable::Id(id.to_owned()));
        Ok(())
    }

    fn map(&mut self) -> miniserde::Result<Box<dyn Map + '_>> {
        match self.out.insert(Expandable::Object(None)) {
            Expandable::Object(object) => T::begin(object).map(),
            Expandable::Id(_) => Err(miniserde::Error),
        }
    }
}
