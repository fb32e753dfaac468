//! The table contains no customer field in clear text.

use serde_json::json;
use shared::domain::fault::Faults;
use shared::domain::ids::NoteId;
use shared::domain::purchase::{MailKind, NewNote};
use shared::store::Item;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{
    admin, at, confirm, customer, pending, start_processing, stored_product, under_way, vault, write,
};

use crate::golden::wire;

/// Joins every text and byte string of an item into one text.
fn readable(item: &Item) -> String {
    let bytes = |value: &aws_sdk_dynamodb::types::AttributeValue| format!("{value:?}");
    let blobs: String = item.values().map(bytes).collect();
    format!("{}{blobs}", wire(item)).to_lowercase()
}

#[tokio::test]
async fn customer_data_is_in_no_item_and_opens_from_the_vault() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let vault = vault();
    let before = pending(&engine.store, 1, &product, at(0)).await;
    let marked = customer("markme");
    let change = confirm(&vault, before, marked.clone(), at(1)).await;
    let id = change.before().checkout.id;
    write(&engine.store, change).await.unwrap();
    let purchase = engine.store.purchases().purchase(id).await.unwrap().unwrap();
    write(&engine.store, start_processing(purchase, at(2))).await.unwrap();
    let mail = engine.store.purchases().purchase(id).await.unwrap().unwrap().mails.remove(0);
    assert!(engine.store.mails().claim_mail(id, MailKind::Receipt, at(3)).await.unwrap().is_some());
    engine.store.mails().mail_sent(&mail, "ses-1".to_owned(), at(4)).await.unwrap();

    let purchase = engine.store.purchases().purchase(id).await.unwrap().unwrap();
    let key =
        vault.unlock(id, purchase.order.as_ref().unwrap().confidential.as_ref().unwrap()).await.unwrap();
    let note = json!({"text": "Markme wants it in blue.", "visible_to_customer": true});
    let note = deserr::deserialize::<NewNote, _, Faults>(note).unwrap();
    assert!(!format!("{note:?}").contains("Markme"));
    let note_id = NoteId::from_uuid(uuid::Uuid::from_u128(1));
    let text = key.seal_note(note.name(note_id), note.text.reveal().as_str()).unwrap();
    let note = note.sealed(text, (id, note_id), admin(), at(5));
    write(&engine.store, purchase.add_note(note)).await.unwrap();

    let order = engine.store.purchases().order(id).await.unwrap().unwrap();
    let opened = vault.open(id, order.confidential.as_ref().unwrap()).await.unwrap();
    assert_eq!(opened.customer, marked);
    let items = engine.all_items().await;
    assert!(items.len() >= 10, "only {} items", items.len());
    let secret = opened.tracking_secret.reveal().to_lowercase();
    for item in &items {
        let text = readable(item);
        assert!(!text.contains("markme") && !text.contains(&secret), "{text}");
    }
}

#[tokio::test]
async fn customer_data_of_a_payment_under_way_is_in_no_item() {
    let (engine, vault) = (Engine::start().await, vault());
    let waiting = under_way(&engine.store, &vault, 1, customer("markme"), at(0)).await;
    let opened = vault.open(waiting.checkout.id, waiting.confidential().unwrap()).await.unwrap();
    assert_eq!(opened.customer, customer("markme"));
    let secret = opened.tracking_secret.reveal().to_lowercase();
    for item in engine.all_items().await {
        let text = readable(&item);
        assert!(!text.contains("markme") && !text.contains(&secret), "{text}");
    }
}
