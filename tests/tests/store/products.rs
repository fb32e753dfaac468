//! Creating, replacing and deleting a product writes an audit entry and the catalogue's next version.

use shared::domain::audit;
use shared::domain::audit::Action;
use shared::domain::catalogue::product::{MAX_FORMER_SLUGS, Product};
use shared::store::StoreError;
use shared::store::catalog_items::CatalogItems;
use shared::store::items::{SlugItem, Stored, from_item};
use shared::store::products::ProductWithTrail;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, dragon, product, product_event, product_of, slug, stored_product};

async fn read(engine: &Engine, product: &Product) -> ProductWithTrail {
    engine.store.products().product(product.id).await.unwrap().unwrap()
}

async fn version(engine: &Engine) -> u64 {
    engine.store.products().catalog_version(true).await.unwrap().number
}

/// Returns the reserved slugs.
async fn taken(engine: &Engine) -> Vec<String> {
    let items = engine.all_items().await.into_iter();
    let slugs = items.filter_map(|item| from_item::<SlugItem>(item).unwrap());
    let mut slugs: Vec<_> = slugs.map(|item| item.slug.to_string()).collect();
    slugs.sort_unstable();
    slugs
}

fn proven(seen: &ProductWithTrail) {
    audit::verify(&seen.stored.product.id.to_string(), &seen.audit, &seen.stored.chain).unwrap();
}

#[tokio::test]
async fn a_created_product_reads_back_with_its_first_audit_entry() {
    let engine = Engine::start().await;
    assert_eq!(version(&engine).await, 0);
    let made = stored_product(&engine.store, 1).await;
    let seen = read(&engine, &made).await;
    assert_eq!((&seen.stored.product, seen.stored.version), (&made, 1));
    assert_eq!((seen.audit.len(), seen.audit[0].action), (1, Action::ProductCreated));
    proven(&seen);
    assert_eq!(version(&engine).await, 1);
    assert_eq!(taken(&engine).await, ["dragon-1"]);
}

#[tokio::test]
async fn a_second_product_of_the_same_slug_is_refused_and_changes_nothing() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let second = product_of(dragon("dragon-1"), 2, None, at(1));
    let refused = engine
        .store
        .products()
        .create_product(second.clone(), product_event(Action::ProductCreated, at(1)))
        .await;
    assert_eq!(refused, Err(StoreError::SlugTaken));
    assert_eq!(engine.store.products().product(second.id).await.unwrap(), None);
    assert_eq!(version(&engine).await, 1);
}

#[tokio::test]
async fn the_same_product_created_twice_is_a_conflict_even_under_another_slug() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let again = product_of(dragon("another-slug"), 1, None, at(1));
    let refused =
        engine.store.products().create_product(again, product_event(Action::ProductCreated, at(1))).await;
    assert_eq!(refused, Err(StoreError::Conflict));
    assert_eq!(taken(&engine).await, ["dragon-1"]);
}

#[tokio::test]
async fn two_products_of_one_slug_created_at_the_same_time_leave_one() {
    let engine = Engine::start().await;
    let one = product_of(dragon("dragon"), 1, None, at(0));
    let other = product_of(dragon("dragon"), 2, None, at(0));
    let products = engine.store.products();
    let create = |product| products.create_product(product, product_event(Action::ProductCreated, at(0)));
    let outcomes: [_; 2] = tokio::join!(create(one), create(other)).into();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert!(outcomes.contains(&Err(StoreError::SlugTaken)), "{outcomes:?}");
    assert_eq!(version(&engine).await, 1);
}

#[tokio::test]
async fn replacing_a_product_updates_slug_version_chain_and_catalogue() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    let before = read(&engine, &made).await.stored;
    let after = product_of(dragon("renamed"), 1, Some(&made), at(5));
    engine
        .store
        .products()
        .replace_product(&before, after.clone(), product_event(Action::ProductUpdated, at(5)))
        .await
        .unwrap();
    let seen = read(&engine, &made).await;
    assert_eq!((&seen.stored.product, seen.stored.version, seen.audit.len()), (&after, 2, 2));
    proven(&seen);
    assert_eq!(version(&engine).await, 2);
    assert_eq!(taken(&engine).await, ["dragon-1", "renamed"]);
}

async fn rename(engine: &Engine, made: &Product, to: &str) -> Result<Product, StoreError> {
    let before = read(engine, made).await.stored;
    let after = product_of(dragon(to), 1, Some(&before.product), at(5));
    let event = product_event(Action::ProductUpdated, at(5));
    engine.store.products().replace_product(&before, after.clone(), event).await.map(|()| after)
}

