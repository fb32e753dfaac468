//! Parts of the catalogue that are read by key and cached in a warm function.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use shared::domain::audit::Action;
use shared::domain::catalogue::category::{Categories, Category};
use shared::domain::catalogue::product::{Product, ProductDraft};
use shared::domain::checkout::quote::{Cart, CartItem};
use shared::domain::ids::ProductId;
use shared::domain::shop::settings::Settings;
use shared::domain::text::Line;
use shared::store::StoreError;
use shared::store::catalog_items::CatalogItems;
use shared::store::items::ProductItem;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, dragon, eur, product_event, product_of, slug, stored_product, text};

const SLUGS: [&str; 4] = ["dragon-1", "dragon-2", "dragon-3", "wyvern"];

pub(crate) async fn read(engine: &Engine, n: u128) -> Option<ProductItem> {
    let id = ProductId::from_uuid(uuid::Uuid::from_u128(n));
    Some(engine.store.products().product(id).await.unwrap()?.stored)
}

async fn replace(engine: &Engine, before: &ProductItem, after: Product) -> Result<(), StoreError> {
    engine.store.products().replace_product(before, after, product_event(Action::ProductUpdated, at(1))).await
}

/// Replaces the first product by a changed draft of it.
pub(crate) async fn change(engine: &Engine, change: impl FnOnce(ProductDraft) -> ProductDraft) -> Product {
    let before = read(engine, 1).await.unwrap();
    let draft = change(ProductDraft::from(&before.product));
    let after = product_of(draft, 1, Some(&before.product), at(1));
    replace(engine, &before, after.clone()).await.unwrap();
    after
}

pub(crate) async fn delete(engine: &Engine, before: &ProductItem) {
    let event = product_event(Action::ProductDeleted, at(2));
    engine.store.products().delete_product(before, event).await.unwrap();
}

fn cart(products: impl IntoIterator<Item = u128>) -> Cart {
    let item = |n| {
        let product_id = ProductId::from_uuid(uuid::Uuid::from_u128(n));
        CartItem { product_id, variant_ids: Vec::new(), quantity: 1 }
    };
    let items = products.into_iter().map(item).collect();
    Cart { items, country: "DE".to_owned(), shipping_option: None, discount_code: None }
}

async fn found(items: &CatalogItems, at_slug: &str, now: Timestamp) -> Option<Product> {
    items.product(&slug(at_slug), now).await.unwrap().map(|product| (*product).clone())
}

#[tokio::test]
async fn a_copy_is_used_for_a_second_before_the_product_is_read_again() {
    let engine = Engine::start().await;
    let before = stored_product(&engine.store, 1).await;
    let items = CatalogItems::new(engine.store.clone());
    assert_eq!(found(&items, "dragon-1", at(0)).await, Some(before.clone()));
    let after = change(&engine, |draft| ProductDraft { base_price: eur(2000), ..draft }).await;
    assert_eq!(found(&items, "dragon-1", at(1)).await, Some(before));
    assert_eq!(found(&items, "dragon-1", at(3)).await, Some(after));
}

#[tokio::test]
async fn a_product_is_found_as_soon_as_it_is_for_sale_and_no_longer() {
    let engine = Engine::start().await;
    let items = CatalogItems::new(engine.store.clone());
    assert_eq!(found(&items, "dragon-1", at(0)).await, None);
    stored_product(&engine.store, 1).await;
    assert!(found(&items, "dragon-1", at(0)).await.is_some());
    change(&engine, |draft| ProductDraft { active: false, ..draft }).await;
    assert_eq!(found(&items, "dragon-1", at(2)).await, None);
    change(&engine, |draft| ProductDraft { active: true, ..draft }).await;
    assert!(found(&items, "dragon-1", at(2)).await.is_some());
    delete(&engine, &read(&engine, 1).await.unwrap()).await;
    assert_eq!(found(&items, "dragon-1", at(4)).await, None);
}

#[tokio::test]
async fn a_slug_that_another_product_took_leads_to_that_product() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let items = CatalogItems::new(engine.store.clone());
    assert!(found(&items, "dragon-1", at(0)).await.is_some());
    delete(&engine, &read(&engine, 1).await.unwrap()).await;
    let heir = product_of(dragon("dragon-1"), 2, None, at(2));
    let event = product_event(Action::ProductCreated, at(2));
    engine.store.products().create_product(heir.clone(), event).await.unwrap();
    assert_eq!(found(&items, "dragon-1", at(3)).await, Some(heir));
}

#[tokio::test]
async fn a_cart_is_read_at_once_even_if_it_names_a_product_twice() {
    let engine = Engine::start().await;
    for n in 1..=2 {
        stored_product(&engine.store, n).await;
    }
    let items = CatalogItems::new(engine.store.clone());
    let parts = items.cart(&cart([1, 2, 1, 9]), at(0)).await.unwrap();
    assert_eq!((parts.products.len(), parts.copied), (2, false));
    assert!(items.cart(&cart([1, 2]), at(0)).await.unwrap().copied);
    assert!(!items.current_cart(&cart([1, 2]), at(0)).await.unwrap().copied);
}

