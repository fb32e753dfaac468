//! Changes of an order: optimistic versions, refunds guarded by their attempt.

use jiff::Timestamp;
use shared::domain::audit::{Action, Event, verify};
use shared::domain::ids::RefundId;
use shared::domain::purchase::PurchaseState;
use shared::domain::refund::{Refund, RefundStatus};
use shared::store::StoreError;
use shared::store::items::RefundItem;
use shared::store::purchases::{Change, Purchase};
use shop_tests::engine::Engine;
use shop_tests::shop::{
    admin, at, eur, order_id, ordered, pending, processing, product, stocked_shelf, write,
};

async fn read(engine: &Engine, n: u128) -> Purchase {
    engine.store.purchase(order_id(n)).await.unwrap().unwrap()
}

async fn an_order(engine: &Engine) -> Purchase {
    ordered(&engine.store, 1, &stocked_shelf(&engine.store, 1).await, at(0)).await
}

fn refund(n: u128, attempt: u32, status: RefundStatus, requested_at: Timestamp) -> Refund {
    Refund {
        id: RefundId::from_uuid(uuid::Uuid::from_u128(n)),
        amount: eur(100),
        reason: "broken".to_owned(),
        status,
        attempt,
        payment_intent: "pi_1".to_owned(),
        stripe_refund_id: None,
        failure: None,
        requested_at,
        settled_at: None,
    }
}

fn with_refund(before: Purchase, refund: Refund) -> Change {
    let order_id = before.checkout.id;
    let mut change = Change::of(before);
    change.events.push(Event::note(at(10), admin(), Action::RefundPending, serde_json::json!({})));
    change.refunds.push(RefundItem { order_id, refund });
    change
}

#[tokio::test]
async fn a_change_moves_version_state_and_chain_on_and_leaves_the_checkout_alone() {
    let engine = Engine::start().await;
    let before = an_order(&engine).await;
    write(&engine.store, processing(before.clone(), at(5))).await.unwrap();
    let after = read(&engine, 1).await;
    let order = after.order.as_ref().unwrap();
    assert_eq!((after.state(), order.version, after.audit.len()), (PurchaseState::Processing, 2, 3));
    assert_eq!(after.checkout, before.checkout);
    verify(&after.checkout.id.to_string(), &after.audit, after.chain()).unwrap();
}

#[tokio::test]
async fn of_two_changes_from_the_same_version_one_wins() {
    let engine = Engine::start().await;
    let before = an_order(&engine).await;
    let (one, other) = (processing(before.clone(), at(5)), processing(before, at(6)));
    let outcomes: [_; 2] = tokio::join!(write(&engine.store, one), write(&engine.store, other)).into();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    let after = read(&engine, 1).await;
    assert_eq!((after.order.as_ref().unwrap().version, after.audit.len()), (2, 3));
    verify(&after.checkout.id.to_string(), &after.audit, after.chain()).unwrap();
}

#[tokio::test]
async fn a_stale_change_conflicts_even_if_the_state_is_still_the_same() {
    let engine = Engine::start().await;
    let before = an_order(&engine).await;
    let asked = refund(1, 1, RefundStatus::Requested, at(1));
    write(&engine.store, with_refund(before.clone(), asked)).await.unwrap();
    assert_eq!(write(&engine.store, processing(before, at(5))).await, Err(StoreError::Conflict));
    assert_eq!(read(&engine, 1).await.audit.len(), 3);
}

#[tokio::test]
async fn a_refund_is_asked_for_once_and_changes_only_from_where_it_was_read() {
    let engine = Engine::start().await;
    let before = an_order(&engine).await;
    let asked = refund(1, 1, RefundStatus::Requested, at(1));
    write(&engine.store, with_refund(before, asked.clone())).await.unwrap();
    let seen = read(&engine, 1).await;
    assert_eq!(seen.refunds[0].refund, asked);
    // A worker that saw an earlier attempt, or another status, is refused though the order's version is right.
    for wrong in [
        refund(1, 2, RefundStatus::Requested, at(1)),
        refund(1, 1, RefundStatus::Pending, at(1)),
        refund(1, 1, RefundStatus::Failed, at(1)),
    ] {
        let mut misread = seen.clone();
        misread.refunds[0].refund = wrong;
        let done = refund(1, 1, RefundStatus::Succeeded, at(1));
        assert_eq!(write(&engine.store, with_refund(misread, done)).await, Err(StoreError::Conflict));
    }
    let mut unread = seen.clone();
    unread.refunds.clear();
    assert_eq!(write(&engine.store, with_refund(unread, asked)).await, Err(StoreError::Conflict));
    let done = refund(1, 1, RefundStatus::Succeeded, at(1));
    write(&engine.store, with_refund(seen, done.clone())).await.unwrap();
    assert_eq!(read(&engine, 1).await.refunds[0].refund, done);
}

#[tokio::test]
async fn a_purchase_without_order_carries_refunds_and_its_chain_on_the_checkout() {
    let engine = Engine::start().await;
    let before = pending(&engine.store, 1, &product(1), at(0)).await;
    let asked = refund(1, 1, RefundStatus::Requested, at(1));
    write(&engine.store, with_refund(before, asked)).await.unwrap();
    let after = read(&engine, 1).await;
    assert_eq!((after.refunds.len(), after.audit.len(), after.checkout.version), (1, 2, 3));
    verify(&after.checkout.id.to_string(), &after.audit, after.chain()).unwrap();
}
