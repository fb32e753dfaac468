//! Concurrent refunds of one payment by staff.

use admin_refund_order::AdminRefundOrder;
use serde_json::json;
use shared::clock;
use shared::domain::audit::verify;
use shared::http::serve;
use shared::store::Store;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{order_id, ordered, stored_product};

/// Requests a refund, and retries on conflict until the shop accepts it or refuses it because too little is left.
async fn refund_until_final(store: &Store, amount: i64) -> u16 {
    loop {
        let order = store.purchases().order(order_id(1)).await.unwrap().unwrap();
        let amount = json!({"amount": amount, "currency": "EUR"});
        let body = json!({"amount": amount, "reason": "it broke", "version": order.version});
        let call = ApiCall {
            path: vec![("id", order.id.to_string())],
            body: Some(body.to_string()),
            ..ApiCall::by_staff("POST /admin/orders/{id}/refunds")
        };
        let status = serve::<AdminRefundOrder>(&store.purchases(), call.request()).await.status().as_u16();
        if status != 409 {
            return status;
        }
    }
}

#[tokio::test]
async fn concurrent_refunds_never_exceed_the_captured_amount() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let captured = ordered(&engine.store, 1, &product, clock::now()).await.order.unwrap().payment.captured;
    let third = captured.amount / 3;
    let mut answers =
        futures::future::join_all((0..8).map(|_| refund_until_final(&engine.store, third))).await;
    answers.sort_unstable();
    assert_eq!(answers, [201, 201, 201, 422, 422, 422, 422, 422]);
    let after = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    let asked: i64 = after.refunds.iter().map(|item| item.amount.amount).sum();
    assert!(asked == 3 * third && asked <= captured.amount, "{asked} of {captured}");
    verify(&after.checkout.id.to_string(), &after.audit, after.chain()).unwrap();
}
