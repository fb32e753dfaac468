//! One open payment page for each cart, whatever tab or key asks for it, and one order.

use std::sync::Arc;

use serde_json::{Value, json};
use settle_payment::SettlePayment;
use shared::clock;
use shared::domain::checkout::cart_id::CartId;
use shared::domain::ids::OrderId;
use shared::domain::purchase::{CancellationReason, Checkout, PurchaseState, RefundStatus};
use shared::lookup::LookupKey;
use shared::payments::Payments;
use shared::payments::hint::PaymentHint;
use shared::start::PaymentsQueue;
use shared::store::items::CartClaim;
use shared::store::purchases::CartStep;
use shared::worker::Worker;
use shared_stripe::StripePayments;
use shop_tests::engine::Handles;
use shop_tests::queue::RecordingQueue;
use shop_tests::shop::{checkout, idempotency_item, vault};

use crate::till::{Till, faults};

const CART: &str = "0123456789abcdef0123456789abcdef";

/// Builds the request of a cart with this id.
fn request(till: &Till, cart: &str, quantity: u32) -> Value {
    let mut body = till.request(quantity);
    body["cart_id"] = json!(cart);
    body
}

/// Checks a cart out as from a new tab, with its own key, and returns the answer.
async fn ask(till: &Till, cart: &str, quantity: u32) -> (u16, Value) {
    till.start(&uuid::Uuid::now_v7().to_string(), &request(till, cart, quantity)).await
}

/// Checks a cart out and returns its checkout.
async fn pay(till: &Till, cart: &str, quantity: u32) -> Checkout {
    let (status, reply) = ask(till, cart, quantity).await;
    assert_eq!(status, 201, "{reply}");
    read(till, &reply["checkout_id"]).await
}

async fn read(till: &Till, id: &Value) -> Checkout {
    let id = OrderId::parse(id.as_str().unwrap()).unwrap();
    till.engine.store.purchases().checkout(id).await.unwrap().unwrap()
}

fn session(checkout: &Checkout) -> &str {
    &checkout.session.as_ref().unwrap().id
}

/// Returns the statuses of all of Stripe's sessions, sorted.
async fn pages(till: &Till) -> Vec<String> {
    let sessions = till.stripe.get("/v1/checkout/sessions").await;
    let statuses = sessions["data"].as_array().unwrap().iter();
    let mut statuses: Vec<_> = statuses.map(|it| it["status"].as_str().unwrap().to_owned()).collect();
    statuses.sort_unstable();
    statuses
}

async fn settle(till: &Till, session: &str) {
    let deps = settle_payment::Deps {
        purchases: till.engine.store.clone().into(),
        cursor: till.engine.store.clone().into(),
        payments: StripePayments(till.stripe.payments.clone()),
        vault: vault(),
        lookup: LookupKey::new("secret"),
        queue: PaymentsQueue(Arc::new(RecordingQueue::default())),
    };
    let hint = PaymentHint::Session { event_id: None, session_id: session.to_owned(), order_id: None };
    SettlePayment::handle(&deps, hint).await.unwrap();
}

#[tokio::test]
async fn an_unchanged_cart_gets_the_same_page_in_every_tab() {
    let till = Till::open().await;
    let first = ask(&till, CART, 1).await;
    assert_eq!(first.0, 201);
    assert_eq!(ask(&till, CART, 1).await, first);
    assert_eq!(pages(&till).await, ["open"]);
}

#[tokio::test]
async fn concurrent_requests_for_one_cart_get_one_page() {
    let till = Till::open().await;
    let answers = futures::future::join_all((0..6).map(|_| ask(&till, CART, 1))).await;
    for answer in &answers {
        assert_eq!((answer.0, answer), (201, &answers[0]));
    }
    assert_eq!(pages(&till).await, ["open"]);
}

#[tokio::test]
async fn the_page_of_a_changed_cart_is_closed_before_another_is_opened() {
    let till = Till::open().await;
    let before = pay(&till, CART, 1).await;
    let after = pay(&till, CART, 2).await;
    assert_ne!(before.id, after.id);
    assert_eq!(pages(&till).await, ["expired", "open"]);
    let replaced = read(&till, &json!(before.id)).await;
    assert_eq!(replaced.cancelled_because, Some(CancellationReason::Customer));
    assert_eq!(pay(&till, CART, 2).await.id, after.id);
}

#[tokio::test]
async fn a_cart_whose_price_fell_gets_a_new_page() {
    let mut till = Till::open().await;
    let body = request(&till, CART, 1);
    assert_eq!(till.start("key-1", &body).await.0, 201);
    till.edit(|draft| draft.base_price.amount -= 100).await;
    assert_eq!(till.start("key-2", &body).await.0, 201);
    assert_eq!(pages(&till).await, ["expired", "open"]);
}

#[tokio::test]
async fn the_key_of_a_replaced_purchase_is_closed() {
    let till = Till::open().await;
    let body = request(&till, CART, 1);
    assert_eq!(till.start("key", &body).await.0, 201);
    pay(&till, CART, 2).await;
    let (status, problem) = till.start("key", &body).await;
    assert_eq!((status, &problem["code"]), (409, &json!("checkout_closed")));
}

