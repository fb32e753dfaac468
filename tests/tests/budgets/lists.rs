//! Reads of the lists' cards: by starting functions, after a change, and during an import.

use index_catalogue::CompactFiles;
use jiff::{SignedDuration, Timestamp};
use shared::clock;
use shared::domain::audit::Action;
use shared::domain::catalogue::card::Card;
use shared::domain::catalogue::product::{Product, ProductDraft};
use shared::domain::ids::ProductId;
use shared::store::catalog_cards::CatalogCards;
use shared::store::catalog_log::{CatalogLogItem, LoggedChange};
use shared::store::compact::{AllCards, CompactPointer, Encoded};
use shared::store::items::to_item;
use shop_tests::budgets::{CountedShop, Spent};
use shop_tests::catalog_files::{CatalogFiles, Requests};
use shop_tests::engine::Handles;
use shop_tests::shop::{at, dragon, product_event, product_of, slug, text};

/// Reads the cards and returns what it cost and how many there are.
async fn spent(shop: &CountedShop, cards: &CatalogCards, now: Timestamp) -> (Spent, usize) {
    shop.counts.take();
    let listed = cards.recent(now).await.unwrap();
    (shop.counts.take(), listed.cards.all().len())
}

/// Runs index-catalogue and returns what it cost.
async fn indexed(shop: &CountedShop, files: &CatalogFiles, now: Timestamp) -> (Spent, Requests) {
    shop.counts.take();
    files.take();
    files.index(&shop.store, now).await;
    (shop.counts.take(), files.take())
}

/// A shop with this many products.
async fn shop_with(products: u16) -> CountedShop {
    let shop = CountedShop::open().await;
    shop.put_products(products).await;
    shop
}

/// The first read of a function with a compact catalogue of this many products. The table does not have them, so a read of
/// them would be noticed.
async fn cold(products: u16) -> (Spent, Requests) {
    let (shop, files) = (CountedShop::open().await, CatalogFiles::default());
    let like = Card::of(&shop.product).unwrap().unwrap();
    let mut cards = AllCards::default();
    for n in 1..=products {
        let id = ProductId::from_uuid(uuid::Uuid::from_u128(n.into()));
        cards.add(Card { id, slug: slug(&format!("dragon-{n}")), ..like.clone() });
    }
    let Encoded { object, bytes } = cards.encode().unwrap();
    files.put(&object, bytes).await.unwrap();
    let pointer = CompactPointer { number: 1, object, rebuilt_at: clock::now() };
    shop.put_all(&[to_item(&pointer).unwrap()]).await;
    files.take();
    let (spent, found) = spent(&shop, &files.cards(&shop.store), clock::now()).await;
    assert_eq!(found, usize::from(products));
    (spent, files.take())
}

#[tokio::test]
async fn a_starting_function_reads_as_much_of_a_small_as_of_a_large_catalogue() {
    let (small, large, largest) = (cold(24).await, cold(1_000).await, cold(10_000).await);
    assert_eq!((small, small), (large, largest));
    let (spent, files) = largest;
    assert!(spent.calls.table == 1 && spent.units <= 20.0, "{spent:?}");
    assert_eq!(files, Requests { reads: 1, ..Requests::default() });
}

#[tokio::test]
async fn a_starting_function_without_a_compact_catalogue_reads_every_product() {
    for (products, most) in [(24, 20.0), (1_000, 500.0)] {
        let shop = shop_with(products).await;
        let (spent, found) = spent(&shop, &CatalogCards::new(shop.store.clone(), None), clock::now()).await;
        assert_eq!(found, usize::from(products));
        assert!(spent.units > most / 5.0 && spent.units <= most, "{spent:?}");
    }
}

#[tokio::test]
async fn index_catalogue_reads_two_units_while_nothing_changes() {
    let (shop, files) = (shop_with(1_000).await, CatalogFiles::default());
    let now = clock::now();
    let (first, written) = indexed(&shop, &files, now).await;
    assert!(first.units > 100.0 && written.writes == 1, "{first:?} {written:?}");
    let (idle, none) = indexed(&shop, &files, now + SignedDuration::from_mins(59)).await;
    assert!(idle.calls.table == 1 && idle.units <= 2.0, "{idle:?}");
    assert_eq!(none, Requests::default());
}

