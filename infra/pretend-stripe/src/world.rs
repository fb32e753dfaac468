//! All that the pretend Stripe knows, and how events come from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::StripeError;
use crate::faults::Faults;
use crate::idempotency::Saved;
use crate::ids::{id, now};
use crate::model::{
    Charge, Delivery, Dispute, Event, PaymentIntent, PaymentMethod, Price, Product, Refund, Session,
    ShippingRate,
};
use crate::shelf::Shelf;

/// The API request that makes a change, named in the events that follow from it.
#[derive(Clone, Default)]
pub(crate) struct Cause {
    pub(crate) request_id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) sessions: Shelf<Session>,
    pub(crate) intents: Shelf<PaymentIntent>,
    pub(crate) charges: Shelf<Charge>,
    pub(crate) refunds: Shelf<Refund>,
    pub(crate) disputes: Shelf<Dispute>,
    pub(crate) products: Shelf<Product>,
    pub(crate) prices: Shelf<Price>,
    pub(crate) rates: Shelf<ShippingRate>,
    pub(crate) methods: Shelf<PaymentMethod>,
    pub(crate) events: Shelf<Event>,
    pub(crate) saved: BTreeMap<String, Saved>,
    /// Where the payment page is reached.
    #[serde(skip)]
    pub(crate) base_url: String,
    #[serde(skip)]
    pub(crate) cause: Cause,
    /// Ids of events that were made but not yet handed to the webhook.
    #[serde(skip)]
    pub(crate) outbox: Vec<String>,
    #[serde(skip)]
    pub(crate) faults: Faults,
}

impl World {
    pub(crate) fn pay_url(&self, session: &str) -> String {
        format!("{}/pay/{session}", self.base_url)
    }

    /// Records an event; the webhook gets it once the change is done.
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
