//! What an order says was given back follows its refunds.

use shared::domain::audit::{Action, Event};
use shared::domain::ids::RefundId;
use shared::domain::money::Money;
use shared::domain::refund::RefundStatus::{self, Failed, Pending, Requested, Succeeded};
use shared::store::items::RefundItem;
use shared::store::purchases::Change;
use shop_tests::engine::Engine;
use shop_tests::shop::{admin, at, eur, order_id, ordered, stocked_shelf, write};

use crate::golden::refund_item;

/// Brings a refund of an amount to a status, and tells what the order says then.
async fn noted(engine: &Engine, n: u128, amount: i64, status: RefundStatus) -> Option<Money> {
    let before = engine.store.purchase(order_id(1)).await.unwrap().unwrap();
    let RefundItem { order_id, mut refund } = refund_item();
    "pi_cs_1".clone_into(&mut refund.payment_intent);
    refund.id = RefundId::from_uuid(uuid::Uuid::from_u128(n));
    (refund.amount, refund.status) = (eur(amount), status);
    let mut change = Change::of(before);
    change.events.push(Event::note(at(1), admin(), Action::RefundPending, serde_json::json!({})));
    change.refunds.push(RefundItem { order_id, refund });
    write(&engine.store, change).await.unwrap();
    engine.store.order(order_id).await.unwrap().unwrap().refunded
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
