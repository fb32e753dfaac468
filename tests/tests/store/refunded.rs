//! The refunded amount of an order follows its refunds.

use shared::domain::money::Money;
use shared::domain::purchase::RefundStatus::{self, Failed, Pending, Requested, Succeeded};
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{
    action, at, eur, order_id, ordered, reflect_refund, request_refund, stored_product, write,
};

/// Moves a refund of an amount to a status. Returns the order's refunded amount.
async fn refunded_after(engine: &Engine, n: u128, amount: i64, status: RefundStatus) -> Option<Money> {
    let before = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    let id = action(n, at(1)).refund_id;
    let change = match status {
        Requested => Some(request_refund(before, n, amount, at(1))),
        status => reflect_refund(before, id, status, at(1)),
    };
    if let Some(change) = change {
        write(&engine.store, change).await.unwrap();
    }
    engine.store.purchases().order(order_id(1)).await.unwrap().unwrap().refunded
}

#[tokio::test]
async fn only_succeeded_refunds_count_and_each_once() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    ordered(&engine.store, 1, &product, at(0)).await;
    for (n, amount, status, refunded) in [
        (1, 500, Requested, None),
        (1, 500, Pending, None),
        (1, 500, Succeeded, Some(500)),
        (2, 300, Requested, Some(500)),
        (2, 300, Succeeded, Some(800)),
        (2, 300, Succeeded, Some(800)),
        (1, 500, Failed, Some(300)),
    ] {
        let found = refunded_after(&engine, n, amount, status).await;
        assert_eq!(found, refunded.map(eur), "refund {n} of {amount}, {status:?}");
    }
}
