//! The cards of the catalogue, kept current in a warm function by the catalogue's log.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use shared::clock;
use shared::domain::audit::Action;
use shared::domain::catalogue::card::Card;
use shared::domain::catalogue::cards::{Entry, Scope, Sort};
use shared::domain::catalogue::product::configuration::KINDS;
use shared::domain::catalogue::product::{Product, ProductDraft, ProductSummary};
use shared::store::catalog_cards::{CatalogCards, Listed};
use shared::store::catalog_log::{CatalogLogItem, LoggedChange};
use shared::store::compact::{CompactCatalogs, CompactError, CompactPointer};
use shared::store::items::to_item;
use shared::store::keys;
use shop_tests::catalog_files::CatalogFiles;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, product, product_event, stored_product};

use crate::catalog_items::{change, delete, read, step, take};

fn cards(engine: &Engine) -> CatalogCards {
    CatalogCards::new(engine.store.clone(), None)
}

fn names(listed: &Listed) -> Vec<String> {
    listed.cards.all().from(Sort::Name, None).map(|entry| entry.summary.slug.to_string()).collect()
}

async fn stored_at(engine: &Engine, n: u128, now: Timestamp) -> Product {
    let made = product(n);
    let event = product_event(Action::ProductCreated, now);
    engine.store.products().create_product(made.clone(), event).await.unwrap();
    made
}

async fn log(engine: &Engine) -> Vec<CatalogLogItem> {
    let number = engine.store.products().catalog_version(true).await.unwrap().number;
    engine.store.products().catalog_changes(0, number).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_copy_is_used_for_a_second_before_the_table_is_read_again() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let cards = cards(&engine);
    let first = cards.recent(at(0)).await.unwrap();
    stored_product(&engine.store, 2).await;
    assert!(Arc::ptr_eq(&first, &cards.recent(at(1)).await.unwrap()));
    let later = cards.recent(at(3)).await.unwrap();
    assert_eq!((first.number, names(&first).len()), (1, 1), "a page in work keeps its version");
    assert_eq!((later.number, names(&later).len()), (2, 2));
    assert!(Arc::ptr_eq(&later, &cards.recent(at(5)).await.unwrap()), "nothing changed");
}

#[tokio::test]
async fn an_empty_table_is_an_empty_list_with_starter_settings() {
    let engine = Engine::start().await;
    let listed = cards(&engine).recent(at(0)).await.unwrap();
    assert_eq!((listed.number, listed.cards.all().len()), (0, 0));
    assert_eq!(*listed.settings, shared::domain::shop::settings::Settings::starter());
}

#[tokio::test]
async fn each_change_has_one_entry_with_the_card_of_its_product() {
    let engine = Engine::start().await;
    let one = stored_product(&engine.store, 1).await;
    let hidden = change(&engine, |draft| ProductDraft { active: false, ..draft }).await;
    delete(&engine, &read(&engine, 1).await.unwrap()).await;
    let entry = |number, at, version, card: Option<Card>| CatalogLogItem {
        number,
        at,
        change: LoggedChange::Product { id: one.id, version, card: card.map(Box::new) },
    };
    let log = log(&engine).await;
    assert_eq!(log[0], entry(1, log[0].at, 1, Card::of(&one).unwrap()));
    assert_eq!(log[1..], [entry(2, at(1), hidden.version, None), entry(3, at(2), hidden.version + 1, None)]);
}

