//! What the page that a customer comes back to from paying is told of the money.

use std::sync::Arc;

use get_checkout::GetCheckout;
use lambda_http::Body;
use serde_json::{Value, json};
use settle_payment::SettlePayment;
use shared::clock;
use shared::domain::purchase::{Checkout, Payment};
use shared::http::serve;
use shared::lookup::LookupKey;
use shared::payments::hint::PaymentHint;
use shared::start::PaymentsQueue;
use shared::store::keys;
use shared::worker::Worker;
use shared_stripe::StripePayments;
use shop_tests::engine::Engine;
use shop_tests::events::ApiCall;
use shop_tests::queue::KeepingQueue;
use shop_tests::shop::{checkout, order_id, stocked_shelf, vault};
use shop_tests::stripe::TestStripe;

/// A purchase that was paid and settled, and its payment.
async fn paid(engine: &Engine, automatic_tax: bool) -> Payment {
    let stripe = TestStripe::start().await;
    let shelf = stocked_shelf(&engine.store, 1).await;
    let begun = Checkout { automatic_tax, ..checkout(1, &shelf, clock::now()) };
    let session_id = stripe.pending(&engine.store, begun).await.checkout.session.unwrap().id;
    let unpaid = told(engine).await;
    assert_eq!((&unpaid["total_paid"], &unpaid["tax_added"]), (&Value::Null, &Value::Null), "{unpaid}");
    stripe.pay(&session_id).await;
    let deps = settle_payment::Deps {
        store: engine.store.clone(),
        payments: StripePayments(stripe.payments.clone()),
        vault: vault(),
        lookup: LookupKey::new("secret"),
        queue: PaymentsQueue(Arc::new(KeepingQueue::default())),
    };
    let hint = PaymentHint::Session { event_id: None, session_id, order_id: None };
    SettlePayment::handle(&deps, hint).await.unwrap();
    engine.store.order(order_id(1)).await.unwrap().unwrap().payment
}

/// What the page is told.
async fn told(engine: &Engine) -> Value {
    let path = vec![("id", order_id(1).to_string())];
    let call = ApiCall { path, ..ApiCall::to("GET /checkouts/{id}") };
    let deps = engine.store.clone();
    let answer = serve::<GetCheckout>(&deps, call.request()).await;
    assert_eq!(answer.status().as_u16(), 200);
    let Body::Text(body) = answer.body() else { panic!("no text") };
    serde_json::from_str(body).unwrap()
}

#[tokio::test]
async fn a_customer_back_from_paying_is_told_the_tax_that_was_added_and_all_that_they_paid() {
    let engine = Engine::start().await;
    let payment = paid(&engine, true).await;
    let told = told(&engine).await;
    assert!(payment.tax_added.amount > 0);
    assert_eq!(told["tax_added"], json!(payment.tax_added));
    assert_eq!(told["total_paid"], json!(payment.captured));
    assert_ne!(told["total_paid"], told["quote"]["total"]);
}

#[tokio::test]
async fn where_prices_include_the_tax_there_is_none_to_tell_and_all_that_was_paid_is_the_total() {
    let engine = Engine::start().await;
    let payment = paid(&engine, false).await;
    let told = told(&engine).await;
    assert_eq!((told.get("tax_added"), &told["total_paid"]), (None, &json!(payment.captured)));
    assert_eq!(told["total_paid"], told["quote"]["total"]);
}

#[tokio::test]
async fn a_purchase_paid_before_the_shop_kept_what_was_paid_is_still_shown() {
    let engine = Engine::start().await;
    paid(&engine, true).await;
    let forget = engine.client.update_item().table_name(&engine.table);
    let forget = forget.set_key(Some(keys::checkout(order_id(1)).into_item()));
    forget.update_expression("REMOVE paid").send().await.unwrap();
    let told = told(&engine).await;
    assert_eq!(told["state"], "payment_confirmed");
    assert_eq!((told.get("tax_added"), told.get("total_paid")), (None, None));
}
