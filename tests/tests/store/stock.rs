//! Stock is taken in the same transaction that creates the order.

use serde_json::json;
use shared::domain::audit::Action;
use shared::domain::catalogue::product::{MAX_STOCK, MAX_VARIANTS, Product, Variant, VariantDraft};
use shared::domain::fault::Faults;
use shared::domain::purchase::{
    Change, Checkout, MailKind, OrderContext, Purchase, StockLocation, StockTaken, TransitionRequest,
};
use shared::store::StoreError;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{
    STOCK, action, at, cancel, confirm_in, customer, dragon, no_stock, order_id, ordered, pending,
    product_event, product_of, start_processing, stored_product, text, vault, write,
};

async fn left(engine: &Engine, product: &Product) -> (i64, u64, u64) {
    let stored = engine.store.products().product(product.id).await.unwrap().unwrap().stored;
    let stock = stored.product.variants.iter().find_map(|variant| variant.stock).unwrap();
    (stock, stored.version, stored.product.version)
}

/// Returns the positions of the cart's stocked variants.
async fn located(engine: &Engine, checkout: &Checkout) -> Vec<StockLocation> {
    engine.store.purchases().order_context(checkout).await.unwrap().stock
}

/// Confirms a payment, with the stock that it takes, without writing it.
async fn about_to(engine: &Engine, n: u128, product: &Product) -> Change {
    about_to_again(engine, pending(&engine.store, n, product, at(0)).await).await
}

/// Confirms the same payment again, after reading the stock again.
async fn about_to_again(engine: &Engine, before: Purchase) -> Change {
    let context = engine.store.purchases().order_context(&before.checkout).await.unwrap();
    confirm_in(context, &vault(), before, customer("ada"), at(1)).await
}

async fn replace(
    engine: &Engine,
    product: &Product,
    change: impl FnOnce(&mut Vec<shared::domain::catalogue::product::VariantDraft>),
) {
    let before = engine.store.products().product(product.id).await.unwrap().unwrap().stored;
    let mut draft = dragon(product.slug.as_str());
    change(&mut draft.variants);
    draft.excluded_combinations.clear();
    let after = product_of(draft, 1, Some(&before.product), at(3));
    engine
        .store
        .products()
        .replace_product(&before, after, product_event(Action::ProductUpdated, at(3)))
        .await
        .unwrap();
}

#[tokio::test]
async fn an_order_takes_stock_and_increments_the_products_version() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let change = about_to(&engine, 1, &product).await;
    assert_eq!(change.stock().len(), 1);
    engine.store.purchases().write(&change).await.unwrap();
    assert_eq!(left(&engine, &product).await, (i64::from(STOCK) - 2, 2, 2));
}

#[tokio::test]
async fn a_paid_order_is_created_even_if_stock_becomes_negative() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    for n in 1..=3 {
        let change = about_to(&engine, n, &product).await;
        engine.store.purchases().write(&change).await.unwrap();
    }
    assert_eq!(left(&engine, &product).await.0, -1);
}

/// Returns the pieces that the order took above the stock.
async fn oversold(engine: &Engine, n: u128) -> Vec<u32> {
    let purchase = engine.store.purchases().purchase(order_id(n)).await.unwrap().unwrap();
    let order = purchase.order.unwrap();
    let told = purchase.mails.iter().any(|mail| mail.kind == MailKind::Oversold);
    assert_eq!(told, !order.oversold.is_empty(), "the owner is told of each oversold order, and of no other");
    order.oversold.iter().map(|missing| missing.quantity).collect()
}

#[tokio::test]
async fn orders_above_the_stock_are_marked_and_the_owner_is_told() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    for (n, missing) in [(1, vec![]), (2, vec![]), (3, vec![1]), (4, vec![2])] {
        ordered(&engine.store, n, &product, at(0)).await;
        assert_eq!(oversold(&engine, n).await, missing, "order {n}");
    }
}

#[tokio::test]
async fn concurrent_orders_of_the_last_pieces_are_marked_exactly() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    ordered(&engine.store, 1, &product, at(0)).await;
    let first = about_to(&engine, 2, &product).await;
    let stale = about_to(&engine, 3, &product).await;
    engine.store.purchases().write(&first).await.unwrap();
    assert_eq!(engine.store.purchases().write(&stale).await, Err(StoreError::StockGone));
    let read_again = about_to_again(&engine, stale.before().clone()).await;
    engine.store.purchases().write(&read_again).await.unwrap();
    assert_eq!(oversold(&engine, 3).await, [1]);
    assert_eq!(left(&engine, &product).await.0, -1);
}

#[tokio::test]
async fn stock_returns_if_an_order_is_cancelled_before_work_began() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let cancelled = ordered(&engine.store, 1, &product, at(0)).await;
    let begun = ordered(&engine.store, 2, &product, at(0)).await;
    assert_eq!(left(&engine, &product).await.0, i64::from(STOCK) - 4);
    replace(&engine, &product, |variants| {
        variants[3].stock = Some(1);
        variants.reverse();
    })
    .await;
    write(&engine.store, cancel(cancelled.clone(), at(5))).await.unwrap();
    assert_eq!(left(&engine, &product).await.0, 3, "the two pieces are back, wherever the variant is now");
    let again = write(&engine.store, cancel(cancelled, at(6))).await;
    assert_eq!((again, left(&engine, &product).await.0), (Err(StoreError::Conflict), 3));

    write(&engine.store, start_processing(begun, at(7))).await.unwrap();
    let begun = engine.store.purchases().purchase(order_id(2)).await.unwrap().unwrap();
    write(&engine.store, cancel(begun, at(8))).await.unwrap();
    assert_eq!(left(&engine, &product).await.0, 3, "work had begun: the pieces are used");
}

