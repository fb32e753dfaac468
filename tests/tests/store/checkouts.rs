//! A purchase from its first write to its order, including the races on the way.

use shared::domain::audit::verify;
use shared::domain::purchase::{
    Checkout, Confirmation, Paid, Purchase, PurchaseState, ReturnReason, ReturnedPayment,
};
use shared::store::StoreError;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{
    action, at, await_bank, checkout, confirm, confirmation, customer, eur, expire, idempotency_item,
    no_stock, open_payment, ordered, pending, product, session_id, stored_product, stripe, vault, write,
};

async fn read(engine: &Engine, n: u128) -> Purchase {
    engine.store.purchases().purchase(shop_tests::shop::order_id(n)).await.unwrap().unwrap()
}

fn proven(purchase: &Purchase) {
    verify(&purchase.checkout.id.to_string(), &purchase.audit, purchase.chain()).unwrap();
}

#[tokio::test]
async fn a_checkout_is_found_by_its_idempotency_key_with_its_products() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let begun = checkout(1, &product, at(0));
    let key = idempotency_item("key", &begun);
    engine.store.purchases().begin_checkout(&key, &begun, None, None).await.unwrap();
    let context = engine
        .store
        .purchases()
        .pricing_context("start-checkout", "key", None, None, [product.id])
        .await
        .unwrap();
    assert_eq!(context.earlier, Some(key));
    assert_eq!(context.products, [product]);
    assert_eq!(engine.store.purchases().checkout(begun.id).await.unwrap(), Some(begun));
    let other =
        engine.store.purchases().pricing_context("start-checkout", "another", None, None, []).await.unwrap();
    assert_eq!(other.earlier, None);
}

#[tokio::test]
async fn one_idempotency_key_starts_one_checkout() {
    let engine = Engine::start().await;
    let product = product(1);
    let (one, two) = (checkout(1, &product, at(0)), checkout(2, &product, at(0)));
    engine.store.purchases().begin_checkout(&idempotency_item("key", &one), &one, None, None).await.unwrap();
    let refused =
        engine.store.purchases().begin_checkout(&idempotency_item("key", &two), &two, None, None).await;
    assert_eq!(refused, Err(StoreError::Conflict));
    assert_eq!(engine.store.purchases().checkout(two.id).await.unwrap(), None);
}

#[tokio::test]
async fn an_opened_page_makes_the_purchase_pending_with_its_first_audit_entry() {
    let engine = Engine::start().await;
    let opened = pending(&engine.store, 1, &product(1), at(0)).await;
    assert_eq!(opened.state(), PurchaseState::PendingPayment);
    assert_eq!(opened.checkout.session.as_ref().unwrap().id, session_id(1));
    assert_eq!((opened.checkout.version, opened.audit.len()), (2, 1));
    proven(&opened);
}

#[tokio::test]
async fn a_page_opened_twice_at_the_same_time_leaves_one_session_and_one_entry() {
    let engine = Engine::start().await;
    let begun = checkout(1, &product(1), at(0));
    engine
        .store
        .purchases()
        .begin_checkout(&idempotency_item("key", &begun), &begun, None, None)
        .await
        .unwrap();
    let (one, other) = (open_payment(&begun, "cs_a", at(1)), open_payment(&begun, "cs_b", at(1)));
    let outcomes: [_; 2] = tokio::join!(write(&engine.store, one), write(&engine.store, other)).into();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    let opened = read(&engine, 1).await;
    assert_eq!(opened.audit.len(), 1);
    proven(&opened);
}

#[tokio::test]
async fn a_confirmed_purchase_has_number_receipt_session_and_two_entries() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let ordered = ordered(&engine.store, 1, &product, at(60)).await;
    let order = ordered.order.as_ref().unwrap();
    assert_eq!(ordered.state(), PurchaseState::PaymentConfirmed);
    assert_eq!(ordered.checkout.order_number, Some(order.number.clone()));
    assert_eq!((order.version, order.payment.captured), (1, ordered.checkout.quote.total));
    assert_eq!((ordered.audit.len(), ordered.mails.len(), ordered.sessions.len()), (2, 1, 1));
    assert_eq!(ordered.sessions[0].outcome, "order");
    assert_eq!(engine.store.purchases().order(order.id).await.unwrap().as_ref(), Some(order));
    proven(&ordered);
}

#[tokio::test]
async fn of_two_concurrent_confirmations_one_wins_and_one_conflicts() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    for n in 1..=8 {
        let before = pending(&engine.store, n, &product, at(0)).await;
        let vault = vault();
        let one = confirm(&vault, before.clone(), customer("ada"), at(1)).await;
        let other = confirm(&vault, before, customer("ada"), at(1)).await;
        let outcomes: [_; 2] = tokio::join!(write(&engine.store, one), write(&engine.store, other)).into();
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        // A real engine may also report a transaction conflict; the loser reads again either way.
        let lost = outcomes.into_iter().find_map(Result::err).unwrap();
        assert!(matches!(lost, StoreError::Conflict | StoreError::Unavailable(_)), "{lost:?}");
        let after = read(&engine, n).await;
        assert_eq!((after.audit.len(), after.mails.len()), (2, 1));
        proven(&after);
    }
}

