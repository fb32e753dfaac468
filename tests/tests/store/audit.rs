//! The audit trail as staff read it, and the verification of its chain.

use std::collections::HashMap;

use jiff::civil::{Date, date};
use shared::api::audit::Verification;
use shared::domain::audit::subject::Subject;
use shared::domain::audit::{Action, ChainHead, Event};
use shared::domain::purchase::Actor;
use shared::store::audit::{AuditList, confirmed};
use shared::store::items::{AuditItem, to_item};
use shared::store::keys;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, order_id, ordered, product_event, start_processing, stored_product, write};

const MONDAY: Date = date(2026, 11, 23);
const HOUR: i64 = 3600;

/// Reads every entry of a list in pages of two, as `subject seq`.
async fn walked(engine: &Engine, list: &AuditList) -> Vec<String> {
    let (mut seen, mut position) = (Vec::new(), None);
    loop {
        let page = engine.store.audit_trail().audit(list, position, 2).await.unwrap();
        assert!(page.entries.len() <= 2 && page.next.is_none_or(|next| next.is_in(list)));
        assert!(position.is_none() || !page.entries.is_empty(), "a page leads to an empty one");
        seen.extend(page.entries.iter().map(|entry| format!("{} {}", entry.subject, entry.seq)));
        position = page.next;
        if position.is_none() {
            return seen;
        }
    }
}

async fn verified(engine: &Engine, subject: Subject) -> Verification {
    Verification::read(&engine.store.audit_trail(), subject).await.unwrap().unwrap()
}

/// Creates an order that staff start to process a day later.
async fn processed_order(engine: &Engine) -> Subject {
    let product = stored_product(&engine.store, 1).await;
    let order = ordered(&engine.store, 1, &product, at(60)).await;
    write(&engine.store, start_processing(order, at(24 * HOUR))).await.unwrap();
    Subject::Purchase(order_id(1))
}

#[tokio::test]
async fn a_days_trail_is_newest_first_and_covers_only_that_day() {
    let engine = Engine::start().await;
    let order = processed_order(&engine).await;
    let product = Subject::Product(shop_tests::shop::product(1).id);
    let monday = walked(&engine, &AuditList::OfDay(MONDAY)).await;
    // Entries of the same moment are sorted by sequence number, the last first.
    assert_eq!(monday, [format!("{order} 2"), format!("{order} 1"), format!("{product} 1")]);
    assert_eq!(walked(&engine, &AuditList::OfDay(date(2026, 11, 24))).await, [format!("{order} 3")]);
    assert!(walked(&engine, &AuditList::OfDay(date(2026, 11, 25))).await.is_empty());
}

#[tokio::test]
async fn an_actors_trail_covers_all_time_or_one_day() {
    let engine = Engine::start().await;
    let order = processed_order(&engine).await;
    let product = Subject::Product(shop_tests::shop::product(1).id);
    let by = |day| AuditList::ByActor("sub-1".to_owned(), day);
    assert_eq!(walked(&engine, &by(None)).await, [format!("{order} 3"), format!("{product} 1")]);
    assert_eq!(walked(&engine, &by(Some(MONDAY))).await, [format!("{product} 1")]);
    assert!(walked(&engine, &AuditList::ByActor("sub-2".to_owned(), None)).await.is_empty());
}

#[tokio::test]
async fn entries_are_named_by_order_number_and_product_name() {
    let engine = Engine::start().await;
    let order = processed_order(&engine).await;
    let product = shop_tests::shop::product(1);
    let trail = engine.store.audit_trail();
    let page = trail.audit(&AuditList::OfDay(MONDAY), None, 24).await.unwrap();
    let number = engine.store.purchases().order(order_id(1)).await.unwrap().unwrap().number;
    let expected = [
        (order.to_string(), number.to_string()),
        (Subject::Product(product.id).to_string(), product.name.to_string()),
    ];
    assert_eq!(trail.subject_names(&page.entries).await.unwrap(), HashMap::from(expected));
    assert!(trail.subject_names(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_subjects_trail_outlives_the_subject() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let before = engine.store.products().product(product.id).await.unwrap().unwrap().stored;
    engine
        .store
        .products()
        .delete_product(&before, product_event(Action::ProductDeleted, at(60)))
        .await
        .unwrap();
    let subject = Subject::Product(product.id);
    let trail = walked(&engine, &AuditList::OfSubject(subject)).await;
    assert_eq!(trail, [format!("{subject} 2"), format!("{subject} 1")]);
    let verification = verified(&engine, subject).await;
    assert!(verification.intact && verification.end_known && verification.entries == 2, "{verification:?}");
    assert!(
        engine.store.audit_trail().trail(Subject::Settings).await.unwrap().is_none(),
        "there never was one"
    );
}

#[tokio::test]
async fn entries_of_customers_and_stripe_are_in_no_actors_trail() {
    let entry = |actor| {
        let mut head = ChainHead::empty();
        let event = Event::note(at(0), actor, Action::SettingsUpdated, serde_json::json!({}));
        let entry = head.append("settings", event);
        to_item(&AuditItem { partition: keys::SETTINGS_PARTITION.to_owned(), entry }).unwrap()
    };
    for actor in [Actor::Customer, Actor::Stripe { event_id: Some("evt_1".to_owned()) }] {
        assert!(!entry(actor).contains_key("gsi3pk"));
    }
    let actor = Actor::Automation { client_id: "client-1".to_owned() };
    assert_eq!(entry(actor)["gsi3pk"].as_s().unwrap(), "ACTOR#client-1");
}

#[tokio::test]
async fn a_missing_entry_is_detected_at_every_position() {
    let engine = Engine::start().await;
    let order = processed_order(&engine).await;
    assert!(verified(&engine, order).await.intact);
    for (seq, at_entry) in [(3, None), (2, None), (1, None)] {
        let key = keys::audit(keys::subject(order), seq).into_item();
        engine.client.delete_item().table_name(&engine.table).set_key(Some(key)).send().await.unwrap();
        let verification = verified(&engine, order).await;
        assert!(!verification.intact && verification.fault.is_some(), "{verification:?}");
        assert_eq!(verification.at_entry, at_entry);
    }
}

#[tokio::test]
async fn without_its_record_a_trail_is_verified_up_to_its_last_entry() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    shop_tests::shop::pending(&engine.store, 1, &product, at(0)).await;
    let key = keys::checkout(order_id(1)).into_item();
    engine.client.delete_item().table_name(&engine.table).set_key(Some(key)).send().await.unwrap();
    let verification = verified(&engine, Subject::Purchase(order_id(1))).await;
    assert!(verification.intact && !verification.end_known, "{verification:?}");
}

/// Reads that show an intact trail or not, in turn. Returns the result with the number of reads.
async fn after_reads(shown: &[bool]) -> (bool, usize) {
    let mut reads = 0;
    let read = || {
        reads += 1;
        std::future::ready(Ok(shown[reads - 1]))
    };
    let result = confirmed(read, |intact| *intact).await.unwrap();
    (result, reads)
}

#[tokio::test]
async fn a_trail_is_broken_only_if_a_second_read_confirms_it() {
    assert_eq!(after_reads(&[true]).await, (true, 1));
    assert_eq!(after_reads(&[false, true]).await, (true, 2));
    assert_eq!(after_reads(&[false, false]).await, (false, 2));
}
