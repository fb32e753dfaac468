//! The data of the pretend Stripe, and the recording of events.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::collection::Collection;
use crate::error::StripeError;
use crate::faults::Faults;
use crate::idempotency::Saved;
use crate::ids::{id, now};
use crate::model::{
    Charge, Delivery, Dispute, Event, PaymentIntent, PaymentMethod, Price, Product, Refund, Session,
    ShippingRate,
};

/// The API request that causes a change; its events name it.
#[derive(Clone, Default)]
pub(crate) struct Cause {
    pub(crate) request_id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct StripeState {
    pub(crate) sessions: Collection<Session>,
    pub(crate) intents: Collection<PaymentIntent>,
    pub(crate) charges: Collection<Charge>,
    pub(crate) refunds: Collection<Refund>,
    pub(crate) disputes: Collection<Dispute>,
    pub(crate) products: Collection<Product>,
    pub(crate) prices: Collection<Price>,
    pub(crate) rates: Collection<ShippingRate>,
    pub(crate) methods: Collection<PaymentMethod>,
    pub(crate) events: Collection<Event>,
    pub(crate) saved: BTreeMap<String, Saved>,
    /// Base URL of the payment page.
    #[serde(skip)]
    pub(crate) base_url: String,
    #[serde(skip)]
    pub(crate) cause: Cause,
    /// Ids of events that are recorded but not yet queued for delivery.
    #[serde(skip)]
    pub(crate) outbox: Vec<String>,
    #[serde(skip)]
    pub(crate) faults: Faults,
}

impl StripeState {
    pub(crate) fn pay_url(&self, session: &str) -> String {
        format!("{}/pay/{session}", self.base_url)
    }

    /// Records an event. It is queued for delivery once the change is complete.
    pub(crate) fn emit(&mut self, kind: &str, object: Value, previous: Option<Value>) {
        let event = Event {
            id: id("evt_1", 23),
            created: now(),
            kind: kind.to_owned(),
            object,
            previous,
            request_id: self.cause.request_id.clone(),
            idempotency_key: self.cause.idempotency_key.clone(),
            delivery: Delivery::Pending,
            attempts: Vec::new(),
        };
        self.outbox.push(event.id.clone());
        self.events.add(event);
    }

    pub(crate) fn session(&self, id: &str) -> Result<&Session, StripeError> {
        self.sessions.get(id).ok_or_else(|| StripeError::no_such("checkout.session", id, "session"))
    }

    pub(crate) fn session_mut(&mut self, id: &str) -> Result<&mut Session, StripeError> {
        self.sessions.get_mut(id).ok_or_else(|| StripeError::no_such("checkout.session", id, "session"))
    }

    pub(crate) fn intent(&self, id: &str) -> Result<&PaymentIntent, StripeError> {
        self.intents.get(id).ok_or_else(|| StripeError::no_such("payment_intent", id, "intent"))
    }

    pub(crate) fn charge(&self, id: &str) -> Result<&Charge, StripeError> {
        self.charges.get(id).ok_or_else(|| StripeError::no_such("charge", id, "id"))
    }
}
