//! Which mails an order owes because of what happened to it.

use serde_json::json;
use shared::customer::Private;
use shared::domain::audit::{Action, Event};
use shared::domain::ids::{NoteId, OrderId};
use shared::domain::purchase::MailKind;
use shared::domain::refund::{Refund, RefundStatus};
use shared::fulfilment::{NewNote, add_note};
use shared::store::Store;
use shared::store::purchases::Change;
use shop_tests::engine::Engine;
use shop_tests::shop::{
    admin, at, confirming, customer, ordered, pending, stocked_shelf, stripe, text, vault, write,
};

use crate::golden::refund_item;

/// What Stripe says of the refund from now on.
async fn now_is(store: &Store, id: OrderId, status: RefundStatus, seconds: i64) {
    let purchase = store.purchase(id).await.unwrap().unwrap();
    let event = Event::note(at(seconds), stripe("evt_2"), Action::RefundPending, json!({}));
    let mut change = Change::of(purchase);
    change.refund(Refund { status, ..refund_item().refund }, event);
    write(store, change).await.unwrap();
}

async fn kinds(store: &Store, id: OrderId) -> Vec<MailKind> {
    let purchase = store.purchase(id).await.unwrap().unwrap();
    purchase.mails.iter().map(|mail| mail.kind).collect()
}

#[tokio::test]
async fn a_refund_that_comes_through_is_told_once_even_if_it_fails_later_and_comes_through_again() {
    let engine = Engine::start().await;
    let store = &engine.store;
    let shelf = stocked_shelf(store, 1).await;
    let id = ordered(store, 1, &shelf, at(0)).await.checkout.id;
    now_is(store, id, RefundStatus::Requested, 1).await;
    now_is(store, id, RefundStatus::Pending, 2).await;
    assert_eq!(kinds(store, id).await, [MailKind::Receipt]);
    let told = [MailKind::Receipt, MailKind::Refunded(refund_item().refund.id)];
    for (seconds, status) in
        [(3, RefundStatus::Succeeded), (4, RefundStatus::Failed), (5, RefundStatus::Succeeded)]
    {
        now_is(store, id, status, seconds).await;
        assert_eq!(kinds(store, id).await, told, "{status:?}");
    }
}

#[tokio::test]
async fn nobody_is_told_of_money_back_for_what_never_was_an_order() {
    let engine = Engine::start().await;
    let store = &engine.store;
    let shelf = stocked_shelf(store, 1).await;
    let id = pending(store, 1, &shelf, at(0)).await.checkout.id;
    now_is(store, id, RefundStatus::Succeeded, 1).await;
    assert_eq!(kinds(store, id).await, []);
}

#[tokio::test]
async fn a_note_to_the_customer_owes_a_mail_of_its_own_and_an_internal_one_none() {
    let engine = Engine::start().await;
    let (store, vault) = (&engine.store, vault());
    let shelf = stocked_shelf(store, 1).await;
    let before = pending(store, 1, &shelf, at(0)).await;
    let id = before.checkout.id;
    write(store, confirming(&vault, before, customer("ada"), at(1)).await).await.unwrap();
    let note_id = |n| NoteId::from_uuid(uuid::Uuid::from_u128(n));
    for (n, visible_to_customer) in [(1, false), (2, true), (3, true)] {
        let purchase = store.purchase(id).await.unwrap().unwrap();
        let key =
            vault.unlock(id, purchase.order.as_ref().unwrap().confidential.as_ref().unwrap()).await.unwrap();
        let note = NewNote { text: Private::new(text("It is drying.")), visible_to_customer };
        let note = note.sealed(&key, (id, note_id(n)), admin(), at(5)).unwrap();
        write(store, add_note(purchase, note)).await.unwrap();
    }
    let expected = [MailKind::Note(note_id(2)), MailKind::Note(note_id(3)), MailKind::Receipt];
    assert_eq!(kinds(store, id).await, expected);
    let purchase = store.purchase(id).await.unwrap().unwrap();
    assert_eq!(purchase.notes.iter().map(|note| note.id).collect::<Vec<_>>(), [1, 2, 3].map(note_id));
    let entry = purchase.audit.last().unwrap();
    assert_eq!((entry.action, &entry.evidence["note_id"]), (Action::NoteAdded, &json!(note_id(3))));
    assert!(!serde_json::to_string(&purchase.audit).unwrap().contains("drying"), "the trail has no text");
}
