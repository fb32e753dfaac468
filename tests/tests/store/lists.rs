//! Lists of orders for staff.

use jiff::Timestamp;
use shared::domain::ids::{OrderId, OrderNumber};
use shared::domain::purchase::{Order, PurchaseState};
use shared::store::items::to_item;
use shared::store::orders::{OrderList, OrderPage, OrderPosition};
use shop_tests::engine::Engine;
use shop_tests::shop::{at, order_id, ordered, processing, stocked_shelf, write};

const EVER: (&str, &str) = ("2024-12-01T00:00:00Z", "2026-12-31T23:59:59Z");

fn time(written: &str) -> Timestamp {
    written.parse().unwrap()
}

fn span((from, to): (&str, &str)) -> (Timestamp, Timestamp) {
    (time(from), time(to))
}

/// Orders confirmed at these times, numbered from 1 in the order given; every third is of another customer.
async fn orders(engine: &Engine, times: &[&str]) {
    let shelf = stocked_shelf(&engine.store, 1).await;
    let pattern = ordered(&engine.store, 1000, &shelf, at(0)).await.order.unwrap();
    engine
        .client
        .delete_item()
        .table_name(&engine.table)
        .set_key(Some(shared::store::keys::order(pattern.id).into_item()))
        .send()
        .await
        .unwrap();
    for (n, confirmed) in (1_u128..).zip(times) {
        let customer_hash = Some(if n % 3 == 0 { "bob" } else { "ada" }.to_owned());
        let created_at = time(confirmed);
        let order = Order { id: order_id(n), created_at, customer_hash, ..pattern.clone() };
        let item = to_item(&order).unwrap();
        engine.client.put_item().table_name(&engine.table).set_item(Some(item)).send().await.unwrap();
    }
}

async fn page(
    engine: &Engine,
    list: &OrderList,
    between: (&str, &str),
    position: Option<OrderPosition>,
    limit: u16,
) -> OrderPage {
    engine.store.orders(list, span(between), position, limit).await.unwrap()
}

/// Every page of a list, as a caller walks it: each position through the text of a cursor.
async fn walked(engine: &Engine, list: &OrderList, between: (&str, &str), limit: u16) -> Vec<OrderId> {
    let (mut ids, mut position) = (Vec::new(), None);
    for _ in 0..50 {
        let page = page(engine, list, between, position, limit).await;
        assert!(page.orders.len() <= usize::from(limit));
        ids.extend(page.orders.iter().map(|order| order.id));
        let Some(next) = page.next else { return ids };
        let cursor = serde_json::to_string(&next).unwrap();
        position = Some(serde_json::from_str(&cursor).unwrap());
    }
    panic!("the list does not end");
}

const TIMES: [&str; 6] = [
    "2026-11-23T09:00:00Z",
    "2026-11-01T00:00:00Z",
    "2026-10-31T23:59:59.999Z",
    "2026-08-15T12:00:00Z",
    "2025-01-02T03:04:05Z",
    "2026-11-23T09:00:00.001Z",
];
/// Newest first.
const NEWEST: [u128; 6] = [6, 1, 2, 3, 4, 5];

#[tokio::test]
async fn all_orders_come_newest_first_over_the_months_whatever_the_pages_size() {
    let engine = Engine::start().await;
    orders(&engine, &TIMES).await;
    for limit in [1, 2, 3, 100] {
        assert_eq!(walked(&engine, &OrderList::All, EVER, limit).await, NEWEST.map(order_id), "{limit}");
    }
}

