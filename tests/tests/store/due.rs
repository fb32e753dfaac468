//! Orders that wait to be shipped, sorted by the day on which they are due.

use jiff::civil::{Date, date};
use shared::domain::ids::OrderId;
use shared::domain::purchase::PurchaseState::{
    self, Cancelled, Delivered, PaymentConfirmed, Processing, Shipped,
};
use shared::domain::purchase::{Change, Order, Purchase, TransitionRequest};
use shared::store::due::DuePosition;
use shared::store::items::to_item;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{action, at, order_id, ordered, start_processing, stored_product, text, write};

use crate::golden::order_item;

/// Stores orders numbered from 1, due on these days of November, in these states.
async fn orders(engine: &Engine, due: &[(i8, PurchaseState)]) {
    for (n, (day, state)) in (1_u128..).zip(due) {
        let order = Order { id: order_id(n), ship_by: date(2026, 11, *day), state: *state, ..order_item() };
        let item = to_item(&order).unwrap();
        engine.client.put_item().table_name(&engine.table).set_item(Some(item)).send().await.unwrap();
    }
}

/// Reads the whole list page by page, passing each position through the JSON of a cursor.
async fn walked(engine: &Engine, before: Option<Date>, limit: u16) -> Vec<OrderId> {
    let (mut ids, mut position) = (Vec::new(), None);
    for _ in 0..50 {
        let page = engine.store.order_lists().due(before, position, limit).await.unwrap();
        assert!(page.orders.len() <= usize::from(limit));
        assert!(position.is_none() || !page.orders.is_empty(), "a page leads to an empty one");
        ids.extend(page.orders.iter().map(|order| order.id));
        let Some(next) = page.next else { return ids };
        let cursor = serde_json::to_string(&next).unwrap();
        position = Some(serde_json::from_str::<DuePosition>(&cursor).unwrap());
    }
    panic!("the list does not end");
}

const DUE: [(i8, PurchaseState); 8] = [
    (23, Processing),
    (20, PaymentConfirmed),
    (22, Shipped),
    (22, Processing),
    (3, Delivered),
    (2, Cancelled),
    (24, PaymentConfirmed),
    (22, PaymentConfirmed),
];

#[tokio::test]
async fn only_open_orders_are_listed_the_longest_due_first() {
    let engine = Engine::start().await;
    orders(&engine, &DUE).await;
    for limit in [1, 2, 100] {
        assert_eq!(walked(&engine, None, limit).await, [2, 4, 8, 1, 7].map(order_id), "{limit}");
    }
}

#[tokio::test]
async fn an_order_is_not_due_before_its_day() {
    let engine = Engine::start().await;
    orders(&engine, &DUE).await;
    for (day, expected) in
        [(20, vec![]), (21, vec![2]), (22, vec![2]), (23, vec![2, 4, 8]), (25, vec![2, 4, 8, 1, 7])]
    {
        let expected: Vec<_> = expected.into_iter().map(order_id).collect();
        for limit in [1, 3, 100] {
            assert_eq!(walked(&engine, Some(date(2026, 11, day)), limit).await, expected, "{day} {limit}");
        }
    }
}

#[tokio::test]
async fn an_order_is_due_from_its_payment_until_it_is_shipped() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let paid = ordered(&engine.store, 1, &product, at(0)).await;
    assert_eq!(walked(&engine, None, 10).await, [order_id(1)]);
    write(&engine.store, start_processing(paid, at(1))).await.unwrap();
    assert_eq!(walked(&engine, None, 10).await, [order_id(1)]);
    let making = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    write(&engine.store, shipping(making)).await.unwrap();
    assert_eq!(walked(&engine, None, 10).await, []);
}

/// Moves an order from Processing to Shipped.
fn shipping(before: Purchase) -> Change {
    let request = TransitionRequest {
        to: Shipped,
        version: before.order.as_ref().unwrap().version,
        details_verified: None,
        restock: None,
        carrier: Some(text("DHL")),
        tracking_number: Some(text("1")),
        tracking_url: None,
        delivered_at: None,
        customer_confirmed: None,
        reason: None,
        override_payment_hold: None,
    };
    before.transition(&request, &action(0, at(2))).unwrap()
}
