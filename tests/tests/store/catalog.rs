//! All products of the catalogue.

use shared::clock;
use shared::domain::audit::Action;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{dragon, product_event, product_of, stored_product, variant_id};

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
    assert_eq!(engine.store.products().catalog_now().await.unwrap(), [one]);
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
    assert_eq!(engine.store.products().catalog_now().await.unwrap().len(), 30);
}
