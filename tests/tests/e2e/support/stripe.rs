//! The pretend Stripe: API, payment page and switches.

use aws_lc_rs::hmac;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, Ask, Checkout, Customer, Shop, eventually};

/// A client of the shop's pretend Stripe.
pub(crate) struct Stripe<'a>(pub(crate) &'a Shop);

impl Stripe<'_> {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0.value("/pretend_stripe"))
    }

    /// Sends a GET request to Stripe's API.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let request = self.0.request(Method::GET, &self.url(path));
        request.bearer_auth(self.0.value("/stripe/api_key")).ask().await.json(200)
    }

    /// Sends a POST request to Stripe's API.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let request =
            self.0.request(Method::POST, &self.url(path)).bearer_auth(self.0.value("/stripe/api_key"));
        request.form(form).ask().await.json(200)
    }

    /// Creates another session for a purchase, unknown to the shop.
    pub(crate) async fn other_page(&self, checkout: &Checkout) -> Checkout {
        let form = [
            ("mode", "payment"),
            ("client_reference_id", checkout.id.as_str()),
            ("metadata[order_id]", &checkout.id),
            ("payment_intent_data[metadata][order_id]", &checkout.id),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", "eur"),
            ("line_items[0][price_data][unit_amount]", "4290"),
            ("line_items[0][price_data][product_data][name]", "Another dragon"),
            ("success_url", &format!("https://shop.example/checkout/{}/done", checkout.id)),
        ];
        let session = self.post("/v1/checkout/sessions", &form).await;
        let text = |field: &str| session[field].as_str().unwrap().to_owned();
        Checkout { id: checkout.id.clone(), url: text("url"), session: text("id") }
    }

    /// Resends an event of a type about a session and waits until the shop has processed it.
    pub(crate) async fn resend(&self, kind: &str, checkout: &Checkout) {
        let events = self.events(kind, &checkout.session).await;
        let path = format!("/events/{}/resend", events[0]["id"].as_str().expect("it happened"));
        self.control(&path, json!({})).await;
        self.wait_for_delivery(kind, checkout).await;
    }

    /// Waits until every event of a type about a session is delivered and processed.
    pub(crate) async fn wait_for_delivery(&self, kind: &str, checkout: &Checkout) {
        eventually(&format!("{kind} to be delivered"), async || {
            let events = self.events(kind, &checkout.session).await;
            let all = events.iter().all(|event| event["delivery"] == "delivered");
            (all && !events.is_empty()).then_some(())
        })
        .await;
        self.0.aws().wait_until_processed(checkout).await;
    }

    /// Waits for the refund of a session's payment and checks that there is only one.
    pub(crate) async fn wait_for_refund(&self, checkout: &Checkout) -> Value {
        let payment = self.payment_intent(checkout).await;
        let mut refunds = eventually("the refund", async || {
            Some(self.refunds(&payment).await).filter(|refunds| !refunds.is_empty())
        })
        .await;
        assert_eq!(refunds.len(), 1, "{refunds:?}");
        refunds.remove(0)
    }

    /// Calls an endpoint under `/_pretend`.
    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        self.0.request(Method::POST, &self.url(&format!("/_pretend{path}"))).json(&body).ask().await.json(200)
    }

    /// Presses a button of the payment page.
    pub(crate) async fn press(&self, checkout: &Checkout, button: &str) -> Answer {
        self.0.request(Method::POST, &format!("{}/{button}", checkout.url)).ask().await
    }

    pub(crate) async fn pay(&self, checkout: &Checkout, customer: &Customer) {
        self.submit_form(checkout, "pay", customer).await;
    }

    /// Fills in the payment page and presses a button that returns the customer to the shop.
    pub(crate) async fn submit_form(&self, checkout: &Checkout, button: &str, customer: &Customer) {
        let form = customer.form();
        let request = self.0.request(Method::POST, &format!("{}/{button}", checkout.url)).form(&form);
        let answer = request.ask().await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let back = answer.header("location").unwrap();
        assert!(back.ends_with(&format!("/checkout/{}/done", checkout.id)), "{back}");
    }

    /// Returns the current session of a checkout.
    pub(crate) async fn session(&self, checkout: &Checkout) -> Value {
        self.get(&format!("/v1/checkout/sessions/{}", checkout.session)).await
    }

    /// Returns the payment intent's id of a checkout.
    pub(crate) async fn payment_intent(&self, checkout: &Checkout) -> String {
        self.session(checkout).await["payment_intent"].as_str().expect("it was paid").to_owned()
    }

    /// Lists the refunds of a payment.
    pub(crate) async fn refunds(&self, payment_intent: &str) -> Vec<Value> {
        let list = self.get(&format!("/v1/refunds?payment_intent={payment_intent}")).await;
        list["data"].as_array().cloned().unwrap()
    }

    /// Lists every session of a purchase.
    pub(crate) async fn sessions_of(&self, purchase: &str) -> Vec<Value> {
        let list = self.get("/v1/checkout/sessions?limit=100").await;
        let sessions = list["data"].as_array().unwrap().iter();
        sessions.filter(|session| session["client_reference_id"] == purchase).cloned().collect()
    }

    /// Lists events of a type about a session or payment, with their delivery status.
    pub(crate) async fn events(&self, kind: &str, about: &str) -> Vec<Value> {
        let all = self.0.request(Method::GET, &self.url("/_pretend/events")).ask().await.json(200);
        let events = all.as_array().or_else(|| all["events"].as_array()).expect("a list of events").iter();
        events.filter(|event| event["type"] == kind && event.to_string().contains(about)).cloned().collect()
    }

    /// Waits until all events are delivered, so that a fault applies only to later ones.
    pub(crate) async fn wait_until_delivered(&self) {
        eventually("Stripe to have delivered every event", async || {
            let events = self.0.request(Method::GET, &self.url("/_pretend/events")).ask().await;
            (!events.text.contains("\"pending\"")).then_some(())
        })
        .await;
    }

    /// Sends a signed event to the shop.
    pub(crate) async fn send(&self, event: &Value, signed_at: i64) -> Answer {
        let body = event.to_string();
        let signature = self.signature(&body, signed_at);
        let request = self.0.api(Method::POST, "/webhooks/stripe").header("stripe-signature", signature);
        request.header("content-type", "application/json; charset=utf-8").body(body).ask().await
    }

    /// Signs a body as Stripe does.
    pub(crate) fn signature(&self, body: &str, signed_at: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.value("/stripe/webhook_secret").as_bytes());
        let tag = hmac::sign(&key, format!("{signed_at}.{body}").as_bytes());
        let hex = tag.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        format!("t={signed_at},v1={hex}")
    }

    /// Builds an event about a session as Stripe sends it.
    pub(crate) fn session_event(id: &str, checkout: &Checkout) -> Value {
        json!({"id": id, "object": "event", "type": "checkout.session.completed", "livemode": false, "data": {
            "object": {"id": checkout.session, "object": "checkout.session", "client_reference_id": checkout.id},
        }})
    }
}
