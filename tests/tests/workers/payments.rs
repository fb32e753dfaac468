//! A shop with one purchase and a pretend Stripe, for tests of payments.

use std::sync::Arc;

use send_mail::SendMail;
use serde_json::{Value, json};
use settle_payment::{Deps, SettlePayment};
use shared::domain::email::EmailAddress;
use shared::domain::purchase::{MailKind, Purchase};
use shared::lookup::LookupKey;
use shared::mail::{Mail, Mailer};
use shared::messages::SendMail as Owed;
use shared::payments::hint::PaymentHint;
use shared::start::{MailFrom, PaymentsQueue, StorefrontUrl};
use shared::worker::Worker;
use shared_stripe::StripePayments;
use shop_tests::engine::{Engine, Handles};
use shop_tests::queue::RecordingQueue;
use shop_tests::shop::{checkout, order_id, product, vault};
use shop_tests::stripe::TestStripe;

use crate::holds::Recorded;

pub(crate) struct Shop {
    pub(crate) engine: Engine,
    pub(crate) stripe: TestStripe,
    pub(crate) queue: RecordingQueue,
    /// The session of the purchase.
    pub(crate) session: String,
}

impl Shop {
    /// Opens a shop with one purchase, whose payment page is open.
    pub(crate) async fn with_a_page() -> Self {
        let (engine, stripe) = (Engine::start().await, TestStripe::start().await);
        let begun = checkout(1, &product(1), shared::clock::now());
        let session = stripe.pending(&engine.store, begun).await.checkout.session.unwrap().id;
        Self { engine, stripe, queue: RecordingQueue::default(), session }
    }

    /// Opens a shop with one purchase that is paid at Stripe and not settled. Returns it with the payment intent.
    pub(crate) async fn with_a_payment() -> (Self, String) {
        let shop = Self::with_a_page().await;
        shop.stripe.pay(&shop.session).await;
        let session = shop.stripe.get(&format!("/v1/checkout/sessions/{}", shop.session)).await;
        let payment = session["payment_intent"].as_str().unwrap().to_owned();
        (shop, payment)
    }

    pub(crate) fn deps(&self) -> Deps {
        Deps {
            purchases: self.engine.store.clone().into(),
            cursor: self.engine.store.clone().into(),
            payments: StripePayments(self.stripe.payments.clone()),
            vault: vault(),
            lookup: LookupKey::new("secret"),
            queue: PaymentsQueue(Arc::new(self.queue.clone())),
        }
    }

    /// Dependencies of a stack that shares the Stripe account.
    pub(crate) fn deps_of_stack(&self, stack: &str) -> Deps {
        Deps { payments: StripePayments(self.stripe.of_stack(stack)), ..self.deps() }
    }

    /// Sends an owed mail, and returns it.
    pub(crate) async fn sent_mail(&self, kind: MailKind) -> Mail {
        let mailer = Recorded::default();
        let store = || self.engine.store.clone();
        let mail_from = MailFrom(EmailAddress::parse("orders@shop.example").unwrap());
        let url = StorefrontUrl("https://shop.example".to_owned());
        let sender: Arc<dyn Mailer> = Arc::new(mailer.clone());
        let deps = (store().into(), store().into(), vault(), sender, mail_from, url);
        SendMail::handle(&deps, Owed { order_id: order_id(1), kind }).await.unwrap();
        mailer.0.lock().unwrap().remove(0)
    }

    pub(crate) async fn work(&self, hint: PaymentHint) {
        SettlePayment::handle(&self.deps(), hint).await.unwrap();
    }

    pub(crate) async fn settle(&self) {
        let session_id = self.session.clone();
        self.work(PaymentHint::Session { event_id: None, session_id, order_id: None }).await;
    }

    pub(crate) async fn purchase(&self) -> Purchase {
        self.engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap()
    }

    /// Refunds in Stripe's dashboard.
    pub(crate) async fn refund_in_dashboard(&self, payment: &str, amount: i64) {
        let path = format!("/_pretend/payment_intents/{payment}/refund");
        self.stripe.configure(&path, json!({"amount": amount})).await;
    }

    /// Disputes a payment. Returns the id of the dispute.
    pub(crate) async fn dispute(&self, payment: &str) -> String {
        self.stripe.configure(&format!("/_pretend/payment_intents/{payment}/dispute"), json!({})).await;
        let disputes = self.stripe.get(&format!("/v1/disputes?payment_intent={payment}")).await;
        disputes["data"][0]["id"].as_str().unwrap_or_else(|| panic!("{disputes}")).to_owned()
    }
}

/// The hint of an event about a payment's refunds.
pub(crate) fn refunds_of(payment: &str) -> PaymentHint {
    PaymentHint::Refunds { event_id: Some("evt_refund".to_owned()), payment_intent: payment.to_owned() }
}

/// Returns the ids of all items, sorted, to compare the table before and after.
pub(crate) async fn items(engine: &Engine) -> Vec<Value> {
    let mut items: Vec<Value> =
        engine.all_items().await.into_iter().map(|item| serde_dynamo::from_item(item).unwrap()).collect();
    items.sort_by_key(Value::to_string);
    items
}