#[tokio::test]
async fn an_order_is_cancelled_even_if_its_variant_counts_no_stock() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let order = ordered(&engine.store, 1, &product, at(0)).await;
    replace(&engine, &product, |variants| variants[3].stock = None).await;
    write(&engine.store, cancel(order, at(5))).await.unwrap();
    let purchase = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    assert!(purchase.order.unwrap().stock.is_empty());
}

#[tokio::test]
async fn an_order_that_loses_a_race_takes_no_stock() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let change = about_to(&engine, 1, &product).await;
    engine.store.purchases().write(&change).await.unwrap();
    assert_eq!(engine.store.purchases().write(&change).await, Err(StoreError::Conflict));
    assert_eq!(left(&engine, &product).await.0, i64::from(STOCK) - 2);
}

#[tokio::test]
async fn a_moved_stocked_variant_is_reported_and_nothing_is_written() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let change = about_to(&engine, 1, &product).await;
    replace(&engine, &product, |variants| variants.reverse()).await;
    assert_eq!(engine.store.purchases().write(&change).await, Err(StoreError::StockGone));
    assert!(engine.store.purchases().order(order_id(1)).await.unwrap().is_none());
    let found_again = about_to_again(&engine, change.before().clone()).await;
    assert_ne!(found_again.stock(), change.stock());
    engine.store.purchases().write(&found_again).await.unwrap();
    assert_eq!(left(&engine, &product).await.0, i64::from(STOCK) - 2);
}

#[tokio::test]
async fn an_order_takes_no_stock_of_removed_or_unstocked_variants() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let change = about_to(&engine, 1, &product).await;
    let wanted = change.before().checkout.clone();
    replace(&engine, &product, |variants| variants[3].stock = None).await;
    assert_eq!(engine.store.purchases().write(&change).await, Err(StoreError::StockGone));
    assert_eq!(located(&engine, &wanted).await, []);
    let before = engine.store.products().product(product.id).await.unwrap().unwrap().stored;
    engine
        .store
        .products()
        .delete_product(&before, product_event(Action::ProductDeleted, at(4)))
        .await
        .unwrap();
    assert_eq!(engine.store.purchases().write(&change).await, Err(StoreError::StockGone));
    assert_eq!(located(&engine, &wanted).await, []);
    let nowhere = about_to_again(&engine, change.before().clone()).await;
    engine.store.purchases().write(&nowhere).await.unwrap();
}

#[tokio::test]
async fn taken_stock_makes_an_edit_of_the_product_conflict() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let seen = engine.store.products().product(product.id).await.unwrap().unwrap().stored;
    let change = about_to(&engine, 1, &product).await;
    engine.store.purchases().write(&change).await.unwrap();
    let edited = product_of(dragon("dragon-1"), 1, Some(&seen.product), at(3));
    let refused = engine
        .store
        .products()
        .replace_product(&seen, edited, product_event(Action::ProductUpdated, at(3)))
        .await;
    assert_eq!(refused, Err(StoreError::Conflict));
    assert_eq!(left(&engine, &product).await.0, i64::from(STOCK) - 2);
}

#[tokio::test]
async fn an_order_may_take_every_variant_that_a_product_can_have() {
    let engine = Engine::start().await;
    let created = stored_product(&engine.store, 1).await;
    replace(&engine, &created, |variants| {
        let stocked = variants.iter().find(|variant| variant.stock.is_some()).unwrap().clone();
        for n in variants.len()..MAX_VARIANTS {
            variants.push(VariantDraft { value: text(&format!("ABS {n}")), ..stocked.clone() });
        }
    })
    .await;
    let product = engine.store.products().product(created.id).await.unwrap().unwrap().stored.product;
    let change = about_to(&engine, 1, &product).await;
    let of = |(place, variant): (usize, &Variant)| StockLocation {
        taken: StockTaken { product_id: product.id, variant_id: variant.id, quantity: 1 },
        place,
        left: variant.stock.unwrap_or(0),
    };
    let stocked = product.variants.iter().enumerate().filter(|(_, variant)| variant.stock.is_some());
    let all: Vec<StockLocation> = stocked.map(of).collect();
    assert!(all.len() > 50, "{}", all.len());
    let context = OrderContext { stock: all, ..no_stock() };
    let before = change.before().clone();
    let change = confirm_in(context, &vault(), before, customer("ada"), at(1)).await;
    engine.store.purchases().write(&change).await.unwrap();
    let after = engine.store.products().product(created.id).await.unwrap().unwrap().stored.product;
    assert!(
        after.variants.iter().filter_map(|variant| variant.stock).all(|left| left == i64::from(STOCK) - 1)
    );
}

#[tokio::test]
async fn stock_returns_from_production_if_staff_put_it_back_and_not_above_the_maximum() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let order = ordered(&engine.store, 1, &product, at(0)).await;
    write(&engine.store, start_processing(order, at(2))).await.unwrap();
    replace(&engine, &product, |variants| variants[3].stock = Some(MAX_STOCK - 1)).await;
    let begun = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    let version = begun.order.as_ref().unwrap().version;
    let request = json!({"to": "cancelled", "version": version, "reason": "sold out", "restock": true});
    let request: TransitionRequest = deserr::deserialize::<_, _, Faults>(request).unwrap();
    write(&engine.store, begun.transition(&request, &action(50, at(5))).unwrap()).await.unwrap();
    assert_eq!(left(&engine, &product).await.0, MAX_STOCK, "one of two pieces fits");
}
