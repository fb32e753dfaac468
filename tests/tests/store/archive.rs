//! Products that orders refer to are archived; other products are deleted.

use shared::domain::audit::Action;
use shared::domain::catalogue::product::Product;
use shared::domain::purchase::{Change, OrderContext};
use shared::store::StoreError;
use shared::store::products::ProductWithTrail;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, confirm_in, customer, ordered, pending, product_event, stored_product, vault};

async fn read(engine: &Engine, product: &Product) -> ProductWithTrail {
    engine.store.products().product(product.id).await.unwrap().unwrap()
}

async fn move_to(engine: &Engine, after: impl FnOnce(&Product) -> Product) -> Result<Product, StoreError> {
    let made = shop_tests::shop::product(1);
    let before = read(engine, &made).await.stored;
    let after = after(&before.product);
    let event = product_event(Action::ProductUpdated, at(9));
    engine.store.products().move_product(&before, after.clone(), event).await.map(|()| after)
}

#[tokio::test]
async fn an_order_marks_its_products_as_sold_once() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    pending(&engine.store, 1, &made, at(0)).await;
    assert!(!read(&engine, &made).await.sold, "a cart is no order");
    for n in 2..=3 {
        ordered(&engine.store, n, &made, at(1)).await;
        assert!(read(&engine, &made).await.sold);
    }
    let marks = engine.all_items().await.into_iter().filter(|item| item["entity"].as_s().unwrap() == "sold");
    assert_eq!(marks.count(), 1);
}

#[tokio::test]
async fn of_two_concurrent_first_orders_the_loser_succeeds_on_retry() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    let mut changes = Vec::new();
    for n in 1..=2 {
        let before = pending(&engine.store, n, &made, at(0)).await;
        let context = engine.store.purchases().order_context(&before.checkout).await.unwrap();
        let context = OrderContext { stock: Vec::new(), ..context };
        changes.push(confirm_in(context, &vault(), before, customer("ada"), at(1)).await);
    }
    let [first, second] = <[Change; 2]>::try_from(changes).unwrap();
    engine.store.purchases().write(&first).await.unwrap();
    assert_eq!(engine.store.purchases().write(&second).await, Err(StoreError::Conflict));
    let context = engine.store.purchases().order_context(&second.before().checkout).await.unwrap();
    assert_eq!(context.first_sales, []);
    let before = second.before().clone();
    let again = confirm_in(context, &vault(), before, customer("ada"), at(1)).await;
    engine.store.purchases().write(&again).await.unwrap();
}

#[tokio::test]
async fn a_sold_product_cannot_be_deleted_even_after_a_stale_read() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    let before = read(&engine, &made).await;
    assert!(!before.sold);
    ordered(&engine.store, 1, &made, at(1)).await;
    let mut unseen = read(&engine, &made).await.stored;
    unseen.product = before.stored.product;
    let refused =
        engine.store.products().delete_product(&unseen, product_event(Action::ProductDeleted, at(2))).await;
    assert_eq!(refused, Err(StoreError::Conflict));
}

#[tokio::test]
async fn an_archived_product_is_hidden_unchanged_and_can_be_restored() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    let archived = move_to(&engine, |product| product.archived(at(9))).await.unwrap();
    assert_eq!(engine.store.products().catalog_now().await.unwrap(), []);
    assert_eq!(engine.store.products().archived_products().await.unwrap(), std::slice::from_ref(&archived));
    assert_eq!(read(&engine, &made).await.stored.product, archived);
    assert_eq!(engine.store.products().product_to_change(made.id).await, Err(StoreError::Archived));

    let restored = move_to(&engine, |product| product.restored(at(10))).await.unwrap();
    assert_eq!((restored.active, restored.archived_at, restored.version), (false, None, 3));
    assert_eq!(engine.store.products().catalog_now().await.unwrap(), std::slice::from_ref(&restored));
    assert_eq!(engine.store.products().archived_products().await.unwrap(), []);
    assert_eq!(engine.store.products().product_to_change(made.id).await.unwrap().unwrap().audit.len(), 3);
}
