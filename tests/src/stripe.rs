//! A pretend Stripe per test, and the shop's adapter that calls it.

use std::sync::Arc;

use jiff::SignedDuration;
use pretend_stripe::{Config, PretendStripe};
use serde_json::Value;
use shared::clock;
use shared::domain::purchase::{Checkout, Purchase, SessionRef};
use shared::payments::{Payments, SessionRequest};
use shared::store::Store;
use shared_stripe::Stripe;
use tokio::net::TcpListener;

use crate::engine::Handles;
use crate::shop::{idempotency_item, open_payment_on};

const API_KEY: &str = "sk_test_0123456789";

/// A running pretend Stripe and its clients.
pub struct TestStripe {
    /// The shop's adapter, connected to the pretend Stripe.
    pub payments: Arc<Stripe>,
    pretend: PretendStripe,
    http: reqwest::Client,
}

impl TestStripe {
    /// Starts a pretend Stripe on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let pretend = pretend_stripe::serve(listener, Config::new(API_KEY, "whsec_0123456789")).unwrap();
        let payments = Arc::new(Stripe::new(API_KEY, Some(pretend.base_url())).unwrap());
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { payments, pretend, http }
    }

    /// Stores a purchase whose payment page is open at Stripe.
    pub async fn pending(&self, store: &Store, checkout: Checkout) -> Purchase {
        let opened = self.payments.open_session(&request(&checkout)).await.unwrap();
        let id = checkout.id;
        let session = SessionRef { id: opened.id, url: opened.url, expires_at: opened.expires_at };
        store
            .purchases()
            .begin_checkout(&idempotency_item(&format!("key-{id}"), &checkout), &checkout, None, None)
            .await
            .unwrap();
        let change = open_payment_on(&checkout, session, checkout.created_at);
        store.purchases().write(&change).await.unwrap();
        store.purchases().purchase(id).await.unwrap().unwrap()
    }

    /// Pays on the payment page of a session.
    pub async fn pay(&self, session: &str) {
        assert_eq!(self.press(session, "pay").await, 303);
    }

    /// Presses a button of the payment page of a session. Returns the status of the answer.
    pub async fn press(&self, session: &str, button: &str) -> u16 {
        let url = format!("{}/pay/{session}/{button}", self.pretend.base_url());
        self.http.post(url).send().await.unwrap().status().as_u16()
    }

    /// Creates and pays a session of another business that shares the account, in a currency that the shop does not support.
    /// Returns the session and its payment intent.
    pub async fn sale_of_another_business(&self) -> (String, String) {
        let form = "mode=payment&success_url=https://other.example/done&client_reference_id=basket-7\
            &line_items[0][quantity]=1&line_items[0][price_data][currency]=isk\
            &line_items[0][price_data][unit_amount]=100000&line_items[0][price_data][product_data][name]=Boat";
        let url = format!("{}/v1/checkout/sessions", self.pretend.base_url());
        let request = self.http.post(url).bearer_auth(API_KEY).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let opened: Value = request.send().await.unwrap().json().await.unwrap();
        let id = opened["id"].as_str().unwrap_or_else(|| panic!("{opened}")).to_owned();
        self.pay(&id).await;
        let session = self.get(&format!("/v1/checkout/sessions/{id}")).await;
        (id, session["payment_intent"].as_str().unwrap().to_owned())
    }

    /// Returns the adapter of a stack that shares the account.
    pub fn of_stack(&self, stack: &str) -> Arc<Stripe> {
        let stripe = Stripe::new(API_KEY, Some(self.pretend.base_url())).unwrap();
        Arc::new(stripe.for_stack(Some(stack.to_owned())))
    }

    /// Opens and pays a session in another stack. Returns the session and its payment intent.
    pub async fn sale_of_stack(&self, stack: &str, checkout: &Checkout) -> (String, String) {
        let id = self.of_stack(stack).open_session(&request(checkout)).await.unwrap().id;
        self.pay(&id).await;
        let session = self.get(&format!("/v1/checkout/sessions/{id}")).await;
        (id, session["payment_intent"].as_str().unwrap().to_owned())
    }

    /// Sends settings to a control path of the pretend Stripe.
    pub async fn configure(&self, path: &str, body: Value) {
        let request = self.http.post(format!("{}{path}", self.pretend.base_url())).json(&body);
        assert!(request.send().await.unwrap().status().is_success(), "{path}");
    }

    /// Reads a path of the Stripe API.
    pub async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}{path}", self.pretend.base_url())).bearer_auth(API_KEY);
        request.send().await.unwrap().json().await.unwrap()
    }
}

fn request(checkout: &Checkout) -> SessionRequest {
    SessionRequest {
        order_id: checkout.id,
        attempt: 1,
        quote: checkout.quote.clone(),
        expires_at: clock::now().saturating_add(SignedDuration::from_hours(1)).unwrap(),
        success_url: "https://shop.example/done".to_owned(),
        cancel_url: "https://shop.example/cancelled".to_owned(),
        tax: checkout.tax,
    }
}
