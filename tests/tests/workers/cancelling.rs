//! Concurrent requests that cancel one purchase.

use cancel_checkout::CancelCheckout;
use shared::clock;
use shared::domain::audit::verify;
use shared::domain::purchase::PurchaseState;
use shared::http::serve;
use shared_stripe::StripePayments;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{checkout, order_id, product};
use shop_tests::stripe::TestStripe;

#[tokio::test]
async fn concurrent_cancellations_all_succeed_and_are_written_once() {
    let (engine, stripe) = (Engine::start().await, TestStripe::start().await);
    let id = order_id(1);
    stripe.pending(&engine.store, checkout(1, &product(1), clock::now())).await;
    let deps = (engine.store.clone().into(), StripePayments(stripe.payments.clone()));
    let path = vec![("id", id.to_string())];
    let call = ApiCall { path, ..ApiCall::to("POST /checkouts/{id}/cancel") };
    let answers =
        futures::future::join_all((0..8).map(|_| serve::<CancelCheckout>(&deps, call.request()))).await;
    for answer in answers {
        assert_eq!(answer.status().as_u16(), 200, "{:?}", answer.body());
    }
    let after = engine.store.purchases().purchase(id).await.unwrap().unwrap();
    assert_eq!((after.state(), after.audit.len()), (PurchaseState::Cancelled, 2));
    verify(&id.to_string(), &after.audit, after.chain()).unwrap();
}
