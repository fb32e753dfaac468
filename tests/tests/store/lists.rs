//! Order lists for staff.

use jiff::Timestamp;
use shared::domain::ids::{OrderId, OrderNumber};
use shared::domain::purchase::{Confirmation, NumberedPurchase, Order, PurchaseState};
use shared::lookup::LookupKey;
use shared::store::StoreError;
use shared::store::items::to_item;
use shared::store::lists::{OrderList, OrderPage, OrderPosition};
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{
    at, confirm, confirmation, customer, expire, no_stock, order_id, ordered, pending, product,
    start_processing, stored_product, stripe, under_way, vault, write,
};

const EVER: (&str, &str) = ("2024-12-01T00:00:00Z", "2026-12-31T23:59:59Z");

fn time(written: &str) -> Timestamp {
    written.parse().unwrap()
}

fn span((from, to): (&str, &str)) -> (Timestamp, Timestamp) {
    (time(from), time(to))
}

/// Stores orders confirmed at these times, numbered from 1 in this order. Every third has another customer.
async fn orders(engine: &Engine, times: &[&str]) {
    let product = stored_product(&engine.store, 1).await;
    let pattern = ordered(&engine.store, 1000, &product, at(0)).await.order.unwrap();
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
    engine.store.order_lists().orders(list, span(between), position, limit).await.unwrap()
}

/// Reads every page of a list as a caller does, passing each position through the text of a cursor.
async fn walked(engine: &Engine, list: &OrderList, between: (&str, &str), limit: u16) -> Vec<OrderId> {
    let (mut ids, mut position) = (Vec::new(), None);
    for _ in 0..50 {
        let page = page(engine, list, between, position, limit).await;
        assert!(page.orders.len() <= usize::from(limit));
        ids.extend(page.orders.iter().map(NumberedPurchase::id));
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
/// Order numbers, newest first.
const NEWEST: [u128; 6] = [6, 1, 2, 3, 4, 5];

#[tokio::test]
async fn all_orders_are_newest_first_across_months_at_any_page_size() {
    let engine = Engine::start().await;
    orders(&engine, &TIMES).await;
    for limit in [1, 2, 3, 100] {
        assert_eq!(walked(&engine, &OrderList::All, EVER, limit).await, NEWEST.map(order_id), "{limit}");
    }
}

#[tokio::test]
async fn a_time_span_includes_exactly_its_first_and_last_millisecond() {
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
        // DynamoDB rejects a BETWEEN whose bounds are reversed; the caller must check that.
        if between.0 > between.1 {
            assert!(
                engine.store.order_lists().orders(&OrderList::All, span(between), None, 10).await.is_err()
            );
            continue;
        }
        let found = walked(&engine, &OrderList::All, between, 10).await;
        assert_eq!(found, expected.into_iter().map(order_id).collect::<Vec<_>>(), "{between:?}");
    }
}

#[tokio::test]
async fn empty_months_are_skipped_and_very_many_return_an_empty_page() {
    let engine = Engine::start().await;
    orders(&engine, &["2020-01-01T00:00:00Z"]).await;
    let between = ("2019-01-01T00:00:00Z", "2026-11-23T00:00:00Z");
    let first = page(&engine, &OrderList::All, between, None, 10).await;
    assert!(first.orders.is_empty() && first.next.is_some());
    assert_eq!(walked(&engine, &OrderList::All, between, 10).await, [order_id(1)]);
}

#[tokio::test]
async fn no_page_of_a_list_leads_to_an_empty_page() {
    let engine = Engine::start().await;
    orders(&engine, &TIMES).await;
    for list in [OrderList::All, OrderList::OfCustomer("ada".to_owned())] {
        for limit in 1..=6 {
            let mut next = None;
            loop {
                let page = page(&engine, &list, EVER, next, limit).await;
                assert!(!page.orders.is_empty(), "{list:?}, {limit}");
                next = page.next;
                if next.is_none() {
                    break;
                }
            }
        }
    }
    let empty = page(&engine, &OrderList::OfCustomer("eve".to_owned()), EVER, None, 1).await;
    assert_eq!(empty, OrderPage { orders: Vec::new(), next: None });
}

#[tokio::test]
async fn a_customers_orders_are_one_list_over_all_time() {
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
async fn an_order_is_listed_only_in_its_current_state() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let first = ordered(&engine.store, 1, &product, at(0)).await;
    ordered(&engine.store, 2, &product, at(1)).await;
    let confirmed = OrderList::InState(PurchaseState::PaymentConfirmed);
    let being_made = OrderList::InState(PurchaseState::Processing);
    assert_eq!(walked(&engine, &confirmed, EVER, 10).await, [2, 1].map(order_id));
    assert_eq!(walked(&engine, &being_made, EVER, 10).await, []);
    write(&engine.store, start_processing(first, at(5))).await.unwrap();
    assert_eq!(walked(&engine, &confirmed, EVER, 10).await, [order_id(2)]);
    assert_eq!(walked(&engine, &being_made, EVER, 10).await, [order_id(1)]);
}

#[tokio::test]
async fn an_order_is_found_by_its_number() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let order = ordered(&engine.store, 1, &product, at(0)).await.order.unwrap();
    assert_eq!(of_number(&engine, &order.number).await, Some(NumberedPurchase::Order(order)));
    let nobodys = OrderNumber::try_from("3DT-00000000".to_owned()).unwrap();
    assert_eq!(of_number(&engine, &nobodys).await, None);
}

