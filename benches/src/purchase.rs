//! A whole purchase through the function processes: quote, checkout, payment at Stripe, webhook, settlement, relayed
//! events, mail; then the customer's return and the staff's steps.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::clock;
use shop_tests::events::batch_of_one;

use crate::aws::SENT_MAILS;
use crate::binaries::Binaries;
use crate::environment::Environment;
use crate::events::function_of;
use crate::requests;
use crate::runtime::Function;
use crate::stream::Stream;
use crate::stripe::Hook;

/// The functions of a purchase, in call order.
pub(crate) const FUNCTIONS: [&str; 6] =
    ["quote-cart", "start-checkout", "stripe-webhook", "settle-payment", "relay-events", "send-mail"];

/// A completed purchase and the messages it caused.
pub(crate) struct CompletedPurchase {
    pub(crate) order_id: String,
    pub(crate) session_id: String,
    /// Secret of the order's tracking link.
    pub(crate) tracking_secret: String,
    /// Body of the message in the payments queue.
    pub(crate) hint: String,
    /// Body of the message in the mail queue.
    pub(crate) mail: String,
    /// Event with the stream's records.
    pub(crate) records: Value,
}

/// A payment page that a checkout opened.
pub(crate) struct PaymentPage {
    pub(crate) order_id: String,
    url: String,
}

impl PaymentPage {
    fn session_id(&self) -> String {
        self.url.rsplit('/').next().unwrap().to_owned()
    }
}

/// The running functions of a purchase.
pub(crate) struct PurchaseFlow {
    /// By name.
    pub(crate) functions: BTreeMap<&'static str, Function>,
    stream: Stream,
    browser: reqwest::Client,
}

impl PurchaseFlow {
    /// Starts the functions of a purchase and some others, and skips what the stream already holds.
    pub(crate) async fn start(
        binaries: &Binaries,
        environment: &Environment,
        others: &[&'static str],
    ) -> Self {
        let mut functions = BTreeMap::new();
        for name in FUNCTIONS.iter().chain(others) {
            functions.insert(*name, binaries.start(name, environment).await);
        }
        let mut stream = Stream::of(&environment.database, &environment.engine.table);
        while stream.next(&environment.database).is_some() {}
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { functions, stream, browser }
    }

    async fn call(&mut self, name: &str, event: &Value) -> Value {
        self.functions.get_mut(function_of(name)).unwrap().call(event).await.body
    }

    /// Sends an HTTP request to a function, asserts the status code and returns the body.
    pub(crate) async fn request(&mut self, case: &str, event: &Value, status: u16) -> String {
        let answer = self.call(case, event).await;
        assert_eq!(answer["statusCode"], status, "{case}: {answer}");
        answer["body"].as_str().unwrap_or_default().to_owned()
    }

    /// Sends a message to a worker, and asserts that it was processed.
    async fn deliver(&mut self, name: &str, message: &Value) {
        assert_eq!(self.call(name, message).await["batchItemFailures"], json!([]), "{name}");
    }

    /// Prices the cart.
    pub(crate) async fn quote(&mut self, environment: &Environment) {
        self.request("quote-cart", &requests::quote(environment), 200).await;
    }

    /// Starts a checkout with an unused idempotency key.
    pub(crate) async fn check_out(&mut self, environment: &Environment, key: &str) -> PaymentPage {
        let checkout = self.request("start-checkout", &requests::checkout(environment, key), 201).await;
        let checkout: Value = serde_json::from_str(&checkout).unwrap();
        let text = |name: &str| checkout[name].as_str().unwrap().to_owned();
        PaymentPage { order_id: text("checkout_id"), url: text("url") }
    }

    /// Pays at Stripe, and returns the event that Stripe sends.
    pub(crate) async fn pay(&self, environment: &mut Environment, page: &PaymentPage) -> Hook {
        let paid = self.browser.post(format!("{}/pay", page.url)).send().await.unwrap();
        assert_eq!(paid.status(), 303);
        environment.hooks.recv().await.unwrap()
    }

    /// Turns Stripe's event into an order, and returns the message between webhook and settlement.
    pub(crate) async fn settle(
        &mut self,
        environment: &Environment,
        page: &PaymentPage,
        (signature, body): Hook,
    ) -> String {
        self.request("stripe-webhook", &requests::webhook(signature, body), 204).await;
        let hint = environment.queues.take("payments").pop().unwrap();
        self.deliver("settle-payment", &batch_of_one(&hint, Some(&page.session_id()))).await;
        hint
    }

    /// Relays what was written, and sends the mails that are owed. Returns the stream's records and the mails' messages.
    pub(crate) async fn relay(&mut self, environment: &Environment) -> (Value, Vec<String>) {
        let records = self.stream.next(&environment.database).unwrap();
        self.deliver("relay-events", &records).await;
        let mails = environment.queues.take("mail");
        for mail in &mails {
            self.deliver("send-mail", &batch_of_one(mail, None)).await;
        }
        (records, mails)
    }

    /// Completes one purchase with an unused idempotency key.
    pub(crate) async fn buy(&mut self, environment: &mut Environment, key: &str) -> CompletedPurchase {
        self.quote(environment).await;
        let page = self.check_out(environment, key).await;
        let hook = self.pay(environment, &page).await;
        let hint = self.settle(environment, &page, hook).await;
        let (records, mut mails) = self.relay(environment).await;
        let mail = mails.pop().unwrap();
        let session_id = page.session_id();
        let order_id = page.order_id;
        let tracking_secret = tracking_secret(&environment.queues.take(SENT_MAILS).pop().unwrap(), &order_id);
        CompletedPurchase { order_id, session_id, tracking_secret, hint, mail, records }
    }

    /// Makes, ships and delivers an order, each with a mail to the customer.
    pub(crate) async fn fulfil(&mut self, environment: &Environment, order_id: &str) {
        let steps = [
            json!({"to": "processing", "details_verified": true}),
            json!({"to": "shipped", "carrier": "DHL", "tracking_number": "00340434161094042557"}),
            json!({"to": "delivered", "delivered_at": clock::now().to_string()}),
        ];
        let mut version = json!(1);
        for mut step in steps {
            step["version"] = version;
            let event = requests::transition(order_id, &step);
            let order = self.request("admin-transition-order", &event, 200).await;
            version = serde_json::from_str::<Value>(&order).unwrap()["version"].take();
            self.relay(environment).await;
            // What the mail changed.
            self.relay(environment).await;
        }
    }
}

/// Returns the secret of the tracking link in a mail, as the form that SES receives encodes it.
fn tracking_secret(mail: &str, order_id: &str) -> String {
    let (_, link) = mail.split_once(&format!("%2Ftrack%2F{order_id}%23")).unwrap();
    link.split('%').next().unwrap().to_owned()
}

/// Completes one purchase, for benchmarks that need an order.
pub(crate) async fn complete_one(binaries: &Binaries, environment: &mut Environment) -> CompletedPurchase {
    PurchaseFlow::start(binaries, environment, &[]).await.buy(environment, "one").await
}
