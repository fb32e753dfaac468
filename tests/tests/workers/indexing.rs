//! index-catalogue keeps one object with the cards of all products for sale, and the pointer to it.

use jiff::{SignedDuration, Timestamp};
use shared::domain::audit::Action;
use shared::domain::catalogue::cards::Sort;
use shared::domain::catalogue::product::Product;
use shared::domain::ids::ProductId;
use shared::domain::shop::settings::Settings;
use shared::domain::text::Line;
use shared::store::compact::CompactPointer;
use shared::store::items::to_item;
use shared::store::{CatalogIndex, Item, keys};
use shop_tests::catalog_files::{CatalogFiles, Requests};
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, product_event, stored_product};

const HOUR: i64 = 60 * 60;

/// A shop with two products, indexed a minute after its start.
async fn indexed() -> (Engine, CatalogFiles) {
    let (engine, files) = (Engine::start().await, CatalogFiles::default());
    for n in 1..=2 {
        stored_product(&engine.store, n).await;
    }
    files.index(&engine.store, at(60)).await;
    assert_eq!(files.take(), Requests { writes: 1, lists: 1, ..Requests::default() });
    (engine, files)
}

async fn pointer(engine: &Engine) -> CompactPointer {
    CatalogIndex::from(engine.store.clone()).newest().await.unwrap().1.unwrap()
}

async fn put(engine: &Engine, item: Item) {
    engine.client.put_item().table_name(&engine.table).set_item(Some(item)).send().await.unwrap();
}

async fn set_pointer(engine: &Engine, pointer: &CompactPointer) {
    put(engine, to_item(pointer).unwrap()).await;
}

/// Returns the slugs that a starting function lists, each with whether it is sold out.
async fn listed(engine: &Engine, files: &CatalogFiles, now: Timestamp) -> Vec<(String, bool)> {
    let listed = files.cards(&engine.store).recent(now).await.unwrap();
    let entries = listed.cards.all().from(Sort::Name, None);
    entries.map(|entry| (entry.summary.slug.to_string(), entry.sold_out)).collect()
}

async fn slugs(engine: &Engine, files: &CatalogFiles, now: Timestamp) -> Vec<String> {
    listed(engine, files, now).await.into_iter().map(|(slug, _)| slug).collect()
}

/// Takes a product out of the index, so that a reader of the products does not find it.
async fn hide_from_index(engine: &Engine, product: &Product) {
    let update = engine.client.update_item().table_name(&engine.table);
    let update = update.set_key(Some(keys::product(product.id).into_item()));
    update.update_expression("REMOVE gsi1pk, gsi1sk").send().await.unwrap();
}

/// Takes all of a product's stock as payments do: without an entry in the log.
async fn sell_out(engine: &Engine, n: u128) {
    let id = ProductId::from_uuid(uuid::Uuid::from_u128(n));
    let mut stored = engine.store.products().product(id).await.unwrap().unwrap().stored;
    stored.product.variants.iter_mut().for_each(|variant| variant.stock = Some(0));
    (stored.version, stored.product.version) = (stored.version + 1, stored.version + 1);
    put(engine, to_item(&stored).unwrap()).await;
}

#[tokio::test]
async fn the_first_run_stores_all_cards_and_the_next_finds_nothing_to_do() {
    let (engine, files) = indexed().await;
    let first = pointer(&engine).await;
    assert_eq!((first.number, first.rebuilt_at, files.objects()), (2, at(60), vec![first.object.clone()]));
    files.index(&engine.store, at(120)).await;
    assert_eq!((files.take(), pointer(&engine).await), (Requests::default(), first));
    assert_eq!(slugs(&engine, &files, at(121)).await, ["dragon-1", "dragon-2"]);
    assert_eq!(files.take(), Requests { reads: 1, ..Requests::default() });
}

#[tokio::test]
async fn a_change_is_added_to_the_last_object_without_reading_the_products() {
    let (engine, files) = indexed().await;
    let first = pointer(&engine).await;
    let third = stored_product(&engine.store, 3).await;
    hide_from_index(&engine, &third).await;
    files.index(&engine.store, at(120)).await;
    let second = pointer(&engine).await;
    assert_eq!((second.number, second.rebuilt_at), (3, at(60)));
    assert_ne!(second.object, first.object);
    assert_eq!(files.take(), Requests { reads: 1, writes: 1, lists: 1, deletes: 0 });
    assert_eq!(slugs(&engine, &files, at(HOUR)).await, ["dragon-1", "dragon-2", "dragon-3"]);
}

#[tokio::test]
async fn changed_settings_move_the_pointer_and_write_no_object() {
    let (engine, files) = indexed().await;
    let first = pointer(&engine).await;
    let handle = engine.store.shop_settings();
    let stored = handle.stored_settings(true).await.unwrap();
    let settings = Settings { shop_name: Line::parse("Another").unwrap(), ..stored.settings.clone() };
    let event = product_event(Action::SettingsUpdated, at(61));
    handle.replace_settings(&stored, settings, event).await.unwrap();
    files.index(&engine.store, at(120)).await;
    assert_eq!(pointer(&engine).await, CompactPointer { number: 3, ..first });
    assert_eq!(files.take(), Requests { reads: 1, ..Requests::default() });
}

