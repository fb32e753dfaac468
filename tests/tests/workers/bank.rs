//! Payments that the customer's bank confirms days later.

use admin_get_order::AdminGetOrder;
use admin_list_orders::AdminListOrders;
use find_tracking_links::FindTrackingLinks;
use lambda_http::Body;
use serde_json::{Value, json};
use settle_payment::{Deps, SettlePayment};
use shared::domain::ids::{LinkRequestId, OrderNumber};
use shared::domain::purchase::{MailKind, MailStatus, Purchase, PurchaseState};
use shared::http::{Endpoint, serve};
use shared::lookup::LookupKey;
use shared::messages::FindTrackingLinks as Asked;
use shared::payments::hint::PaymentHint;
use shared::vault::{Confidential, Vault};
use shared::worker::Worker;
use shop_tests::events::ApiCall;
use shop_tests::shop::{order_id, vault};
use track_order::TrackOrder;

use crate::payments::Shop;

/// The address that the pretend Stripe's customer enters.
const EMAIL: &str = "sam.sample@example.com";

struct Bank {
    shop: Shop,
    vault: Vault,
}

impl Bank {
    /// A shop with one purchase that was paid by bank and settled.
    async fn asked() -> Self {
        let bank = Self { shop: Shop::with_a_page().await, vault: vault() };
        assert_eq!(bank.shop.stripe.press(&bank.shop.session, "bank").await, 303);
        bank.settle().await;
        bank
    }

    /// The bank answers, and the payment is settled again.
    async fn answers(&self, answer: &str) {
        assert!(self.shop.stripe.press(&self.shop.session, &format!("bank/{answer}")).await < 400);
        self.settle().await;
    }

    async fn settle(&self) {
        let deps = Deps { vault: self.vault.clone(), ..self.shop.deps() };
        let session_id = self.shop.session.clone();
        let hint = PaymentHint::Session { event_id: None, session_id, order_id: None };
        SettlePayment::handle(&deps, hint).await.unwrap();
    }

    async fn purchase(&self) -> Purchase {
        self.shop.purchase().await
    }

    async fn number(&self) -> OrderNumber {
        self.purchase().await.checkout.order_number.unwrap()
    }

    async fn opened(&self) -> Confidential {
        self.vault.open(order_id(1), self.purchase().await.confidential().unwrap()).await.unwrap()
    }

    /// Opens the tracking page with a secret. Returns its status and content.
    async fn tracked(&self, secret: &str) -> (u16, Value) {
        let call = ApiCall {
            path: vec![("id", order_id(1).to_string())],
            headers: vec![("authorization", format!("Bearer {secret}"))],
            ..ApiCall::to("GET /orders/{id}")
        };
        answered::<TrackOrder>(&self.shop.engine.store.clone().into(), &call).await
    }

    /// Searches orders as staff do. Returns the states and numbers of those found.
    async fn found(&self, by: &'static str, text: &str) -> Value {
        let query = vec![(by, text.to_owned())];
        let call = ApiCall { query, ..ApiCall::by_staff("GET /admin/orders") };
        let store = || self.shop.engine.store.clone();
        let deps = (store().into(), store().into(), LookupKey::new("secret"));
        let (status, page) = answered::<AdminListOrders>(&deps, &call).await;
        assert_eq!(status, 200, "{page}");
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| json!([item["state"], item["number"]])).collect()
    }

    /// Loads the purchase with its customer, as staff do.
    async fn shown(&self) -> Value {
        let call = ApiCall {
            path: vec![("id", order_id(1).to_string())],
            query: vec![("customer", "true".to_owned())],
            ..ApiCall::by_staff("GET /admin/orders/{id}")
        };
        let deps = (self.shop.engine.store.clone().into(), self.vault.clone());
        answered::<AdminGetOrder>(&deps, &call).await.1
    }

    /// Requests links as a customer does. Returns true if the purchase owes one.
    async fn link_for(&self, email: &str, order_number: Option<OrderNumber>) -> bool {
        let store = || self.shop.engine.store.clone();
        let asked = Asked {
            request_id: LinkRequestId::from_uuid(uuid::Uuid::nil()),
            customer_hash: LookupKey::new("secret").customer_hash(email),
            order_number,
        };
        FindTrackingLinks::handle(&(store().into(), store().into()), asked).await.unwrap();
        let mails = self.purchase().await.mails;
        mails.iter().any(|mail| matches!(mail.kind, MailKind::TrackingLink(_)))
    }
}

async fn answered<E: Endpoint>(deps: &E::Deps, call: &ApiCall) -> (u16, Value) {
    let answer = serve::<E>(deps, call.request()).await;
    let Body::Text(body) = answer.body() else { panic!("no text") };
    (answer.status().as_u16(), serde_json::from_str(body).unwrap())
}

fn kinds(purchase: &Purchase) -> Vec<MailKind> {
    purchase.mails.iter().map(|mail| mail.kind).collect()
}

#[tokio::test]
async fn a_payment_under_way_has_a_number_a_customer_and_a_mail() {
    let bank = Bank::asked().await;
    let waiting = bank.purchase().await;
    assert!(waiting.checkout.awaiting_bank && waiting.checkout.order_number.is_some());
    assert_eq!((waiting.state(), waiting.order.is_none()), (PurchaseState::PendingPayment, true));
    assert_eq!(kinds(&waiting), [MailKind::PaymentUnderWay]);
    assert_eq!(bank.opened().await.customer.email.reveal(), EMAIL);
    bank.settle().await;
    assert_eq!(bank.purchase().await, waiting, "it is recorded once");
}