#[tokio::test]
async fn changes_at_the_same_time_get_different_numbers_and_no_conflict() {
    let engine = Engine::start().await;
    let creating = (1..=6).map(|n| {
        let engine = engine.clone();
        tokio::spawn(async move {
            let event = product_event(Action::ProductCreated, at(0));
            engine.store.products().create_product(product(n), event).await
        })
    });
    for created in futures::future::join_all(creating).await {
        created.unwrap().unwrap();
    }
    let numbers: Vec<u64> = log(&engine).await.into_iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, (1..=6).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_missing_entry_makes_a_warm_function_load_everything_again() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let cards = cards(&engine);
    cards.recent(at(0)).await.unwrap();
    stored_product(&engine.store, 2).await;
    stored_product(&engine.store, 3).await;
    let lost = keys::catalog_change(2).into_item();
    engine.client.delete_item().table_name(&engine.table).set_key(Some(lost)).send().await.unwrap();
    assert_eq!(names(&cards.recent(at(2)).await.unwrap()), ["dragon-1", "dragon-2", "dragon-3"]);
}

#[tokio::test]
async fn a_function_that_is_far_behind_loads_everything_again() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let cards = cards(&engine);
    cards.recent(at(0)).await.unwrap();
    let update = engine.client.update_item().table_name(&engine.table);
    let update = update.set_key(Some(keys::catalog_version().into_item()));
    let update = update.update_expression("ADD #n :many").expression_attribute_names("#n", "number");
    let many = AttributeValue::N("600".to_owned());
    update.expression_attribute_values(":many", many).send().await.unwrap();
    let listed = cards.recent(at(2)).await.unwrap();
    assert_eq!((listed.number, names(&listed).len()), (601, 1));
}

#[tokio::test]
async fn a_table_with_an_older_version_than_the_copy_is_another_table() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    stored_product(&engine.store, 2).await;
    let cards = cards(&engine);
    cards.recent(at(0)).await.unwrap();
    for item in engine.all_items().await {
        let key = ["pk", "sk"].map(|name| (name.to_owned(), item[name].clone()));
        let delete = engine.client.delete_item().table_name(&engine.table);
        delete.set_key(Some(key.into())).send().await.unwrap();
    }
    stored_product(&engine.store, 3).await;
    assert_eq!(names(&cards.recent(at(2)).await.unwrap()), ["dragon-3"]);
}

#[tokio::test]
async fn a_starting_function_shows_a_change_that_the_index_does_not_have_yet() {
    let engine = Engine::start().await;
    let made = stored_at(&engine, 1, clock::now()).await;
    let update = engine.client.update_item().table_name(&engine.table);
    let update = update.set_key(Some(keys::product(made.id).into_item()));
    update.update_expression("REMOVE gsi1pk, gsi1sk").send().await.unwrap();
    assert_eq!(names(&cards(&engine).recent(clock::now()).await.unwrap()), ["dragon-1"]);
}

/// A compact catalogue in memory. Without cards it cannot be read.
#[derive(Debug, Default)]
struct Stored {
    cards: Option<Vec<Card>>,
    read: Mutex<Vec<CompactPointer>>,
}

#[async_trait]
impl CompactCatalogs for Stored {
    async fn read(
        &self,
        pointer: &CompactPointer,
        add: &mut (dyn FnMut(Card) + Send),
    ) -> Result<(), CompactError> {
        self.read.lock().unwrap().push(pointer.clone());
        let cards = self.cards.clone().ok_or_else(|| CompactError("no such object".into()))?;
        cards.into_iter().for_each(add);
        Ok(())
    }
}

/// Stores two products and a third one after the compact catalogue, and lists them.
async fn listed_from(compact: impl FnOnce(Vec<Card>) -> Option<Vec<Card>>) -> Vec<String> {
    let engine = Engine::start().await;
    let mut made = Vec::new();
    for n in 1..=2 {
        made.push(stored_product(&engine.store, n).await);
    }
    // Only in the compact catalogue, to see what was read.
    let ghost = product(9);
    made.push(ghost);
    let pointer = CompactPointer { number: 2, object: "1/c0ffee".to_owned(), rebuilt_at: at(0) };
    let put = engine.client.put_item().table_name(&engine.table).set_item(Some(to_item(&pointer).unwrap()));
    put.send().await.unwrap();
    stored_product(&engine.store, 3).await;
    let cards = made.iter().filter_map(|product| Card::of(product).unwrap()).collect();
    let stored = Arc::new(Stored { cards: compact(cards), read: Mutex::default() });
    let cards =
        CatalogCards::new(engine.store.clone(), Some(Arc::clone(&stored) as Arc<dyn CompactCatalogs>));
    let listed = cards.recent(at(0)).await.unwrap();
    assert_eq!(listed.number, 3);
    assert_eq!(*stored.read.lock().unwrap(), [pointer]);
    names(&listed)
}