#[tokio::test]
async fn a_paid_cart_is_refused_and_names_its_purchase() {
    let till = Till::open().await;
    let paid = pay(&till, CART, 1).await;
    till.stripe.pay(session(&paid)).await;
    // Not settled yet: an unchanged cart gets the page, where it is paid already; a changed one cannot close it.
    assert_eq!(pay(&till, CART, 1).await.id, paid.id);
    for quantity in [2, 1] {
        if quantity == 1 {
            settle(&till, session(&paid)).await;
        }
        let (status, problem) = ask(&till, CART, quantity).await;
        assert_eq!((status, &problem["code"]), (409, &json!("already_paid")), "{problem}");
        assert_eq!(problem["checkout_id"], json!(paid.id));
    }
    assert_eq!(pages(&till).await, ["complete"]);
}

#[tokio::test]
async fn a_payment_on_a_replaced_page_is_returned_in_full() {
    let till = Till::open().await;
    let replaced = pay(&till, CART, 1).await;
    let current = pay(&till, CART, 2).await;
    // Stripe took the payment at the moment at which the page was closed.
    let tampered = format!("/_pretend/sessions/{}/tamper", session(&replaced));
    till.stripe.configure(&tampered, json!({"reopen": true})).await;
    for checkout in [&replaced, &current] {
        till.stripe.pay(session(checkout)).await;
        settle(&till, session(checkout)).await;
    }
    let purchases = till.engine.store.purchases();
    let returned = purchases.purchase(replaced.id).await.unwrap().unwrap();
    assert_eq!((returned.state(), returned.order.is_none()), (PurchaseState::Cancelled, true));
    assert!(returned.checkout.money_returned);
    let refund = &returned.refunds[0];
    assert_eq!((refund.amount, refund.status), (replaced.quote.total, RefundStatus::Requested));
    assert!(purchases.order(current.id).await.unwrap().is_some());
}

#[tokio::test]
async fn a_cart_whose_payment_failed_can_be_paid_again() {
    let till = Till::open().await;
    let failed = pay(&till, CART, 1).await;
    till.stripe.payments.expire_session(session(&failed)).await.unwrap();
    settle(&till, session(&failed)).await;
    let again = pay(&till, CART, 1).await;
    assert_ne!(again.id, failed.id);
    assert_eq!(pages(&till).await, ["expired", "open"]);
}

#[tokio::test]
async fn a_page_that_closes_soon_is_replaced() {
    let till = Till::open().await;
    let first = pay(&till, CART, 1).await;
    let soon = Checkout { closes_at: clock::now(), ..first.clone() };
    let item = shared::store::items::to_item(&soon).unwrap();
    let put = till.engine.client.put_item().table_name(&till.engine.table);
    put.set_item(Some(item)).send().await.unwrap();
    assert_ne!(pay(&till, CART, 1).await.id, first.id);
    assert_eq!(pages(&till).await, ["expired", "open"]);
}

#[tokio::test]
async fn another_cart_never_gets_the_page_of_this_one() {
    let till = Till::open().await;
    let one = pay(&till, CART, 1).await;
    let other = pay(&till, &CART.replace('0', "1"), 1).await;
    assert_ne!(session(&one), session(&other));
    let (status, plain) = till.start("key", &till.request(1)).await;
    assert_eq!(status, 201);
    assert!(![json!(one.id), json!(other.id)].contains(&plain["checkout_id"]), "a cart without an id");
    assert_eq!(pages(&till).await, ["open"; 3]);
}

#[tokio::test]
async fn a_page_is_not_handed_out_once_the_cart_claims_another_purchase() {
    let till = Till::open().await;
    let purchases = till.engine.store.purchases();
    let id = CartId::parse(CART.to_owned()).unwrap();
    let claimed = async |n: u128, before: Option<CartClaim>| {
        let begun = checkout(n, &till.product, clock::now());
        let claim = CartClaim::new(&id, begun.id, clock::now());
        let step = CartStep::claim(before, claim.clone());
        let key = idempotency_item(&format!("key-{n}"), &begun);
        purchases.begin_checkout(&key, &begun, Some(&step), None).await.map(|()| (begun, claim))
    };
    let (first, claim) = claimed(1, None).await.unwrap();
    assert!(claimed(2, None).await.is_err(), "two requests that saw no claim cannot both have it");
    let (second, _) = claimed(3, Some(claim.clone())).await.unwrap();
    let open = async |begun: &Checkout| {
        let change = shop_tests::shop::open_payment(begun, "cs_1", clock::now());
        let step = CartStep::open(CartClaim::new(&id, begun.id, clock::now()));
        purchases.write_opened(&change, Some(&step)).await
    };
    assert!(open(&first).await.is_err());
    open(&second).await.unwrap();
    assert!(claimed(4, Some(claim)).await.is_err(), "a claim is replaced only as it was read");
}

#[tokio::test]
async fn a_cart_id_that_can_be_guessed_is_refused() {
    let till = Till::open().await;
    for id in ["", "cart-1", &CART[1..], &CART.to_uppercase()] {
        let (status, problem) = ask(&till, id, 1).await;
        assert_eq!((status, faults(&problem)), (422, vec![("/cart_id", "invalid_cart_id")]), "{id}");
    }
}

#[tokio::test]
async fn the_table_does_not_contain_the_carts_id() {
    let till = Till::open().await;
    pay(&till, CART, 1).await;
    let items = till.engine.all_items().await;
    assert!(items.iter().any(|item| format!("{item:?}").contains("CART#")));
    assert!(!format!("{items:?}").contains(CART));
}
