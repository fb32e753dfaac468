//! The shop's settings in the table.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use shared::clock;
use shared::domain::audit::{Action, Event, difference, verify};
use shared::domain::money::Currency;
use shared::domain::shop::settings::Settings;
use shared::domain::text::Line;
use shared::store::StoreError;
use shared::store::catalog_cards::CatalogCards;
use shared::store::items::{AuditItem, from_item};
use shared::store::keys;
use shared::store::settings::SettingsCache;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{admin, at, ordered, product, product_event, stored_product};

fn named(name: &str) -> Settings {
    Settings { shop_name: Line::parse(name).unwrap(), ..Settings::starter() }
}

fn in_yen() -> Settings {
    let mut settings = Settings { currency: Currency::parse("JPY").unwrap(), ..Settings::starter() };
    for rate in &mut settings.shipping_rates {
        (rate.price.currency, rate.free_from) = (settings.currency, None);
    }
    settings
}

/// Replaces the current settings.
async fn set(engine: &Engine, settings: Settings) -> Result<u64, StoreError> {
    let before = engine.store.shop_settings().stored_settings(true).await.unwrap();
    let evidence = difference(&before.settings, &settings).unwrap();
    let event = Event::note(at(0), admin(), Action::SettingsUpdated, evidence);
    engine.store.shop_settings().replace_settings(&before, settings, event).await
}

#[tokio::test]
async fn settings_are_read_with_the_catalogue_and_alone() {
    let engine = Engine::start().await;
    assert_eq!(engine.store.shop_settings().settings().await.unwrap(), Settings::starter());
    assert_eq!(set(&engine, named("Another name")).await, Ok(1));
    assert_eq!(set(&engine, named("A third name")).await, Ok(2));
    assert_eq!(engine.store.shop_settings().settings().await.unwrap(), named("A third name"));
    let listed = CatalogCards::new(engine.store.clone(), None).current(at(2)).await.unwrap();
    assert_eq!((listed.number, &*listed.settings), (2, &named("A third name")));
}

#[tokio::test]
async fn a_setting_written_by_a_newer_version_blocks_no_order() {
    let engine = Engine::start().await;
    set(&engine, named("Another name")).await.unwrap();
    let update =
        engine.client.update_item().table_name(&engine.table).set_key(Some(keys::settings().into_item()));
    update
        .update_expression("SET settings.newer = :newer")
        .expression_attribute_values(":newer", AttributeValue::S("of tomorrow".to_owned()))
        .send()
        .await
        .unwrap();
    assert_eq!(engine.store.shop_settings().settings().await.unwrap(), named("Another name"));
    let product = stored_product(&engine.store, 1).await;
    assert!(ordered(&engine.store, 1, &product, at(0)).await.order.is_some());
}

#[tokio::test]
async fn each_change_is_in_the_trail_with_only_the_changed_fields() {
    let engine = Engine::start().await;
    set(&engine, named("Another name")).await.unwrap();
    set(&engine, Settings { retention_days: 400, ..named("Another name") }).await.unwrap();
    let stored = engine.store.shop_settings().stored_settings(true).await.unwrap();
    let items = engine.all_items().await.into_iter();
    let mut trail: Vec<_> =
        items.filter_map(|item| from_item::<AuditItem>(item).unwrap()).map(|item| item.entry).collect();
    trail.sort_by_key(|entry| entry.seq);
    assert_eq!(verify("settings", &trail, &stored.chain), Ok(()));
    let shown = serde_json::json!({"before": {"retention_days": 1095}, "after": {"retention_days": 400}});
    assert_eq!((&trail[1].evidence, trail.len()), (&shown, 2));
}

#[tokio::test]
async fn of_two_changes_of_the_same_settings_one_is_refused() {
    let engine = Engine::start().await;
    for _ in 0..2 {
        let before = engine.store.shop_settings().stored_settings(true).await.unwrap();
        let event = || Event::note(at(0), admin(), Action::SettingsUpdated, serde_json::json!({}));
        let settings = engine.store.shop_settings();
        let one = settings.replace_settings(&before, named("One"), event());
        let other = settings.replace_settings(&before, named("Other"), event());
        let (one, other) = tokio::join!(one, other);
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(one.and(other), Err(StoreError::Conflict));
    }
}

#[tokio::test]
async fn the_currency_changes_only_while_there_are_no_products() {
    let engine = Engine::start().await;
    let dragon = stored_product(&engine.store, 1).await;
    assert_eq!(set(&engine, in_yen()).await, Err(StoreError::CurrencyInUse));
    assert_eq!(set(&engine, named("Another name")).await, Ok(1), "anything else may change");
    let before = engine.store.products().product(dragon.id).await.unwrap().unwrap().stored;
    engine
        .store
        .products()
        .delete_product(&before, product_event(Action::ProductDeleted, at(1)))
        .await
        .unwrap();
    assert_eq!(set(&engine, in_yen()).await, Ok(2));
    let late = engine
        .store
        .products()
        .create_product(product(2), product_event(Action::ProductCreated, at(2)))
        .await;
    assert_eq!(late, Err(StoreError::Conflict), "a product that was priced before the change");
}

#[tokio::test]
async fn a_copy_of_the_settings_is_used_for_a_second() {
    let engine = Engine::start().await;
    let cache = SettingsCache::from(engine.store.clone());
    let now = clock::now();
    assert_eq!(cache.recent(now).await.unwrap().version, 0);
    set(&engine, named("Another name")).await.unwrap();
    assert_eq!(cache.recent(now).await.unwrap().version, 0);
    assert_eq!(cache.recent(now + SignedDuration::from_secs(2)).await.unwrap().version, 1);
}