#[tokio::test]
async fn a_shop_without_settings_and_categories_has_the_initial_ones() {
    let engine = Engine::start().await;
    let items = CatalogItems::new(engine.store.clone());
    let (parts, product) = items.page(&slug("dragon-1"), at(0)).await.unwrap();
    assert_eq!((&*parts.settings, &*parts.categories), (&Settings::starter(), &Categories::default()));
    assert_eq!(product, None);
    assert!(items.cart(&cart([]), at(0)).await.unwrap().copied, "that there are none was read already");
}

/// A change of the catalogue by staff. One that is not allowed changes nothing.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Put { n: u128, slug: usize, active: bool, price: i64 },
    Archive { n: u128 },
    Restore { n: u128 },
    Delete { n: u128 },
    Settings { name: String },
    Categories { name: String },
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let n = || 1_u128..=3;
    prop_oneof![
        6 => (n(), 0..SLUGS.len(), prop::bool::weighted(0.8), 1_i64..5)
            .prop_map(|(n, slug, active, price)| Step::Put { n, slug, active, price: price * 1000 }),
        1 => n().prop_map(|n| Step::Archive { n }),
        1 => n().prop_map(|n| Step::Restore { n }),
        1 => n().prop_map(|n| Step::Delete { n }),
        1 => "[A-Z]{3}".prop_map(|name| Step::Settings { name }),
        1 => "[A-Z]{3}".prop_map(|name| Step::Categories { name }),
    ]
}

pub(crate) async fn take(engine: &Engine, step: Step) {
    let (products, event) = (engine.store.products(), product_event(Action::ProductUpdated, at(1)));
    // Refused changes are part of the test.
    let _outcome = match step {
        Step::Put { n, slug, active, price } => {
            let before = read(engine, n).await;
            let draft = ProductDraft { active, base_price: eur(price), ..dragon(SLUGS[slug]) };
            let after = product_of(draft, n, before.as_ref().map(|stored| &stored.product), at(1));
            match before {
                Some(before) if before.product.archived_at.is_some() => Ok(()),
                Some(before) => products.replace_product(&before, after, event).await,
                None => products.create_product(after, event).await,
            }
        }
        Step::Archive { n } => match read(engine, n).await {
            Some(before) => products.move_product(&before, before.product.archived(at(1)), event).await,
            None => Ok(()),
        },
        Step::Restore { n } => match read(engine, n).await {
            Some(before) => products.move_product(&before, before.product.restored(at(1)), event).await,
            None => Ok(()),
        },
        Step::Delete { n } => match read(engine, n).await {
            Some(before) => products.delete_product(&before, event).await,
            None => Ok(()),
        },
        Step::Settings { name } => {
            let before = engine.store.shop_settings().stored_settings(true).await.unwrap();
            let settings = Settings { shop_name: Line::parse(&name).unwrap(), ..before.settings.clone() };
            engine.store.shop_settings().replace_settings(&before, settings, event).await.map(drop)
        }
        Step::Categories { name } => {
            let before = products.categories().await.unwrap().stored;
            let categories = vec![Category { slug: slug("toys"), name: text(&name) }];
            products.replace_categories(&before, Categories { categories }, event).await.map(drop)
        }
    };
}

/// Asserts that a function finds by key what is for sale in the list of the catalogue.
async fn agrees(engine: &Engine, items: &CatalogItems, now: Timestamp) {
    let products = engine.store.products().catalog_now().await.unwrap();
    let settings = engine.store.shop_settings().settings().await.unwrap();
    let categories = engine.store.products().categories().await.unwrap().stored.content;
    let for_sale = || products.iter().filter(|product| product.active);
    for at_slug in SLUGS {
        let wanted = slug(at_slug);
        let expected = for_sale().find(|product| product.slugs().any(|has| *has == wanted));
        assert_eq!(found(items, at_slug, now).await.as_ref(), expected, "{at_slug}");
        let (parts, product) = items.page(&wanted, now).await.unwrap();
        assert_eq!(product.as_deref(), expected, "{at_slug}");
        assert_eq!((&*parts.settings, &*parts.categories), (&settings, &categories));
    }
    let parts = items.cart(&cart(1..=3), now).await.unwrap();
    let found: Vec<_> = parts.products.into_values().map(Arc::unwrap_or_clone).collect();
    let mut expected: Vec<_> = for_sale().cloned().collect();
    expected.sort_by_key(|product| product.id);
    assert_eq!((found, &*parts.settings), (expected, &settings));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn warm_and_cold_functions_find_by_key_what_the_catalogue_lists(steps in prop::collection::vec(step(), 1..20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let engine = Engine::start().await;
            let (warm, mut now) = (CatalogItems::new(engine.store.clone()), at(0));
            for step in steps {
                take(&engine, step).await;
                now += SignedDuration::from_secs(2);
                agrees(&engine, &warm, now).await;
                agrees(&engine, &CatalogItems::new(engine.store.clone()), now).await;
            }
        });
    }
}
