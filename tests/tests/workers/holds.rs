//! Orders whose payment was refunded in full or is disputed: marked everywhere, held, and reported to the owner.

use std::sync::{Arc, Mutex};

use admin_list_orders::AdminListOrders;
use admin_print_queue::AdminPrintQueue;
use admin_transition_order::AdminTransitionOrder;
use admin_transition_orders::AdminTransitionOrders;
use async_trait::async_trait;
use lambda_http::Body;
use send_mail::SendMail;
use serde_json::{Value, json};
use shared::clock;
use shared::domain::email::EmailAddress;
use shared::domain::purchase::{Dispute, ErasureCause, MailKind, MailStatus, Purchase, RefundStatus};
use shared::erasure::erase_order;
use shared::http::{Endpoint, serve};
use shared::lookup::LookupKey;
use shared::mail::{Mail, MailError, Mailer};
use shared::messages::SendMail as Owed;
use shared::start::{MailFrom, StorefrontUrl};
use shared::worker::Worker;
use shared_stripe::StripePayments;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{
    admin, at, order_id, ordered, product, reflect_refund, request_refund, stored_product, stripe, vault,
    write,
};
use shop_tests::stripe::TestStripe;

struct Shop {
    engine: Engine,
    stripe: TestStripe,
}

impl Shop {
    /// Opens a shop in which the first order is disputed, the second refunded in full, and the third neither.
    async fn with_three_orders() -> Self {
        let shop = Self { engine: Engine::start().await, stripe: TestStripe::start().await };
        stored_product(&shop.engine.store, 1).await;
        for n in 1..=3 {
            ordered(&shop.engine.store, n, &product(1), clock::now()).await;
        }
        shop.dispute(1, "needs_response").await;
        shop.refund_in_full(2).await;
        shop
    }

    async fn purchase(&self, n: u128) -> Purchase {
        self.engine.store.purchases().purchase(order_id(n)).await.unwrap().unwrap()
    }

    async fn dispute(&self, n: u128, status: &str) {
        let purchase = self.purchase(n).await;
        let payment_intent = purchase.order.as_ref().unwrap().payment.payment_intent.clone().unwrap();
        let dispute = Dispute { id: format!("du_{n}"), payment_intent, status: status.to_owned() };
        let change = purchase.record_dispute(&dispute, &stripe("evt_9"), clock::now()).unwrap();
        write(&self.engine.store, change).await.unwrap();
    }

    async fn refund_in_full(&self, n: u128) {
        let purchase = self.purchase(n).await;
        let amount = purchase.order.as_ref().unwrap().payment.captured.amount;
        write(&self.engine.store, request_refund(purchase, 1, amount, clock::now())).await.unwrap();
        let purchase = self.purchase(n).await;
        let id = purchase.refunds[0].id;
        let change = reflect_refund(purchase, id, RefundStatus::Succeeded, clock::now()).unwrap();
        write(&self.engine.store, change).await.unwrap();
    }

    async fn start(&self, n: u128, override_payment_hold: Option<bool>) -> (u16, Value) {
        let call = ApiCall {
            path: vec![("id", order_id(n).to_string())],
            body: Some(self.request(n, override_payment_hold).await.to_string()),
            ..ApiCall::by_staff("POST /admin/orders/{id}/transitions")
        };
        answer::<AdminTransitionOrder>(&self.transitions(), &call).await
    }

    async fn request(&self, n: u128, override_payment_hold: Option<bool>) -> Value {
        let version = self.purchase(n).await.order.unwrap().version;
        let mut request = json!({"to": "processing", "version": version, "details_verified": true});
        if let Some(overrides) = override_payment_hold {
            request["override_payment_hold"] = overrides.into();
        }
        request
    }

    fn transitions(&self) -> admin_transition_order::Deps {
        (self.engine.store.clone().into(), StripePayments(self.stripe.payments.clone()))
    }

    async fn send(&self, n: u128, kind: MailKind, mailer: &Recorded) {
        let store = || self.engine.store.clone();
        let mail_from = MailFrom(EmailAddress::parse("orders@shop.example").unwrap());
        let url = StorefrontUrl("https://shop.example".to_owned());
        let mailer: Arc<dyn Mailer> = Arc::new(mailer.clone());
        let deps = (store().into(), store().into(), vault(), mailer, mail_from, url);
        SendMail::handle(&deps, Owed { order_id: order_id(n), kind }).await.unwrap();
    }
}

/// A mail provider that accepts every mail.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recorded(pub(crate) Arc<Mutex<Vec<Mail>>>);

#[async_trait]
impl Mailer for Recorded {
    async fn send(&self, mail: &Mail) -> Result<String, MailError> {
        self.0.lock().unwrap().push(mail.clone());
        Ok("ses-1".to_owned())
    }
}

async fn answer<E: Endpoint>(deps: &E::Deps, call: &ApiCall) -> (u16, Value) {
    let answer = serve::<E>(deps, call.request()).await;
    let Body::Text(body) = answer.body() else { panic!("no text") };
    (answer.status().as_u16(), serde_json::from_str(body).unwrap())
}

