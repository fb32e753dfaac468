//! Mails that an order owes because of an event.

use serde_json::json;
use shared::customer::Private;
use shared::domain::audit::Action;
use shared::domain::ids::{NoteId, OrderId, RefundId};
use shared::domain::purchase::{MailKind, MailStatus, NewNote, RefundStatus};
use shared::store::Store;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{
    action, admin, at, confirm, customer, ordered, pending, reflect_refund, request_refund, retry_refund,
    return_payment, stored_product, text, vault, write,
};

/// Applies the status that Stripe reports for the refund.
async fn now_is(store: &Store, id: OrderId, status: RefundStatus, seconds: i64) {
    let purchase = store.purchases().purchase(id).await.unwrap().unwrap();
    let change = reflect_refund(purchase, refund(), status, at(seconds)).unwrap();
    write(store, change).await.unwrap();
}

/// Stores an order of which a refund is requested.
async fn with_a_requested_refund(store: &Store) -> OrderId {
    let product = stored_product(store, 1).await;
    let id = ordered(store, 1, &product, at(0)).await.checkout.id;
    let purchase = store.purchases().purchase(id).await.unwrap().unwrap();
    write(store, request_refund(purchase, 9, 500, at(1))).await.unwrap();
    id
}

fn refund() -> RefundId {
    action(9, at(0)).refund_id
}

async fn kinds(store: &Store, id: OrderId) -> Vec<MailKind> {
    let purchase = store.purchases().purchase(id).await.unwrap().unwrap();
    purchase.mails.iter().map(|mail| mail.kind).collect()
}

#[tokio::test]
async fn a_refund_owes_one_mail_even_if_it_fails_and_succeeds_again() {
    let engine = Engine::start().await;
    let store = &engine.store;
    let id = with_a_requested_refund(store).await;
    now_is(store, id, RefundStatus::Pending, 2).await;
    assert_eq!(kinds(store, id).await, [MailKind::Receipt]);
    let told = [MailKind::Receipt, MailKind::Refunded(refund())];
    for (seconds, status) in
        [(3, RefundStatus::Succeeded), (4, RefundStatus::Failed), (5, RefundStatus::Succeeded)]
    {
        now_is(store, id, status, seconds).await;
        assert_eq!(kinds(store, id).await, told, "{status:?}");
    }
}

#[tokio::test]
async fn a_customer_is_told_again_if_a_refund_fails_and_then_succeeds() {
    let engine = Engine::start().await;
    let store = &engine.store;
    let id = with_a_requested_refund(store).await;
    now_is(store, id, RefundStatus::Succeeded, 2).await;
    let told = async || {
        let purchase = store.purchases().purchase(id).await.unwrap().unwrap();
        purchase.mails.into_iter().find(|mail| mail.kind == MailKind::Refunded(refund())).unwrap()
    };
    store.mails().mail_sent(&told().await, "ses-1".to_owned(), at(3)).await.unwrap();
    now_is(store, id, RefundStatus::Failed, 4).await;
    assert_eq!(told().await.status, MailStatus::Sent);
    let purchase = store.purchases().purchase(id).await.unwrap().unwrap();
    write(store, retry_refund(purchase, refund(), at(5))).await.unwrap();
    now_is(store, id, RefundStatus::Succeeded, 6).await;
    let again = told().await;
    assert_eq!((again.status, again.owed_since, again.sent_at), (MailStatus::Owed, at(6), None));
}

#[tokio::test]
async fn a_refund_without_an_order_owes_no_mail() {
    let engine = Engine::start().await;
    let store = &engine.store;
    let product = stored_product(store, 1).await;
    let before = pending(store, 1, &product, at(0)).await;
    let id = before.checkout.id;
    write(store, return_payment(before, 9, "pi_1", at(1))).await.unwrap();
    now_is(store, id, RefundStatus::Succeeded, 2).await;
    assert_eq!(kinds(store, id).await, []);
}

#[tokio::test]
async fn a_note_to_the_customer_owes_a_mail_and_an_internal_one_none() {
    let engine = Engine::start().await;
    let (store, vault) = (&engine.store, vault());
    let product = stored_product(store, 1).await;
    let before = pending(store, 1, &product, at(0)).await;
    let id = before.checkout.id;
    write(store, confirm(&vault, before, customer("ada"), at(1)).await).await.unwrap();
    let note_id = |n| NoteId::from_uuid(uuid::Uuid::from_u128(n));
    for (n, visible_to_customer) in [(1, false), (2, true), (3, true)] {
        let purchase = store.purchases().purchase(id).await.unwrap().unwrap();
        let key =
            vault.unlock(id, purchase.order.as_ref().unwrap().confidential.as_ref().unwrap()).await.unwrap();
        let note = NewNote { text: Private::new(text("It is drying.")), visible_to_customer };
        let text = key.seal_note(note.name(note_id(n)), note.text.reveal().as_str()).unwrap();
        let note = note.sealed(text, (id, note_id(n)), admin(), at(5));
        write(store, purchase.add_note(note)).await.unwrap();
    }
    let expected = [MailKind::Note(note_id(2)), MailKind::Note(note_id(3)), MailKind::Receipt];
    assert_eq!(kinds(store, id).await, expected);
    let purchase = store.purchases().purchase(id).await.unwrap().unwrap();
    assert_eq!(purchase.notes.iter().map(|note| note.id).collect::<Vec<_>>(), [1, 2, 3].map(note_id));
    let entry = purchase.audit.last().unwrap();
    assert_eq!((entry.action, &entry.evidence["note_id"]), (Action::NoteAdded, &json!(note_id(3))));
    assert!(!serde_json::to_string(&purchase.audit).unwrap().contains("drying"), "the trail has no text");
}
