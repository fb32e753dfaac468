//! A whole purchase through the function processes: quote, checkout, payment at Stripe, webhook, settlement,
//! relayed events, mail.

use std::time::Duration;

use serde_json::Value;
use shop_tests::events::{ApiCall, batch_of_one};

use crate::binaries::Binaries;
use crate::environment::Environment;
use crate::requests;
use crate::runtime::Function;
use crate::stream::Stream;

/// The functions of a purchase, in call order.
pub(crate) const FUNCTIONS: [&str; 6] =
    ["quote-cart", "start-checkout", "stripe-webhook", "settle-payment", "relay-events", "send-mail"];

/// A completed purchase and the messages it caused.
pub(crate) struct CompletedPurchase {
    pub(crate) order_id: String,
    pub(crate) session_id: String,
    /// Body of the message in the payments queue.
    pub(crate) hint: String,
    /// Body of the message in the mail queue.
    pub(crate) mail: String,
    /// Event with the stream's records.
    pub(crate) records: Value,
}

/// The running functions of a purchase.
pub(crate) struct PurchaseFlow {
    functions: [Function; 6],
    stream: Stream,
    browser: reqwest::Client,
}

impl PurchaseFlow {
    /// Starts the functions and skips what the stream already holds.
    pub(crate) async fn start(binaries: &Binaries, environment: &Environment) -> Self {
        let mut functions = Vec::new();
        for name in FUNCTIONS {
            functions.push(binaries.start(name, environment).await);
        }
        let functions: [Function; 6] = functions.try_into().ok().unwrap();
        let mut stream = Stream::of(&environment.database, &environment.engine.table);
        while stream.next(&environment.database).is_some() {}
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { functions, stream, browser }
    }

    /// Processor time of each function so far.
    pub(crate) fn cpu(&self) -> Vec<Duration> {
        self.functions.iter().map(Function::cpu).collect()
    }

    /// Completes one purchase with an unused idempotency key.
    pub(crate) async fn buy(&mut self, environment: &mut Environment, key: &str) -> CompletedPurchase {
        let [quote, start, webhook, settle, relay, mail] = &mut self.functions;
        let cart = Some(requests::cart(environment).to_string());
        let priced = quote.call(&ApiCall { body: cart, ..ApiCall::to("POST /cart/quote") }.event()).await;
        assert_eq!(priced.body["statusCode"], 200, "{}", priced.body);
        let checkout = start.call(&requests::checkout(environment, key)).await;
        assert_eq!(checkout.body["statusCode"], 201, "{}", checkout.body);
        let checkout: Value = serde_json::from_str(checkout.body["body"].as_str().unwrap()).unwrap();
        let page = checkout["url"].as_str().unwrap();
        let paid = self.browser.post(format!("{page}/pay")).send().await.unwrap();
        assert_eq!(paid.status(), 303);

        let (signature, body) = environment.hooks.recv().await.unwrap();
        let accepted = webhook.call(&requests::webhook(signature, body)).await;
        assert_eq!(accepted.body["statusCode"], 204, "{}", accepted.body);
        let session_id = page.rsplit('/').next().unwrap().to_owned();
        let hint = environment.queues.take("payments").pop().unwrap();
        let settled = settle.call(&batch_of_one(&hint, Some(&session_id))).await;
        assert_eq!(settled.body["batchItemFailures"], serde_json::json!([]));

        let records = self.stream.next(&environment.database).unwrap();
        relay.call(&records).await;
        let message = environment.queues.take("mail").pop().unwrap();
        let mailed = mail.call(&batch_of_one(&message, None)).await;
        assert_eq!(mailed.body["batchItemFailures"], serde_json::json!([]));
        let order_id = checkout["checkout_id"].as_str().unwrap().to_owned();
        CompletedPurchase { order_id, session_id, hint, mail: message, records }
    }
}

/// Completes one purchase, for benchmarks that need an order.
pub(crate) async fn complete_one(binaries: &Binaries, environment: &mut Environment) -> CompletedPurchase {
    PurchaseFlow::start(binaries, environment).await.buy(environment, "one").await
}
