//! Sealed customer data survives the round trip through the table and opens only for its own order and key.

use proptest::prelude::*;
use shared::domain::ids::{NoteId, OrderId};
use shared::domain::purchase::{NoteName, Sealed};
use shared::store::items::{from_item, to_item};
use shared::vault::{Confidential, TrackingSecret, Vault, VaultError};
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, confirm, customer, order_id, pending, stored_product, vault, write};

async fn sealed_order(engine: &Engine, vault: &Vault, n: u128, mark: &str) -> (OrderId, Sealed) {
    let before = pending(&engine.store, n, &shop_tests::shop::product(1), at(0)).await;
    write(&engine.store, confirm(vault, before, customer(mark), at(1)).await).await.unwrap();
    let order = engine.store.purchases().order(order_id(n)).await.unwrap().unwrap();
    (order.id, order.confidential.unwrap())
}

fn refused(outcome: &Result<Confidential, VaultError>) -> bool {
    matches!(outcome, Err(VaultError::Refused))
}

#[tokio::test]
async fn sealed_data_opens_in_its_order_after_the_table_round_trip() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let vault = vault();
    let (id, sealed) = sealed_order(&engine, &vault, 1, "ada").await;
    let opened = vault.open(id, &sealed).await.unwrap();
    assert_eq!(opened.customer, customer("ada"));
    let order = engine.store.purchases().order(id).await.unwrap().unwrap();
    assert!(TrackingSecret::matches(opened.tracking_secret.reveal(), order.secret_hash.as_ref().unwrap()));
}

#[tokio::test]
async fn sealed_data_opens_under_no_other_order_and_no_other_key() {
    let engine = Engine::start().await;
    let mine = vault();
    let (id, sealed) = sealed_order(&engine, &mine, 1, "ada").await;
    assert!(refused(&mine.open(order_id(2), &sealed).await));
    assert!(refused(&vault().open(id, &sealed).await));
}

#[tokio::test]
async fn an_attribute_swapped_between_two_orders_is_refused_in_both() {
    let engine = Engine::start().await;
    let vault = vault();
    let (one, of_one) = sealed_order(&engine, &vault, 1, "ada").await;
    let (two, of_two) = sealed_order(&engine, &vault, 2, "bob").await;
    for (id, foreign) in [(one, of_two), (two, of_one)] {
        let mut order = engine.store.purchases().order(id).await.unwrap().unwrap();
        order.confidential = Some(foreign);
        let item = to_item(&order).unwrap();
        engine.client.put_item().table_name(&engine.table).set_item(Some(item)).send().await.unwrap();
        let swapped = engine.store.purchases().order(id).await.unwrap().unwrap();
        assert!(refused(&vault.open(id, swapped.confidential.as_ref().unwrap()).await));
    }
}

#[tokio::test]
async fn two_orders_of_one_customer_share_no_key_and_no_ciphertext() {
    let engine = Engine::start().await;
    let vault = vault();
    let (_, one) = sealed_order(&engine, &vault, 1, "ada").await;
    let (_, two) = sealed_order(&engine, &vault, 2, "ada").await;
    let parts = |sealed: &Sealed| serde_json::to_value(sealed).unwrap();
    let (one, two) = (parts(&one), parts(&two));
    for part in ["key", "nonce", "data"] {
        assert_ne!(one[part], two[part], "{part}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn one_changed_bit_anywhere_in_the_stored_bytes_is_refused(part in 0_usize..3, place: prop::sample::Index, bit in 0_u8..8) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let vault = vault();
        let (id, sealed) = runtime.block_on(async {
            let secret = Confidential { customer: customer("ada"), tracking_secret: TrackingSecret::new().unwrap() };
            (order_id(1), vault.seal(order_id(1), &secret).await.unwrap())
        });
        let mut parts = serde_json::to_value(&sealed).unwrap();
        let bytes = parts[["key", "nonce", "data"][part]].as_array_mut().unwrap();
        let place = place.index(bytes.len());
        bytes[place] = (bytes[place].as_u64().unwrap() ^ (1 << bit)).into();
        let changed: Sealed = serde_json::from_value(parts).unwrap();
        prop_assert!(refused(&runtime.block_on(vault.open(id, &changed))));
        prop_assert!(runtime.block_on(vault.open(id, &sealed)).is_ok());
    }
}

#[tokio::test]
async fn an_item_of_another_type_is_not_read_as_an_order() {
    let engine = Engine::start().await;
    let waiting = pending(&engine.store, 1, &shop_tests::shop::product(1), at(0)).await;
    let item = to_item(&waiting.checkout).unwrap();
    assert!(from_item::<shared::domain::purchase::Order>(item).unwrap().is_none());
}

#[tokio::test]
async fn a_note_opens_only_with_its_orders_key_its_id_and_its_visibility() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let vault = vault();
    let (one, of_one) = sealed_order(&engine, &vault, 1, "ada").await;
    let (two, of_two) = sealed_order(&engine, &vault, 2, "bob").await;
    let key = vault.unlock(one, &of_one).await.unwrap();
    let note = |n| NoteId::from_uuid(uuid::Uuid::from_u128(n));
    let name = NoteName { id: note(1), visible_to_customer: false };
    let sealed = key.seal_note(name, "call ada first").unwrap();
    assert_eq!(key.open_note(name, &sealed).unwrap().reveal(), "call ada first");
    assert!(!format!("{sealed:?}").contains("ada"));
    for other in [NoteName { id: note(2), ..name }, NoteName { visible_to_customer: true, ..name }] {
        assert!(key.open_note(other, &sealed).is_err(), "{other:?}");
    }
    let foreign = vault.unlock(two, &of_two).await.unwrap();
    assert!(foreign.open_note(name, &sealed).is_err());
}
