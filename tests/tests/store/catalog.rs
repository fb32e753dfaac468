//! The cached copy of the catalogue in a warm function.

use std::sync::Arc;

use jiff::SignedDuration;
use shared::clock;
use shared::domain::audit::Action;
use shared::domain::shop::settings::Settings;
use shared::store::catalog::CatalogCache;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{dragon, product, product_event, product_of, stored_product, variant_id};

/// Creates a catalogue that last changed an hour ago, so that a cached copy is trusted.
async fn settled(engine: &Engine) {
    let long_ago = clock::now().saturating_sub(SignedDuration::from_hours(1)).unwrap();
    engine
        .store
        .products()
        .create_product(product(1), product_event(Action::ProductCreated, long_ago))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_warm_copy_is_reused_until_the_version_changes() {
    let engine = Engine::start().await;
    settled(&engine).await;
    let cache = CatalogCache::new(engine.store.clone());
    let first = cache.current().await.unwrap();
    assert!(Arc::ptr_eq(&first, &cache.current().await.unwrap()), "the second read loaded everything again");
    engine
        .store
        .products()
        .create_product(product(2), product_event(Action::ProductCreated, clock::now()))
        .await
        .unwrap();
    let changed = cache.current().await.unwrap();
    assert_eq!((first.products().len(), changed.products().len()), (1, 2));
    assert_eq!((first.version.number, changed.version.number), (1, 2));
}

#[tokio::test]
async fn a_copy_is_used_for_a_second_before_the_table_is_read_again() {
    let engine = Engine::start().await;
    settled(&engine).await;
    let cache = CatalogCache::new(engine.store.clone());
    let asked_at = clock::now();
    let first = cache.recent(asked_at).await.unwrap();
    engine
        .store
        .products()
        .create_product(product(2), product_event(Action::ProductCreated, clock::now()))
        .await
        .unwrap();
    assert!(Arc::ptr_eq(&first, &cache.recent(asked_at).await.unwrap()));
    let later = clock::now() + SignedDuration::from_secs(2);
    assert_eq!(cache.recent(later).await.unwrap().products().len(), 2);
}

#[tokio::test]
async fn a_copy_made_just_after_a_change_is_not_trusted_while_the_index_may_lag() {
    let engine = Engine::start().await;
    engine
        .store
        .products()
        .create_product(product(1), product_event(Action::ProductCreated, clock::now()))
        .await
        .unwrap();
    let cache = CatalogCache::new(engine.store.clone());
    let first = cache.current().await.unwrap();
    assert!(!Arc::ptr_eq(&first, &cache.current().await.unwrap()));
}

#[tokio::test]
async fn an_empty_table_is_an_empty_catalogue_with_starter_settings() {
    let engine = Engine::start().await;
    let catalog = CatalogCache::new(engine.store.clone()).current().await.unwrap();
    assert!(catalog.products().is_empty());
    assert_eq!((catalog.version.number, &catalog.settings), (0, &Settings::starter()));
}

#[tokio::test]
async fn a_deleted_product_is_not_in_the_catalogue() {
    let engine = Engine::start().await;
    let one = stored_product(&engine.store, 1).await;
    let two = stored_product(&engine.store, 2).await;
    let before = engine.store.products().product(two.id).await.unwrap().unwrap().stored;
    engine
        .store
        .products()
        .delete_product(&before, product_event(Action::ProductDeleted, clock::now()))
        .await
        .unwrap();
    let catalog = CatalogCache::new(engine.store.clone()).current().await.unwrap();
    assert_eq!(catalog.products(), [one]);
}

#[tokio::test]
async fn a_catalogue_larger_than_one_page_is_read_completely() {
    let engine = Engine::start().await;
    for n in 1..=30 {
        let mut draft = dragon(&format!("dragon-{n}"));
        draft.description = shop_tests::shop::text(&"ä".repeat(4000));
        draft.variants = (0..60)
            .map(|index| {
                let mut variant = dragon("x").variants[0].clone();
                variant.value = shop_tests::shop::text(&format!("{index} {}", "ö".repeat(50)));
                variant
            })
            .collect();
        draft.excluded_combinations.clear();
        let made = product_of(draft, n, None, clock::now());
        assert!(variant_id(&made, made.variants[0].value.as_str()) == made.variants[0].id);
        engine
            .store
            .products()
            .create_product(made, product_event(Action::ProductCreated, clock::now()))
            .await
            .unwrap();
    }
    let catalog = CatalogCache::new(engine.store.clone()).current().await.unwrap();
    assert_eq!(catalog.products().len(), 30);
}