#[tokio::test]
async fn the_order_takes_over_number_customer_and_link() {
    let bank = Bank::asked().await;
    let waiting = bank.purchase().await.checkout;
    bank.answers("succeed").await;
    let after = bank.purchase().await;
    let order = after.order.as_ref().unwrap();
    assert_eq!(Some(&order.number), waiting.order_number.as_ref());
    assert_eq!((&order.confidential, &order.secret_hash), (&waiting.confidential, &waiting.secret_hash));
    assert_eq!(order.customer_hash, waiting.customer_hash);
    let left = &after.checkout;
    assert!(left.confidential.is_none() && left.customer_hash.is_none() && left.secret_hash.is_none());
    let mut mails = kinds(&after);
    mails.sort_by_key(ToString::to_string);
    assert_eq!(mails, [MailKind::PaymentUnderWay, MailKind::Receipt]);
    assert_eq!(bank.found("email", EMAIL).await, json!([["payment_confirmed", order.number]]));
    assert_eq!(
        bank.found("number", order.number.as_str()).await,
        json!([["payment_confirmed", order.number]])
    );
}

#[tokio::test]
async fn a_payment_that_fails_leaves_no_customer_on_its_checkout() {
    let bank = Bank::asked().await;
    let waiting = bank.purchase().await.checkout;
    bank.answers("fail").await;
    let after = bank.purchase().await;
    assert_eq!((after.state(), after.order.is_none()), (PurchaseState::Cancelled, true));
    assert_eq!((&after.checkout.confidential, &after.checkout.customer_hash), (&None, &None));
    let mails: Vec<_> = after.mails.iter().map(|mail| (mail.kind, mail.status)).collect();
    assert_eq!(mails, [(MailKind::PaymentUnderWay, MailStatus::Dropped)], "it has no recipient");
    let hash = waiting.customer_hash.unwrap();
    for item in bank.shop.engine.all_items().await {
        assert!(!format!("{item:?}").contains(&hash), "{item:?}");
    }
    assert_eq!(bank.found("email", EMAIL).await, json!([]));
    let number = waiting.order_number.unwrap();
    assert_eq!(bank.found("number", number.as_str()).await, json!([["cancelled", number]]));
    assert_eq!(bank.shown().await["customer"], Value::Null);
}

#[tokio::test]
async fn the_link_shows_the_payment_and_later_the_order() {
    let bank = Bank::asked().await;
    let secret = bank.opened().await.tracking_secret;
    let (status, page) = bank.tracked(secret.reveal()).await;
    assert_eq!((status, &page["state"]), (200, &json!("pending_payment")), "{page}");
    assert_eq!(page["number"], json!(bank.number().await));
    let total = bank.purchase().await.checkout.quote.total;
    assert_eq!((&page["total"], &page["ship_by"]), (&json!(total), &Value::Null));
    for steps in ["milestones", "timeline", "parcels", "refunds"] {
        assert_eq!(page[steps], json!([]), "{steps}");
    }
    assert_eq!(bank.tracked("another").await.0, 404);
    bank.answers("succeed").await;
    let (status, page) = bank.tracked(secret.reveal()).await;
    assert_eq!((status, &page["state"]), (200, &json!("payment_confirmed")), "{page}");
    assert!(page["ship_by"].is_string(), "{page}");
}

#[tokio::test]
async fn the_link_shows_that_the_payment_failed() {
    let bank = Bank::asked().await;
    let secret = bank.opened().await.tracking_secret;
    bank.answers("fail").await;
    let (status, page) = bank.tracked(secret.reveal()).await;
    assert_eq!((status, &page["state"]), (200, &json!("cancelled")), "{page}");
    assert_eq!((&page["timeline"], &page["ship_by"]), (&json!([]), &Value::Null));
}

#[tokio::test]
async fn staff_find_a_payment_under_way_by_number_and_email() {
    let bank = Bank::asked().await;
    let number = bank.number().await;
    let expected = json!([["pending_payment", number]]);
    let start = &number.as_str()[..7];
    for (by, text) in [("number", number.as_str()), ("number", start), ("email", "Sam.Sample@Example.com")] {
        assert_eq!(bank.found(by, text).await, expected, "{by}={text}");
    }
    assert_eq!(bank.found("awaiting_bank", "true").await, expected);
    assert_eq!(bank.found("email", "bob@example.org").await, json!([]));
    let shown = bank.shown().await;
    assert_eq!((&shown["number"], &shown["customer"]["email"]), (&json!(number), &json!(EMAIL)));
}

#[tokio::test]
async fn a_link_to_a_payment_under_way_is_found_by_email_and_number() {
    for by_number in [false, true] {
        let bank = Bank::asked().await;
        let number = bank.number().await;
        let wanted = by_number.then(|| number.clone());
        assert!(!bank.link_for("bob@example.org", wanted.clone()).await);
        assert!(bank.link_for(EMAIL, wanted).await, "by number: {by_number}");
    }
}

#[tokio::test]
async fn no_link_is_found_once_the_payment_failed() {
    let bank = Bank::asked().await;
    let number = bank.number().await;
    bank.answers("fail").await;
    assert!(!bank.link_for(EMAIL, Some(number)).await && !bank.link_for(EMAIL, None).await);
}
