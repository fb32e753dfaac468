//! Reads of the lists' cards: by starting functions, after a change, and during an import.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use shared::clock;
use shared::domain::audit::Action;
use shared::domain::catalogue::card::Card;
use shared::domain::catalogue::product::{Product, ProductDraft};
use shared::store::catalog_cards::CatalogCards;
use shared::store::catalog_log::{CatalogLogItem, LoggedChange};
use shared::store::compact::{CompactCatalogs, CompactError, CompactPointer};
use shared::store::items::to_item;
use shop_tests::budgets::{CountedShop, Spent};
use shop_tests::engine::Handles;
use shop_tests::shop::{at, dragon, product_event, product_of, text};

/// A compact catalogue in memory, whose reads cost nothing here.
#[derive(Debug)]
struct InMemory(Vec<Card>);

#[async_trait]
impl CompactCatalogs for InMemory {
    async fn read(&self, _: &CompactPointer, add: &mut (dyn FnMut(Card) + Send)) -> Result<(), CompactError> {
        self.0.iter().cloned().for_each(add);
        Ok(())
    }
}

/// Reads the cards and returns what it cost and how many there are.
async fn spent(shop: &CountedShop, cards: &CatalogCards, now: Timestamp) -> (Spent, usize) {
    shop.counts.take();
    let listed = cards.recent(now).await.unwrap();
    (shop.counts.take(), listed.cards.all().len())
}

/// The first read of a function, with a compact catalogue of this many products or without one.
async fn cold(products: u16, compact: bool) -> Spent {
    let shop = CountedShop::open().await;
    shop.put_products(products).await;
    let stored = shop.engine.store.products().catalog_now().await.unwrap();
    let compact = compact.then(|| {
        let cards = stored.iter().filter_map(|product| Card::of(product).unwrap()).collect();
        Arc::new(InMemory(cards)) as Arc<dyn CompactCatalogs>
    });
    let pointer = CompactPointer { number: 1, object: "catalogue/1".to_owned() };
    shop.put_all(&[to_item(&pointer).unwrap()]).await;
    let (spent, found) = spent(&shop, &CatalogCards::new(shop.store.clone(), compact), clock::now()).await;
    assert_eq!(found, usize::from(products));
    spent
}

#[tokio::test]
async fn a_starting_function_reads_as_much_of_a_small_as_of_a_large_catalogue() {
    let (small, large) = (cold(24, true).await, cold(1000, true).await);
    assert_eq!(small, large);
    assert!(large.calls.table == 1 && large.units <= 20.0, "{large:?}");
}

#[tokio::test]
async fn a_starting_function_without_a_compact_catalogue_reads_every_product() {
    let (small, large) = (cold(24, false).await, cold(1000, false).await);
    assert!(small.calls.table == 2 && small.units <= 20.0, "{small:?}");
    assert!(large.units > 100.0, "{large:?}");
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
        now += jiff::SignedDuration::from_secs(2);
        let (spent, found) = spent(&shop, &cards, now).await;
        assert!(spent.calls.table <= 2, "{spent:?}");
        assert_eq!(found, usize::from(first) + 39);
        units.push(spent.units);
    }
    let (total, most) = (units.iter().sum::<f64>(), units.iter().copied().fold(0.0, f64::max));
    assert!(total <= 400.0 && most <= 20.0, "{total} units, at most {most} at once");
}