#[tokio::test]
async fn only_its_own_product_may_reuse_an_old_slug() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    let renamed = rename(&engine, &made, "renamed").await.unwrap();
    assert_eq!(renamed.former_slugs, [slug("dragon-1")]);
    let other = product_of(dragon("dragon-1"), 2, None, at(6));
    let refused =
        engine.store.products().create_product(other, product_event(Action::ProductCreated, at(6))).await;
    assert_eq!(refused, Err(StoreError::SlugTaken));
    let items = CatalogItems::new(engine.store.clone());
    let found = items.product(&slug("dragon-1"), at(6)).await.unwrap();
    assert_eq!(found.as_deref(), Some(&renamed));

    let back = rename(&engine, &made, "dragon-1").await.unwrap();
    assert_eq!((&back.slug, &back.former_slugs), (&slug("dragon-1"), &vec![slug("renamed")]));
    assert_eq!(taken(&engine).await, ["dragon-1", "renamed"]);
}

#[tokio::test]
async fn the_oldest_of_too_many_slugs_is_released_and_all_upon_deletion() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    for n in 0..=MAX_FORMER_SLUGS {
        rename(&engine, &made, &format!("name-{n}")).await.unwrap();
    }
    let slugs = taken(&engine).await;
    assert_eq!(slugs.len(), MAX_FORMER_SLUGS + 1);
    assert!(!slugs.contains(&"dragon-1".to_owned()) && slugs.contains(&"name-0".to_owned()));
    let before = read(&engine, &made).await.stored;
    engine
        .store
        .products()
        .delete_product(&before, product_event(Action::ProductDeleted, at(9)))
        .await
        .unwrap();
    assert_eq!(taken(&engine).await, [""; 0]);
}

#[tokio::test]
async fn replacing_a_product_that_has_changed_is_a_conflict() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    let before = read(&engine, &made).await.stored;
    let newer = product_of(dragon("dragon-1"), 1, Some(&made), at(5));
    let event = || product_event(Action::ProductUpdated, at(5));
    engine.store.products().replace_product(&before, newer.clone(), event()).await.unwrap();
    let refused = engine.store.products().replace_product(&before, newer.clone(), event()).await;
    assert_eq!(refused, Err(StoreError::Conflict));
    let deleted = engine.store.products().delete_product(&before, event()).await;
    assert_eq!(deleted, Err(StoreError::Conflict));
    let seen = read(&engine, &made).await;
    assert_eq!((seen.stored.version, seen.audit.len(), version(&engine).await), (2, 2, 2));
}

#[tokio::test]
async fn replacing_with_the_slug_of_another_product_is_refused() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    stored_product(&engine.store, 2).await;
    let before = read(&engine, &made).await.stored;
    let after = product_of(dragon("dragon-2"), 1, Some(&made), at(5));
    let refused = engine
        .store
        .products()
        .replace_product(&before, after, product_event(Action::ProductUpdated, at(5)))
        .await;
    assert_eq!(refused, Err(StoreError::SlugTaken));
    assert_eq!(taken(&engine).await, ["dragon-1", "dragon-2"]);
}

#[tokio::test]
async fn a_deleted_product_releases_its_slug_and_retains_its_trail() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    let before = read(&engine, &made).await.stored;
    engine
        .store
        .products()
        .delete_product(&before, product_event(Action::ProductDeleted, at(9)))
        .await
        .unwrap();
    assert_eq!(engine.store.products().product(made.id).await.unwrap(), None);
    assert_eq!(version(&engine).await, 2);
    assert_eq!(taken(&engine).await, [""; 0]);
    let items = engine.all_items().await;
    let of =
        |entity| items.iter().filter(|item| item["entity"].as_s().unwrap() == entity).collect::<Vec<_>>();
    let kept = of(shared::store::items::ProductItem::ENTITY);
    assert_eq!((kept.len(), of("audit").len()), (1, 2));
    assert!(kept[0].contains_key("deleted_at") && !kept[0].contains_key("gsi1pk"));
    let again =
        engine.store.products().delete_product(&before, product_event(Action::ProductDeleted, at(9))).await;
    assert_eq!(again, Err(StoreError::Conflict));
    engine
        .store
        .products()
        .create_product(
            product_of(dragon("dragon-1"), 7, None, at(10)),
            product_event(Action::ProductCreated, at(10)),
        )
        .await
        .unwrap();
}

#[tokio::test]
async fn ten_concurrent_creations_are_ten_versions_of_the_catalogue() {
    let engine = Engine::start().await;
    let create = |n| {
        let store = engine.store.clone();
        async move {
            // An engine may report a transaction conflict; the whole update is then retried.
            loop {
                match store
                    .products()
                    .create_product(product(n), product_event(Action::ProductCreated, at(0)))
                    .await
                {
                    Err(StoreError::Unavailable(_)) => {}
                    outcome => return outcome,
                }
            }
        }
    };
    for outcome in futures::future::join_all((1..=10).map(create)).await {
        outcome.unwrap();
    }
    assert_eq!(version(&engine).await, 10);
}