/// Returns the marks of an order in a list.
fn marks(list: &Value, n: u128) -> (Value, Value) {
    let id = order_id(n).to_string();
    let order = list["items"].as_array().unwrap().iter().find(|order| order["id"] == json!(id)).unwrap();
    (order["refunded"]["full"].clone(), order["disputed"].clone())
}

#[tokio::test]
async fn lists_and_the_print_queue_mark_reversed_payments() {
    let shop = Shop::with_three_orders().await;
    let store = || shop.engine.store.clone();
    let lists = (store().into(), store().into(), LookupKey::new("secret"));
    let (_, all) = answer::<AdminListOrders>(&lists, &ApiCall::by_staff("GET /admin/orders")).await;
    let queue = ApiCall::by_staff("GET /admin/print-queue");
    let (_, queue) = answer::<AdminPrintQueue>(&store().into(), &queue).await;
    for list in [all, queue] {
        assert_eq!(marks(&list, 1), (json!(null), json!(true)));
        assert_eq!(marks(&list, 2), (json!(true), json!(false)));
        assert_eq!(marks(&list, 3), (json!(null), json!(false)));
    }
}

#[tokio::test]
async fn a_reversed_payment_holds_an_order_until_staff_override_it() {
    let shop = Shop::with_three_orders().await;
    for (n, reason) in [(1, "disputed"), (2, "refunded")] {
        for unconfirmed in [None, Some(false)] {
            let (status, problem) = shop.start(n, unconfirmed).await;
            assert_eq!((status, &problem["code"]), (409, &json!("payment_held")));
            assert_eq!(problem["reason"], reason);
        }
        assert_eq!(shop.start(n, Some(true)).await.0, 200);
        let last = shop.purchase(n).await.audit.pop().unwrap();
        assert_eq!((last.actor, &last.evidence["payment_hold_overridden"]), (admin(), &json!(reason)));
    }
    assert_eq!(shop.start(3, None).await.0, 200);
}

#[tokio::test]
async fn a_batch_holds_and_overrides_each_row() {
    let shop = Shop::with_three_orders().await;
    let mut rows = Vec::new();
    for (n, overrides) in [(1, None), (2, Some(true)), (3, None)] {
        let transition = shop.request(n, overrides).await;
        rows.push(json!({"order_id": order_id(n), "transition": transition}));
    }
    let body = Some(json!({"rows": rows}).to_string());
    let call = ApiCall { body, ..ApiCall::by_staff("POST /admin/orders/transitions") };
    let (_, answered) = answer::<AdminTransitionOrders>(&shop.transitions(), &call).await;
    let results = answered["results"].as_array().unwrap();
    let statuses: Vec<_> = results.iter().map(|result| result["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [409, 200, 200]);
    assert_eq!(results[0]["problem"]["code"], "payment_held");
    assert_eq!(results[1]["order"]["refunded"]["full"], true);
}

#[tokio::test]
async fn a_new_dispute_is_mailed_to_the_owner_once() {
    let shop = Shop::with_three_orders().await;
    shop.dispute(1, "under_review").await;
    let kinds: Vec<_> = shop.purchase(1).await.mails.iter().map(|mail| mail.kind).collect();
    assert_eq!(kinds, [MailKind::Disputed(1), MailKind::Receipt]);
    let mailer = Recorded::default();
    for _ in 0..2 {
        shop.send(1, MailKind::Disputed(1), &mailer).await;
    }
    let sent = mailer.0.lock().unwrap().clone();
    let [mail] = sent.as_slice() else { panic!("{} mails", sent.len()) };
    assert_eq!(mail.to.reveal(), "orders@shop.example");
    assert!(mail.subject.contains("Payment disputed / Zahlung angefochten"), "{}", mail.subject);
    for text in [mail.text.reveal(), mail.html.reveal()] {
        assert!(text.contains("du_1") && text.contains("under_review"), "{text}");
        assert!(!text.contains("ada"), "no personal data");
    }
}

#[tokio::test]
async fn a_dispute_of_an_erased_order_still_reaches_the_owner() {
    let shop = Shop::with_three_orders().await;
    let store = &shop.engine.store;
    let cancelled = shop_tests::shop::cancel(shop.purchase(2).await, at(0));
    write(store, cancelled).await.unwrap();
    erase_order(&store.purchases(), order_id(2), &admin(), ErasureCause::Requested, clock::now())
        .await
        .unwrap();
    shop.dispute(2, "needs_response").await;
    let mailer = Recorded::default();
    shop.send(2, MailKind::Disputed(1), &mailer).await;
    assert_eq!(mailer.0.lock().unwrap().len(), 1);
    let mails = shop.purchase(2).await.mails;
    assert_eq!(mails.last().map(|mail| mail.status), Some(MailStatus::Sent));
}
