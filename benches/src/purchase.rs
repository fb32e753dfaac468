//! A whole purchase through the functions' processes: priced, begun, paid at Stripe, told, settled, relayed, mailed.

use std::time::Duration;

use serde_json::Value;
use shop_tests::events::{ApiCall, batch_of_one};

use crate::events;
use crate::fleet::Fleet;
use crate::runtime::Function;
use crate::stream::Stream;
use crate::surroundings::Surroundings;

/// The functions of a purchase, in their order.
pub(crate) const FUNCTIONS: [&str; 6] =
    ["quote-cart", "start-checkout", "stripe-webhook", "settle-payment", "relay-events", "send-mail"];

/// A purchase that is done.
pub(crate) struct Bought {
    pub(crate) order_id: String,
    pub(crate) session_id: String,
    /// What the payments queue carried.
    pub(crate) hint: String,
    /// What the mail queue carried.
    pub(crate) mail: String,
    /// What the stream carried.
    pub(crate) records: Value,
}

/// The functions of a purchase, running.
pub(crate) struct Line {
    functions: [Function; 6],
    stream: Stream,
    browser: reqwest::Client,
}

impl Line {
    /// Starts them, and works off what lies in the stream already.
    pub(crate) async fn start(fleet: &Fleet, around: &Surroundings) -> Self {
        let mut functions = Vec::new();
        for name in FUNCTIONS {
            functions.push(fleet.start(name, around).await);
        }
        let functions: [Function; 6] = functions.try_into().ok().unwrap();
        let mut stream = Stream::of(&around.database, &around.engine.table);
        while stream.next(&around.database).is_some() {}
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { functions, stream, browser }
    }

    /// Processor time of each function so far.
    pub(crate) fn cpu(&self) -> Vec<Duration> {
        self.functions.iter().map(Function::cpu).collect()
    }

    /// Buys, under a key that was not used before.
    pub(crate) async fn buy(&mut self, around: &mut Surroundings, key: &str) -> Bought {
        let [quote, start, webhook, settle, relay, mail] = &mut self.functions;
        let cart = Some(events::cart(around).to_string());
        let priced = quote.call(&ApiCall { body: cart, ..ApiCall::to("POST /cart/quote") }.event()).await;
        assert_eq!(priced.body["statusCode"], 200, "{}", priced.body);
        let begun = start.call(&events::checkout(around, key)).await;
        assert_eq!(begun.body["statusCode"], 201, "{}", begun.body);
        let begun: Value = serde_json::from_str(begun.body["body"].as_str().unwrap()).unwrap();
        let page = begun["url"].as_str().unwrap();
        let paid = self.browser.post(format!("{page}/pay")).send().await.unwrap();
        assert_eq!(paid.status(), 303);

        let (signature, told) = around.hooks.recv().await.unwrap();
        let taken = webhook.call(&events::webhook(signature, told)).await;
        assert_eq!(taken.body["statusCode"], 204, "{}", taken.body);
        let session_id = page.rsplit('/').next().unwrap().to_owned();
        let hint = around.queues.take("payments").pop().unwrap();
        let settled = settle.call(&batch_of_one(&hint, Some(&session_id))).await;
        assert_eq!(settled.body["batchItemFailures"], serde_json::json!([]));

        let records = self.stream.next(&around.database).unwrap();
        relay.call(&records).await;
        let owed = around.queues.take("mail").pop().unwrap();
        let mailed = mail.call(&batch_of_one(&owed, None)).await;
        assert_eq!(mailed.body["batchItemFailures"], serde_json::json!([]));
        let order_id = begun["checkout_id"].as_str().unwrap().to_owned();
        Bought { order_id, session_id, hint, mail: owed, records }
    }
}

/// One purchase, for what is asked about purchases.
pub(crate) async fn one(fleet: &Fleet, around: &mut Surroundings) -> Bought {
    Line::start(fleet, around).await.buy(around, "one").await
}
