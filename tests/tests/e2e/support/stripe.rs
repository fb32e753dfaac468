//! The pretend Stripe: its API, its payment page and its switches.

use aws_lc_rs::hmac;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, Ask, Checkout, Customer, Shop, eventually};

/// The pretend Stripe of a shop.
pub(crate) struct Stripe<'a>(pub(crate) &'a Shop);

impl Stripe<'_> {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0.told("/pretend_stripe"))
    }

    /// What its API answers.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let request = self.0.request(Method::GET, &self.url(path));
        request.bearer_auth(self.0.told("/stripe/api_key")).ask().await.json(200)
    }

    /// What its API answers to a POST.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let request =
            self.0.request(Method::POST, &self.url(path)).bearer_auth(self.0.told("/stripe/api_key"));
        request.form(form).ask().await.json(200)
    }

    /// Another page for a purchase, which the shop never opened.
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

    /// Sends an event of a kind about a session once more, and waits until the shop has worked on it.
    pub(crate) async fn resend(&self, kind: &str, checkout: &Checkout) {
        let events = self.events(kind, &checkout.session).await;
        let path = format!("/events/{}/resend", events[0]["id"].as_str().expect("it happened"));
        self.switch(&path, json!({})).await;
        self.delivered(kind, checkout).await;
    }

    /// Waits until every event of a kind about a session has reached the shop and was worked on.
    pub(crate) async fn delivered(&self, kind: &str, checkout: &Checkout) {
        eventually(&format!("{kind} to be delivered"), async || {
            let events = self.events(kind, &checkout.session).await;
            let all = events.iter().all(|event| event["delivery"] == "delivered");
            (all && !events.is_empty()).then_some(())
        })
        .await;
        self.0.aws().worked_off(checkout).await;
    }

    /// The one refund of a session's payment, once there is one.
    pub(crate) async fn refunded(&self, checkout: &Checkout) -> Value {
        let payment = self.payment_intent(checkout).await;
        let mut refunds = eventually("the refund", async || {
            Some(self.refunds(&payment).await).filter(|refunds| !refunds.is_empty())
        })
        .await;
        assert_eq!(refunds.len(), 1, "{refunds:?}");
        refunds.remove(0)
    }

    /// Turns a switch, below `/_pretend`.
    pub(crate) async fn switch(&self, path: &str, body: Value) -> Value {
        self.0.request(Method::POST, &self.url(&format!("/_pretend{path}"))).json(&body).ask().await.json(200)
    }

    /// Presses a button of the payment page.
    pub(crate) async fn press(&self, checkout: &Checkout, button: &str) -> Answer {
        self.0.request(Method::POST, &format!("{}/{button}", checkout.url)).ask().await
    }

    /// Pays on the payment page.
    pub(crate) async fn pay(&self, checkout: &Checkout, customer: &Customer) {
        self.fill_in(checkout, "pay", customer).await;
    }

    /// Fills the payment page in and presses a button that takes the customer back to the shop.
    pub(crate) async fn fill_in(&self, checkout: &Checkout, button: &str, customer: &Customer) {
        let form = customer.form();
        let request = self.0.request(Method::POST, &format!("{}/{button}", checkout.url)).form(&form);
        let answer = request.ask().await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let back = answer.header("location").unwrap();
        assert!(back.ends_with(&format!("/checkout/{}/done", checkout.id)), "{back}");
    }

    /// The session of a checkout as it is now.
    pub(crate) async fn session(&self, checkout: &Checkout) -> Value {
        self.get(&format!("/v1/checkout/sessions/{}", checkout.session)).await
    }

    /// The payment of a checkout.
    pub(crate) async fn payment_intent(&self, checkout: &Checkout) -> String {
        self.session(checkout).await["payment_intent"].as_str().expect("it was paid").to_owned()
    }

    /// The refunds of a payment.
    pub(crate) async fn refunds(&self, payment_intent: &str) -> Vec<Value> {
        let list = self.get(&format!("/v1/refunds?payment_intent={payment_intent}")).await;
        list["data"].as_array().cloned().unwrap()
    }

    /// Every session that was opened for a purchase.
    pub(crate) async fn sessions_of(&self, purchase: &str) -> Vec<Value> {
        let list = self.get("/v1/checkout/sessions?limit=100").await;
        let sessions = list["data"].as_array().unwrap().iter();
        sessions.filter(|session| session["client_reference_id"] == purchase).cloned().collect()
    }

    /// Events of a kind about a session or payment, with how they were delivered.
    pub(crate) async fn events(&self, kind: &str, about: &str) -> Vec<Value> {
        let all = self.0.request(Method::GET, &self.url("/_pretend/events")).ask().await.json(200);
        let events = all.as_array().or_else(|| all["events"].as_array()).expect("a list of events").iter();
        events.filter(|event| event["type"] == kind && event.to_string().contains(about)).cloned().collect()
    }

    /// Waits until everything that happened has reached the shop, so that a switch meets only what comes next.
    pub(crate) async fn quiet(&self) {
        eventually("Stripe to have told everything", async || {
            let events = self.0.request(Method::GET, &self.url("/_pretend/events")).ask().await;
            (!events.text.contains("\"pending\"")).then_some(())
        })
        .await;
    }

    /// Sends an event to the shop, as Stripe signs it.
    pub(crate) async fn send(&self, event: &Value, signed_at: i64) -> Answer {
        let body = event.to_string();
        let signature = self.signature(&body, signed_at);
        let request = self.0.api(Method::POST, "/webhooks/stripe").header("stripe-signature", signature);
        request.header("content-type", "application/json; charset=utf-8").body(body).ask().await
    }

    /// Stripe's signature over a body.
    pub(crate) fn signature(&self, body: &str, signed_at: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.told("/stripe/webhook_secret").as_bytes());
        let tag = hmac::sign(&key, format!("{signed_at}.{body}").as_bytes());
        let hex = tag.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        format!("t={signed_at},v1={hex}")
    }

    /// An event about a session, as Stripe would send it.
    pub(crate) fn session_event(id: &str, checkout: &Checkout) -> Value {
        json!({"id": id, "object": "event", "type": "checkout.session.completed", "livemode": false, "data": {
            "object": {"id": checkout.session, "object": "checkout.session", "client_reference_id": checkout.id},
        }})
    }
}
