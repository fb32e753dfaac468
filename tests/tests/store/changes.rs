//! Changes of an order: optimistic versions, and refunds guarded by their attempt.

use serde_json::json;
use shared::domain::audit::{AuditEntry, verify};
use shared::domain::fault::Faults;
use shared::domain::purchase::{Change, Purchase, PurchaseState, RefundStatus, TransitionRequest};
use shared::store::StoreError;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{
    action, at, order_id, ordered, pending, product, reflect_refund, request_refund, return_payment,
    start_processing, stored_product, write,
};

async fn read(engine: &Engine, n: u128) -> Purchase {
    engine.store.purchases().purchase(order_id(n)).await.unwrap().unwrap()
}

async fn an_order(engine: &Engine) -> Purchase {
    ordered(&engine.store, 1, &stored_product(&engine.store, 1).await, at(0)).await
}

#[tokio::test]
async fn a_change_updates_version_state_and_chain_but_not_the_checkout() {
    let engine = Engine::start().await;
    let before = an_order(&engine).await;
    write(&engine.store, start_processing(before.clone(), at(5))).await.unwrap();
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
    let (one, other) = (start_processing(before.clone(), at(5)), start_processing(before, at(6)));
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
    write(&engine.store, request_refund(before.clone(), 1, 100, at(1))).await.unwrap();
    assert_eq!(write(&engine.store, start_processing(before, at(5))).await, Err(StoreError::Conflict));
    assert_eq!(read(&engine, 1).await.audit.len(), 3);
}

#[tokio::test]
async fn a_refund_is_requested_once_and_changes_only_from_the_status_read() {
    let engine = Engine::start().await;
    let before = an_order(&engine).await;
    let asking = request_refund(before, 1, 100, at(1));
    let asked = asking.refunds()[0].clone();
    write(&engine.store, asking).await.unwrap();
    let seen = read(&engine, 1).await;
    assert_eq!(seen.refunds, std::slice::from_ref(&asked));
    // A worker that saw an earlier attempt or another status is refused, even with the order's current version.
    let done = |purchase| reflect_refund(purchase, asked.id, RefundStatus::Succeeded, at(10)).unwrap();
    for (attempt, status) in
        [(2, RefundStatus::Requested), (1, RefundStatus::Pending), (1, RefundStatus::Failed)]
    {
        let mut misread = seen.clone();
        (misread.refunds[0].attempt, misread.refunds[0].status) = (attempt, status);
        assert_eq!(write(&engine.store, done(misread)).await, Err(StoreError::Conflict));
    }
    let mut unread = seen.clone();
    unread.refunds.clear();
    assert_eq!(write(&engine.store, request_refund(unread, 1, 100, at(1))).await, Err(StoreError::Conflict));
    let done = done(seen);
    let after = done.refunds().to_vec();
    write(&engine.store, done).await.unwrap();
    assert_eq!(read(&engine, 1).await.refunds, after);
}

#[tokio::test]
async fn without_an_order_the_checkout_carries_refunds_and_chain() {
    let engine = Engine::start().await;
    let before = pending(&engine.store, 1, &product(1), at(0)).await;
    write(&engine.store, return_payment(before, 1, "pi_1", at(1))).await.unwrap();
    let after = read(&engine, 1).await;
    assert_eq!((after.refunds.len(), after.audit.len(), after.checkout.version), (1, 2, 3));
    verify(&after.checkout.id.to_string(), &after.audit, after.chain()).unwrap();
}

fn cancelling(before: Purchase) -> Change {
    let version = before.order.as_ref().unwrap().version;
    let request = json!({"to": "cancelled", "version": version, "reason": "The customer asked for it"});
    let request: TransitionRequest = deserr::deserialize::<_, _, Faults>(request).unwrap();
    before.transition(&request, &action(1, at(5))).unwrap()
}

#[tokio::test]
async fn a_written_change_reads_back_as_computed() {
    let engine = Engine::start().await;
    let change = cancelling(an_order(&engine).await);
    let mut computed = change.after().unwrap();
    write(&engine.store, change).await.unwrap();
    let mut stored = read(&engine, 1).await;
    for purchase in [&mut computed, &mut stored] {
        purchase.mails.sort_by_key(|mail| mail.kind.to_string());
    }
    assert_eq!(stored, computed);
    let amounts = (stored.refunds[0].amount, stored.order.as_ref().unwrap().refunded);
    assert_eq!(amounts, (stored.checkout.quote.total, None));
}

#[tokio::test]
async fn the_trail_of_a_written_change_verifies() {
    let engine = Engine::start().await;
    write(&engine.store, cancelling(an_order(&engine).await)).await.unwrap();
    let stored = read(&engine, 1).await;
    let steps = |entry: &AuditEntry| entry.to;
    let expected = [Some(PurchaseState::Processing), Some(PurchaseState::Cancelled), None];
    assert_eq!(stored.audit.iter().skip(2).map(steps).collect::<Vec<_>>(), expected);
    assert_eq!(verify(&order_id(1).to_string(), &stored.audit, stored.chain()), Ok(()));
}
