//! What an order says was given back follows its refunds.

use shared::domain::money::Money;
use shared::domain::purchase::RefundStatus::{self, Failed, Pending, Requested, Succeeded};
use shop_tests::engine::Engine;
use shop_tests::shop::{action, at, eur, order_id, ordered, reflecting, refunding, stocked_shelf, write};

/// Brings a refund of an amount to a status, and tells what the order says then.
async fn noted(engine: &Engine, n: u128, amount: i64, status: RefundStatus) -> Option<Money> {
    let before = engine.store.purchase(order_id(1)).await.unwrap().unwrap();
    let id = action(n, at(1)).refund_id;
    let change = match status {
        Requested => Some(refunding(before, n, amount, at(1))),
        status => reflecting(before, id, status, at(1)),
    };
    if let Some(change) = change {
        write(&engine.store, change).await.unwrap();
    }
    engine.store.order(order_id(1)).await.unwrap().unwrap().refunded
}

#[tokio::test]
async fn only_what_is_done_counts_and_each_refund_once() {
    let engine = Engine::start().await;
    let shelf = stocked_shelf(&engine.store, 1).await;
    ordered(&engine.store, 1, &shelf, at(0)).await;
    for (n, amount, status, refunded) in [
        (1, 500, Requested, None),
        (1, 500, Pending, None),
        (1, 500, Succeeded, Some(500)),
        (2, 300, Requested, Some(500)),
        (2, 300, Succeeded, Some(800)),
        (2, 300, Succeeded, Some(800)),
        (1, 500, Failed, Some(300)),
    ] {
        let told = noted(&engine, n, amount, status).await;
        assert_eq!(told, refunded.map(eur), "refund {n} of {amount}, {status:?}");
    }
}