async fn of_number(engine: &Engine, number: &OrderNumber) -> Option<NumberedPurchase> {
    engine.store.purchases().purchase_of_number(number).await.unwrap()
}

#[tokio::test]
async fn a_purchase_keeps_the_number_that_was_reserved_for_it() {
    let (engine, vault) = (Engine::start().await, vault());
    for (n, paid) in [(1, true), (2, false)] {
        let waiting = under_way(&engine.store, &vault, n, customer("ada"), at(0)).await;
        let number = waiting.checkout.order_number.clone().unwrap();
        assert_eq!(of_number(&engine, &number).await, waiting.numbered());
        let ended = if paid {
            confirm(&vault, waiting, customer("ada"), at(9)).await
        } else {
            expire(waiting, at(9))
        };
        write(&engine.store, ended).await.unwrap();
        let found = of_number(&engine, &number).await.unwrap();
        assert_eq!((found.id(), found.order().is_some()), (order_id(n), paid));
        assert_eq!(found.number(), &number);
    }
}

#[tokio::test]
async fn a_number_that_is_reserved_is_drawn_by_no_other_purchase() {
    let (engine, vault) = (Engine::start().await, vault());
    let first = under_way(&engine.store, &vault, 1, customer("ada"), at(0)).await;
    let before = pending(&engine.store, 2, &product(1), at(0)).await;
    let confirmation = confirmation(&vault, &before, customer("bob"), no_stock()).await;
    let confirmation = Confirmation { number: first.checkout.order_number.unwrap(), ..confirmation };
    let same = before.confirm(confirmation, &stripe("evt_1"), at(1)).unwrap();
    assert_eq!(write(&engine.store, same).await, Err(StoreError::NumberTaken));
}

#[tokio::test]
async fn payments_under_way_are_among_their_customers_orders() {
    let (engine, vault) = (Engine::start().await, vault());
    let product = stored_product(&engine.store, 1).await;
    for (n, seconds) in [(1, 0), (3, 20), (5, 40)] {
        ordered(&engine.store, n, &product, at(seconds)).await;
    }
    for (n, seconds) in [(2, 10), (4, 30)] {
        under_way(&engine.store, &vault, n, customer("ada"), at(seconds)).await;
    }
    let list = OrderList::OfCustomer(LookupKey::new("secret").customer_hash("ada@example.org"));
    for limit in [1, 2, 3, 10] {
        assert_eq!(walked(&engine, &list, EVER, limit).await, [5, 4, 3, 2, 1].map(order_id), "{limit}");
    }
    assert_eq!(walked(&engine, &OrderList::All, EVER, 10).await, [5, 3, 1].map(order_id));
}

#[tokio::test]
async fn orders_are_found_by_the_beginning_of_their_number() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let order = ordered(&engine.store, 1, &product, at(0)).await.order.unwrap();
    let number = order.number.as_str();
    for part in [&number[4..7], &number[..8], &number.to_lowercase(), number] {
        let found = engine.store.purchases().purchases_of_number(&part.parse().unwrap(), 24).await.unwrap();
        assert_eq!(found, [NumberedPurchase::Order(order.clone())], "{part}");
    }
    // The next character of the alphabet, so that only the last one differs.
    let last = if number[6..7] == *"0" { '1' } else { '0' };
    let other = format!("{}{last}", &number[4..6]).parse().unwrap();
    assert_eq!(engine.store.purchases().purchases_of_number(&other, 24).await.unwrap(), []);
}

#[tokio::test]
async fn orders_of_the_same_millisecond_are_each_listed_once() {
    let engine = Engine::start().await;
    orders(&engine, &["2026-11-23T09:00:00Z"; 7]).await;
    let found = walked(&engine, &OrderList::All, EVER, 2).await;
    assert_eq!(found, [7, 6, 5, 4, 3, 2, 1].map(order_id));
}