#[tokio::test]
async fn a_span_of_time_takes_in_its_first_and_last_millisecond_and_nothing_beyond() {
    let engine = Engine::start().await;
    orders(&engine, &TIMES).await;
    let spans = [
        (("2026-11-01T00:00:00Z", "2026-11-23T09:00:00Z"), vec![1, 2]),
        (("2026-11-01T00:00:00.001Z", "2026-11-23T08:59:59.999Z"), vec![]),
        (("2026-10-31T23:59:59.999Z", "2026-11-01T00:00:00Z"), vec![2, 3]),
        (("2026-11-23T09:00:00.001Z", "2026-11-23T09:00:00.001Z"), vec![6]),
        (("2026-09-01T00:00:00Z", "2026-09-30T00:00:00Z"), vec![]),
        (("2026-11-24T00:00:00Z", "2026-11-01T00:00:00Z"), vec![]),
    ];
    for (between, expected) in spans {
        // DynamoDB refuses a BETWEEN whose ends are the wrong way round; that is the caller's to check.
        if between.0 > between.1 {
            assert!(engine.store.orders(&OrderList::All, span(between), None, 10).await.is_err());
            continue;
        }
        let found = walked(&engine, &OrderList::All, between, 10).await;
        assert_eq!(found, expected.into_iter().map(order_id).collect::<Vec<_>>(), "{between:?}");
    }
}

#[tokio::test]
async fn empty_months_are_walked_over_and_very_many_lead_to_a_page_that_is_not_the_last() {
    let engine = Engine::start().await;
    orders(&engine, &["2020-01-01T00:00:00Z"]).await;
    let between = ("2019-01-01T00:00:00Z", "2026-11-23T00:00:00Z");
    let first = page(&engine, &OrderList::All, between, None, 10).await;
    assert!(first.orders.is_empty() && first.next.is_some());
    assert_eq!(walked(&engine, &OrderList::All, between, 10).await, [order_id(1)]);
}

#[tokio::test]
async fn one_customers_orders_are_one_list_over_all_time() {
    let engine = Engine::start().await;
    orders(&engine, &TIMES).await;
    let of = |hash: &str| OrderList::OfCustomer(hash.to_owned());
    for limit in [1, 2, 10] {
        assert_eq!(walked(&engine, &of("ada"), EVER, limit).await, [1, 2, 4, 5].map(order_id));
        assert_eq!(walked(&engine, &of("bob"), EVER, limit).await, [6, 3].map(order_id));
    }
    assert_eq!(walked(&engine, &of("eve"), EVER, 10).await, []);
    let narrow = ("2026-11-01T00:00:00Z", "2026-11-30T00:00:00Z");
    assert_eq!(walked(&engine, &of("ada"), narrow, 10).await, [1, 2].map(order_id));
}

#[tokio::test]
async fn an_order_is_listed_in_the_state_it_is_in_and_no_other() {
    let engine = Engine::start().await;
    let shelf = stocked_shelf(&engine.store, 1).await;
    let first = ordered(&engine.store, 1, &shelf, at(0)).await;
    ordered(&engine.store, 2, &shelf, at(1)).await;
    let confirmed = OrderList::InState(PurchaseState::PaymentConfirmed);
    let being_made = OrderList::InState(PurchaseState::Processing);
    assert_eq!(walked(&engine, &confirmed, EVER, 10).await, [2, 1].map(order_id));
    assert_eq!(walked(&engine, &being_made, EVER, 10).await, []);
    write(&engine.store, processing(first, at(5))).await.unwrap();
    assert_eq!(walked(&engine, &confirmed, EVER, 10).await, [order_id(2)]);
    assert_eq!(walked(&engine, &being_made, EVER, 10).await, [order_id(1)]);
}

#[tokio::test]
async fn an_order_is_found_by_its_number() {
    let engine = Engine::start().await;
    let shelf = stocked_shelf(&engine.store, 1).await;
    let order = ordered(&engine.store, 1, &shelf, at(0)).await.order.unwrap();
    assert_eq!(engine.store.order_of_number(&order.number).await.unwrap().as_ref(), Some(&order));
    let nobodys = OrderNumber::try_from("3DT-00000000".to_owned()).unwrap();
    assert_eq!(engine.store.order_of_number(&nobodys).await.unwrap(), None);
}

#[tokio::test]
async fn orders_of_the_same_millisecond_are_each_listed_once() {
    let engine = Engine::start().await;
    orders(&engine, &["2026-11-23T09:00:00Z"; 7]).await;
    let found = walked(&engine, &OrderList::All, EVER, 2).await;
    assert_eq!(found, [7, 6, 5, 4, 3, 2, 1].map(order_id));
}
