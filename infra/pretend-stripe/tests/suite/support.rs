//! A pretend Stripe for each test, an API client, and a webhook that records its deliveries.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use pretend_stripe::{Config, PretendStripe, Retries};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub(crate) const API_KEY: &str = "sk_test_0123456789";
pub(crate) const SECRET: &str = "whsec_0123456789";

/// One delivery as the webhook received it.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) signature: String,
    pub(crate) body: String,
    pub(crate) event: Value,
}

#[derive(Clone, Default)]
pub(crate) struct Hook {
    received: Arc<Mutex<Vec<Received>>>,
    failures: Arc<Mutex<u32>>,
}

impl Hook {
    pub(crate) fn fail_next(&self, times: u32) {
        *self.failures.lock().unwrap() = times;
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    pub(crate) fn kinds(&self) -> Vec<String> {
        self.received().iter().map(|one| one.event["type"].as_str().unwrap().to_owned()).collect()
    }

    /// Waits for at least this many deliveries.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Received> {
        eventually("the deliveries", async || {
            Some(self.received()).filter(|received| received.len() >= count)
        })
        .await
    }
}

/// Polls until `poll` returns a value.
pub(crate) async fn eventually<T>(what: &str, mut poll: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..1000 {
        if let Some(value) = poll().await {
            return value;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("timed out waiting for {what}");
}

async fn receive(State(hook): State<Hook>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let body = String::from_utf8(body.to_vec()).unwrap();
    let event = serde_json::from_str(&body).unwrap();
    let signature = headers["stripe-signature"].to_str().unwrap().to_owned();
    hook.received.lock().unwrap().push(Received { signature, body, event });
    let mut failures = hook.failures.lock().unwrap();
    if *failures > 0 {
        *failures -= 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    StatusCode::OK
}

pub(crate) struct Shop {
    pub(crate) stripe: PretendStripe,
    pub(crate) hook: Hook,
    pub(crate) http: reqwest::Client,
}

/// A response of the API.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) replayed: bool,
    pub(crate) request_id: String,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    pub(crate) fn error(&self, field: &str) -> &str {
        self.body["error"][field].as_str().unwrap_or_default()
    }
}

pub(crate) fn config() -> Config {
    Config { retries: Retries { first_ms: 20, longest_ms: 50, attempts: 5 }, ..Config::new(API_KEY, SECRET) }
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::open_with(config()).await
    }

    pub(crate) async fn open_with(config: Config) -> Self {
        let hook = Hook::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let routes = Router::new().route("/hook", post(receive)).with_state(hook.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stripe = pretend_stripe::serve(listener, Config { webhook_url: Some(url), ..config }).unwrap();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { stripe, hook, http }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.stripe.base_url())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.http.get(self.url(path)).bearer_auth(API_KEY)).await
    }

    pub(crate) async fn post(&self, path: &str, form: &str) -> Answer {
        answer(self.form(path, form)).await
    }

    pub(crate) async fn post_with_key(&self, path: &str, form: &str, key: &str) -> Answer {
        answer(self.form(path, form).header("Idempotency-Key", key)).await
    }

    fn form(&self, path: &str, form: &str) -> reqwest::RequestBuilder {
        self.http
            .post(self.url(path))
            .bearer_auth(API_KEY)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form.to_owned())
    }

    pub(crate) async fn pretend(&self, path: &str, wanted: Value) -> Value {
        let sent = self.http.post(self.url(path)).json(&wanted).send().await.unwrap();
        let status = sent.status();
        let body: Value = sent.json().await.unwrap();
        assert!(status.is_success(), "{body}");
        body
    }

    /// Submits a form of the payment page; returns the status and the redirect target.
    pub(crate) async fn press(&self, session: &str, button: &str, form: &str) -> (u16, String) {
        let sent = self
            .http
            .post(self.url(&format!("/pay/{session}/{button}")))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form.to_owned())
            .send()
            .await
            .unwrap();
        let to = sent.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        (sent.status().as_u16(), to.unwrap_or_default())
    }

    pub(crate) async fn session(&self) -> String {
        let session = self.post("/v1/checkout/sessions", SESSION).await.ok();
        session["id"].as_str().unwrap().to_owned()
    }

    /// Creates and pays a session; returns its id and its payment intent's.
    pub(crate) async fn paid(&self) -> (String, String) {
        let session = self.session().await;
        assert_eq!(self.press(&session, "pay", "").await.0, 303);
        let paid = self.get(&format!("/v1/checkout/sessions/{session}")).await.ok();
        (session, paid["payment_intent"].as_str().unwrap().to_owned())
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let sent = request.send().await.unwrap();
    Answer {
        status: sent.status().as_u16(),
        replayed: sent.headers().contains_key("idempotent-replayed"),
        request_id: sent.headers()["request-id"].to_str().unwrap().to_owned(),
        body: sent.json().await.unwrap(),
    }
}

/// Two dragons and shipping: 2 × €19.00 + €4.90.
pub(crate) const SESSION: &str = "mode=payment&line_items[0][quantity]=2\
    &line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=1900\
    &line_items[0][price_data][product_data][name]=Articulated%20dragon\
    &line_items[0][price_data][product_data][description]=Large%2C%20PLA\
    &line_items[0][price_data][product_data][metadata][product]=prd_1\
    &shipping_options[0][shipping_rate_data][display_name]=Post\
    &shipping_options[0][shipping_rate_data][type]=fixed_amount\
    &shipping_options[0][shipping_rate_data][fixed_amount][amount]=490\
    &shipping_options[0][shipping_rate_data][fixed_amount][currency]=eur\
    &metadata[checkout]=ord_1&payment_intent_data[metadata][checkout]=ord_1\
    &client_reference_id=ord_1&phone_number_collection[enabled]=true\
    &shipping_address_collection[allowed_countries][0]=NL\
    &shipping_address_collection[allowed_countries][1]=DE\
    &success_url=https%3A%2F%2Fshop.example%2Fdone%3Fsession%3D%7BCHECKOUT_SESSION_ID%7D\
    &cancel_url=https%3A%2F%2Fshop.example%2Fcart";

/// An empty JSON body.
pub(crate) fn nothing() -> Value {
    json!({})
}