/// A product with everything that its card contains at its limit, in characters of two bytes.
fn largest(n: u128) -> Product {
    let mut draft = dragon(&format!("dragon-{n}"));
    let like = draft.variants[0].clone();
    let variant = |place| {
        let value = text(&format!("{place} {}", "ö".repeat(50)));
        shared::domain::catalogue::product::VariantDraft { value, ..like.clone() }
    };
    draft.variants = (0..60).map(variant).collect();
    draft.excluded_combinations.clear();
    product_of(ProductDraft { description: text(&"ä".repeat(4000)), ..draft }, n, None, at(0))
}

#[tokio::test]
async fn a_changed_product_costs_two_reads_whatever_the_number_and_size_of_products() {
    for products in [24, 1000] {
        let shop = CountedShop::open().await;
        shop.put_products(products).await;
        let cards = CatalogCards::new(shop.store.clone(), None);
        spent(&shop, &cards, at(0)).await;
        let event = product_event(Action::ProductCreated, at(1));
        shop.engine.store.products().create_product(largest(5000), event).await.unwrap();
        let (spent, found) = spent(&shop, &cards, at(2)).await;
        assert_eq!(found, usize::from(products) + 1);
        assert!(spent.calls.table == 2 && spent.units <= 5.0, "{spent:?}");
    }
}

/// Writes what an import of these products adds to the log.
async fn import(shop: &CountedShop, numbers: std::ops::RangeInclusive<u16>) {
    let entry = |n: u16| {
        let product = product_of(dragon(&format!("dragon-{n}")), n.into(), None, at(0));
        let card = Card::of(&product).unwrap().map(Box::new);
        let change = LoggedChange::Product { id: product.id, version: 1, card };
        to_item(&CatalogLogItem { number: n.into(), at: at(0), change }).unwrap()
    };
    let last = *numbers.end();
    shop.put_all(&numbers.map(entry).collect::<Vec<_>>()).await;
    shop.set_catalog_number(last.into()).await;
}

#[tokio::test]
async fn an_import_of_a_thousand_products_is_read_once_by_a_warm_function() {
    let shop = CountedShop::open().await;
    let cards = CatalogCards::new(shop.store.clone(), None);
    let mut now = at(0);
    let (_, found) = spent(&shop, &cards, now).await;
    assert_eq!(found, 1);
    let mut units = Vec::new();
    // A request every two seconds, while twenty products a second are imported.
    for first in (2..=1001).step_by(40) {
        import(&shop, first..=first + 39).await;
        now += SignedDuration::from_secs(2);
        let (spent, found) = spent(&shop, &cards, now).await;
        assert!(spent.calls.table <= 2, "{spent:?}");
        assert_eq!(found, usize::from(first) + 39);
        units.push(spent.units);
    }
    let (total, most) = (units.iter().sum::<f64>(), units.iter().copied().fold(0.0, f64::max));
    assert!(total <= 400.0 && most <= 20.0, "{total} units, at most {most} at once");
}

#[tokio::test]
async fn an_import_of_a_thousand_products_is_indexed_once_a_minute() {
    let (shop, files) = (CountedShop::open().await, CatalogFiles::default());
    let mut now = clock::now();
    indexed(&shop, &files, now).await;
    let (mut units, mut objects) = (Vec::new(), 0);
    // Four products a second are imported: the slowest import has the most runs.
    for first in (2..=1001).step_by(250) {
        import(&shop, first..=first + 249).await;
        now += SignedDuration::from_mins(1);
        let (spent, requests) = indexed(&shop, &files, now).await;
        assert!(spent.calls.table <= 3, "{spent:?}");
        assert_eq!(requests, Requests { reads: 1, writes: 1, lists: 1, deletes: 0 });
        units.push(spent.units);
        objects += requests.writes;
    }
    let total: f64 = units.iter().sum();
    assert!(objects == 4 && total <= 200.0, "{total} units, {objects} objects");
    let (spent, found) = spent(&shop, &files.cards(&shop.store), now).await;
    assert!(found == 1001 && spent.calls.table == 1 && spent.units <= 20.0, "{spent:?}");
}