#[tokio::test]
async fn a_starting_function_reads_the_compact_catalogue_and_the_changes_since() {
    let names = listed_from(Some).await;
    assert_eq!(names, ["dragon-1", "dragon-2", "dragon-3", "dragon-9"]);
}

#[tokio::test]
async fn a_compact_catalogue_that_cannot_be_read_is_replaced_by_the_table() {
    let names = listed_from(|_| None).await;
    assert_eq!(names, ["dragon-1", "dragon-2", "dragon-3"]);
}

/// Asserts that a list shows what the table contains.
async fn agrees(engine: &Engine, listed: &Listed) {
    let products = engine.store.products().catalog_now().await.unwrap();
    let mut expected: Vec<ProductSummary> =
        products.iter().filter_map(|product| ProductSummary::of(product).unwrap()).collect();
    expected.sort_by_key(|summary| summary.id);
    let mut found: Vec<ProductSummary> =
        listed.cards.all().from(Sort::Newest, None).map(|entry| entry.summary.clone()).collect();
    found.sort_by_key(|summary| summary.id);
    assert_eq!(found, expected);
    assert_eq!(*listed.settings, engine.store.shop_settings().settings().await.unwrap());
    assert_eq!(*listed.categories, engine.store.products().categories().await.unwrap().stored.content);
}

/// All that lists show: products in every order, categories, labels to choose from, settings.
fn shown(listed: &Listed) -> String {
    let cards = &listed.cards;
    let entry = |entry: &Arc<Entry>| {
        let flags = (entry.sold_out, entry.prices_differ, entry.lead_times_differ);
        let times = (entry.created_at, entry.updated_at);
        format!("{:?} {} {flags:?} {times:?} {}", entry.summary, entry.version, entry.searchable)
    };
    let scope = |scope: &Scope| {
        let facets = cards.facets(scope);
        let labels =
            KINDS.map(|kind| facets.labels(kind).iter().map(ToString::to_string).collect::<Vec<_>>());
        let sorted = Sort::ALL.map(|sort| scope.from(sort, None).map(entry).collect::<Vec<_>>());
        format!("{sorted:?} {labels:?}")
    };
    let categories: Vec<_> = cards.categories().map(|(slug, inside)| (slug, scope(inside))).collect();
    let (all, settings, named) = (scope(cards.all()), &listed.settings, &listed.categories);
    format!("{} {all} {categories:?} {settings:?} {named:?}", listed.number)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn warm_and_cold_functions_list_what_the_table_contains(steps in prop::collection::vec(step(), 1..20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let engine = Engine::start().await;
            let (warm, files, mut now) = (cards(&engine), CatalogFiles::default(), at(0));
            for (place, step) in steps.into_iter().enumerate() {
                take(&engine, step).await;
                now += SignedDuration::from_secs(2);
                // Every third time the warm function has several changes to catch up with.
                if place % 3 == 0 {
                    agrees(&engine, &warm.recent(now).await.unwrap()).await;
                }
                let from_table = cards(&engine).recent(now).await.unwrap();
                agrees(&engine, &from_table).await;
                // Every other time the compact catalogue is current, otherwise the log has the rest.
                if place % 2 == 0 {
                    files.index(&engine.store, now).await;
                }
                let from_compact = files.cards(&engine.store).recent(now).await.unwrap();
                assert!(files.take().reads > 0);
                assert_eq!(shown(&from_compact), shown(&from_table));
            }
        });
    }
}