#[tokio::test]
async fn confirming_a_purchase_after_it_was_cancelled_conflicts() {
    let engine = Engine::start().await;
    let before = pending(&engine.store, 1, &product(1), at(0)).await;
    let late = confirm(&vault(), before.clone(), customer("ada"), at(2)).await;
    let cancel = expire(before, at(1));
    write(&engine.store, cancel).await.unwrap();
    assert_eq!(write(&engine.store, late).await, Err(StoreError::Conflict));
    let after = read(&engine, 1).await;
    assert_eq!(
        (after.state(), after.order.is_none(), after.mails.len()),
        (PurchaseState::Cancelled, true, 0)
    );
    proven(&after);
}

#[tokio::test]
async fn an_order_number_belongs_to_one_order() {
    let engine = Engine::start().await;
    let first = ordered(&engine.store, 1, &stored_product(&engine.store, 1).await, at(0)).await;
    let before = pending(&engine.store, 2, &product(1), at(0)).await;
    let confirmation = confirmation(&vault(), &before, customer("bob"), no_stock()).await;
    let confirmation = Confirmation { number: first.order.unwrap().number, ..confirmation };
    let same = before.confirm(confirmation, &stripe("evt_1"), at(1)).unwrap();
    assert_eq!(write(&engine.store, same).await, Err(StoreError::NumberTaken));
    assert_eq!(read(&engine, 2).await.state(), PurchaseState::PendingPayment);
}

#[tokio::test]
async fn a_session_is_settled_once_with_any_outcome() {
    let engine = Engine::start().await;
    let ordered = ordered(&engine.store, 1, &stored_product(&engine.store, 1).await, at(0)).await;
    let mut unread = ordered.clone();
    unread.sessions.clear();
    let session_id = ordered.sessions[0].session_id.clone();
    let paid = Paid { session_id, payment_intent: None, amount: eur(500), tax_added: eur(0) };
    let returned =
        ReturnedPayment { left: paid.amount, paid, reason: ReturnReason::OtherSession, cancel: false };
    let again =
        unread.return_payment(&returned, action(1, at(9)).refund_id, &stripe("evt_9"), at(9)).unwrap();
    assert_eq!(write(&engine.store, again).await, Err(StoreError::Conflict));
}

#[tokio::test]
async fn a_cancelled_purchase_expires_after_ninety_days_a_pending_one_never() {
    let engine = Engine::start().await;
    let item = |checkout: &Checkout| shared::store::items::to_item(checkout).unwrap();
    let waiting = pending(&engine.store, 1, &product(1), at(0)).await;
    assert!(!item(&waiting.checkout).contains_key("expires_at"));
    let cancel = expire(waiting, at(1));
    write(&engine.store, cancel).await.unwrap();
    let ended = item(&read(&engine, 1).await.checkout);
    let kept = ended["expires_at"].as_n().unwrap().parse::<i64>().unwrap() - at(0).as_second();
    assert_eq!(kept, 90 * 24 * 60 * 60);
    let returned = Checkout { money_returned: true, ..read(&engine, 1).await.checkout };
    assert!(!item(&returned).contains_key("expires_at"), "money that went back can be looked up for good");
}

#[tokio::test]
async fn purchases_that_wait_for_a_bank_are_listed_newest_first_until_they_end() {
    let engine = Engine::start().await;
    let product = product(1);
    for n in 1..=4 {
        let before = pending(&engine.store, n, &product, at(i64::try_from(n).unwrap())).await;
        if n != 2 {
            write(&engine.store, await_bank(&vault(), before, customer("ada"), at(9)).await).await.unwrap();
        }
    }
    let ids = async || {
        let (mut ids, mut position) = (Vec::new(), None);
        loop {
            let page = engine.store.order_lists().awaiting_bank(position, 2).await.unwrap();
            ids.extend(page.checkouts.iter().map(|checkout| checkout.id));
            position = page.next;
            if position.is_none() {
                return ids;
            }
        }
    };
    assert_eq!(ids().await, [4, 3, 1].map(shop_tests::shop::order_id));
    write(&engine.store, expire(read(&engine, 3).await, at(10))).await.unwrap();
    write(&engine.store, confirm(&vault(), read(&engine, 4).await, customer("ada"), at(10)).await)
        .await
        .unwrap();
    assert_eq!(ids().await, [shop_tests::shop::order_id(1)]);
}