#[tokio::test]
async fn what_was_sold_out_is_in_the_object_after_an_hour() {
    let (engine, files) = indexed().await;
    sell_out(&engine, 1).await;
    for now in [120, 60 + HOUR - 1] {
        files.index(&engine.store, at(now)).await;
        assert_eq!(files.take(), Requests::default(), "a sale changes no version");
    }
    files.index(&engine.store, at(60 + HOUR)).await;
    let shown = listed(&engine, &files, at(61 + HOUR)).await;
    assert_eq!(shown, [("dragon-1".to_owned(), true), ("dragon-2".to_owned(), false)]);
    assert_eq!(pointer(&engine).await.rebuilt_at, at(60 + HOUR));
}

#[tokio::test]
async fn a_missing_log_entry_makes_it_read_the_products() {
    let (engine, files) = indexed().await;
    stored_product(&engine.store, 3).await;
    stored_product(&engine.store, 4).await;
    let lost = keys::catalog_change(3).into_item();
    engine.client.delete_item().table_name(&engine.table).set_key(Some(lost)).send().await.unwrap();
    files.index(&engine.store, at(120)).await;
    assert_eq!(pointer(&engine).await.rebuilt_at, at(120));
    assert_eq!(slugs(&engine, &files, at(121)).await.len(), 4);
}

#[tokio::test]
async fn damaged_objects_are_replaced_by_the_table_and_written_again() {
    let damages: [fn(&mut Vec<u8>); 4] = [
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| bytes[0] += 1,
        |bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        },
        Vec::clear,
    ];
    for damage in damages {
        let (engine, files) = indexed().await;
        files.damage(damage);
        assert_eq!(slugs(&engine, &files, at(61)).await, ["dragon-1", "dragon-2"]);
        stored_product(&engine.store, 3).await;
        files.index(&engine.store, at(120)).await;
        assert_eq!(pointer(&engine).await.rebuilt_at, at(120));
        files.take();
        assert_eq!(slugs(&engine, &files, at(121)).await, ["dragon-1", "dragon-2", "dragon-3"]);
        assert_eq!(files.take().reads, 1);
    }
}

#[tokio::test]
async fn an_unchanged_object_that_was_lost_is_written_again_within_an_hour() {
    let (engine, files) = indexed().await;
    let first = pointer(&engine).await;
    files.damage(Vec::clear);
    files.index(&engine.store, at(60 + HOUR)).await;
    assert_eq!((pointer(&engine).await.object, files.take().writes), (first.object, 1));
    assert_eq!(slugs(&engine, &files, at(61 + HOUR)).await, ["dragon-1", "dragon-2"]);
    assert_eq!(files.take().reads, 1);
}

#[tokio::test]
async fn an_object_of_another_format_is_replaced_at_once() {
    let (engine, files) = indexed().await;
    let first = pointer(&engine).await;
    set_pointer(&engine, &CompactPointer { object: "0/c0ffee".to_owned(), ..first.clone() }).await;
    files.index(&engine.store, at(120)).await;
    assert_eq!(pointer(&engine).await, CompactPointer { rebuilt_at: at(120), ..first });
}

#[tokio::test]
async fn a_restored_table_gets_an_object_of_its_own_version() {
    let (engine, files) = indexed().await;
    let first = pointer(&engine).await;
    set_pointer(&engine, &CompactPointer { number: 9, ..first.clone() }).await;
    files.index(&engine.store, at(120)).await;
    assert_eq!(pointer(&engine).await, CompactPointer { rebuilt_at: at(120), ..first });
}

#[tokio::test]
async fn runs_at_the_same_time_end_with_one_object_of_the_newest_version() {
    let (engine, files) = indexed().await;
    let before = pointer(&engine).await;
    stored_product(&engine.store, 3).await;
    let runs = (0..6).map(|_| files.index(&engine.store, at(120)));
    futures::future::join_all(runs).await;
    let after = pointer(&engine).await;
    assert_eq!((after.number, files.objects().len()), (3, 2));
    // A run that read the former pointer and is late changes nothing.
    let index = CatalogIndex::from(engine.store.clone());
    let late = CompactPointer { number: 2, object: "1/late".to_owned(), rebuilt_at: at(121) };
    assert!(!index.point(Some(&before), &late).await.unwrap());
    assert!(!index.point(None, &late).await.unwrap());
    assert_eq!(pointer(&engine).await, after);
}

#[tokio::test]
async fn objects_are_deleted_once_no_function_can_read_them() {
    let (engine, files) = indexed().await;
    let first = pointer(&engine).await.object;
    let mut objects = vec![first.clone()];
    // An object every four minutes: the one that is replaced stays, however old it is.
    for n in 3..=6 {
        stored_product(&engine.store, n).await;
        let now = at(60) + SignedDuration::from_mins(4 * (i64::try_from(n).unwrap() - 2));
        files.index(&engine.store, now).await;
        objects.push(pointer(&engine).await.object);
    }
    let mut kept = objects.split_off(2);
    kept.sort();
    assert_eq!(files.objects(), kept, "those of the last ten minutes");
    stored_product(&engine.store, 7).await;
    files.index(&engine.store, at(HOUR)).await;
    assert_eq!(files.objects().len(), 2, "the newest and the one before it");
}
