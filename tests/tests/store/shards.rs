//! Lists and counters that are spread over several partitions, under numbers that change.

use jiff::Timestamp;
use shared::domain::ids::{OrderId, OrderNumberStart};
use shared::domain::purchase::NumberedPurchase;
use shared::domain::purchase::PurchaseState::PaymentConfirmed;
use shared::domain::time::utc_date;
use shared::store::audit::AuditList;
use shared::store::keys::Shards;
use shared::store::lists::OrderList;
use shared::store::stats::Counter;
use shared::store::{Store, StoreError};
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{
    at, cancel, checkout, idempotency_item, open_payment, order_id, ordered, session_id, stored_product,
    write,
};

const ORDERS: u128 = 12;
const MOST: &str = "lists=8 pending=16 stats=20";
const NUMBERS: [&str; 3] = ["", "lists=3 pending=9 stats=9", MOST];

fn with(engine: &Engine, shards: &str) -> Store {
    engine.store.clone().with_shards(Shards::parse(shards).unwrap())
}

/// Stores orders, each under another number of shards than the one before.
async fn orders(engine: &Engine) {
    let product = stored_product(&engine.store, 1).await;
    for (n, shards) in (1..=ORDERS).zip(NUMBERS.into_iter().cycle()) {
        ordered(&with(engine, shards), n, &product, at(i64::try_from(n).unwrap())).await;
    }
}

async fn due(store: &Store, limit: u16) -> Vec<OrderId> {
    let (mut ids, mut position) = (Vec::new(), None);
    loop {
        let page = store.order_lists().due(None, position, limit).await.unwrap();
        assert!(page.orders.len() <= usize::from(limit));
        ids.extend(page.orders.iter().map(|order| order.id));
        position = page.next;
        if position.is_none() {
            return ids;
        }
    }
}

async fn newest(store: &Store, list: &OrderList, limit: u16) -> Vec<OrderId> {
    let (mut ids, mut position) = (Vec::new(), None);
    loop {
        let page = store.order_lists().orders(list, (at(0), at(100)), position, limit).await.unwrap();
        ids.extend(page.orders.iter().map(NumberedPurchase::id));
        position = page.next;
        if position.is_none() {
            return ids;
        }
    }
}

async fn entries_of_day(store: &Store, limit: u16) -> Result<Vec<(Timestamp, String, u32)>, StoreError> {
    let (mut entries, mut position) = (Vec::new(), None);
    loop {
        let page = store.audit_trail().audit(&AuditList::OfDay(utc_date(at(0))), position, limit).await?;
        entries.extend(page.entries.into_iter().map(|entry| (entry.at, entry.subject, entry.seq)));
        position = page.next;
        if position.is_none() {
            return Ok(entries);
        }
    }
}

#[tokio::test]
async fn orders_of_fewer_shards_are_listed_in_order_among_those_of_more() {
    let engine = Engine::start().await;
    orders(&engine).await;
    let reader = with(&engine, MOST);
    let oldest_first: Vec<_> = (1..=ORDERS).map(order_id).collect();
    let newest_first: Vec<_> = (1..=ORDERS).rev().map(order_id).collect();
    for limit in [1, 5, 100] {
        assert_eq!(due(&reader, limit).await, oldest_first, "{limit}");
        for list in [OrderList::All, OrderList::InState(PaymentConfirmed)] {
            assert_eq!(newest(&reader, &list, limit).await, newest_first, "{list:?} {limit}");
        }
        let entries = entries_of_day(&reader, limit).await.unwrap();
        let mut sorted = entries.clone();
        sorted.sort();
        sorted.dedup();
        sorted.reverse();
        assert_eq!(entries, sorted, "{limit}");
        // One entry of the product, and two of each order.
        assert_eq!(entries.len(), 25);
    }
}

#[tokio::test]
async fn counts_and_sweeps_add_up_over_all_shards() {
    let engine = Engine::start().await;
    orders(&engine).await;
    let reader = with(&engine, MOST);
    assert_eq!(reader.order_lists().count_due(None).await.unwrap().count, 12);
    // Twelve receipts, and ten notices: the stock was enough for two orders.
    assert_eq!(reader.pending_work().count_mails_owed(at(100)).await.unwrap().count, 22);
    assert_eq!(reader.pending_work().mails_owed_since(at(100)).await.found.len(), 22);
    let day = utc_date(at(0));
    let counters = reader.statistics().counters(day, day).await.unwrap();
    assert_eq!(counters[0].1.get(Counter::Orders(PaymentConfirmed)), 12);
    let order = reader.purchases().order(order_id(5)).await.unwrap().unwrap();
    let start: OrderNumberStart = order.number.to_string()[..7].parse().unwrap();
    let found = reader.purchases().purchases_of_number(&start, 50).await.unwrap();
    assert!(found.iter().any(|found| found.id() == order.id));
}

#[tokio::test]
async fn a_pending_purchase_is_found_under_a_greater_number_and_once() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    for (n, shards) in (1..=ORDERS).zip(NUMBERS.into_iter().cycle()) {
        let (store, checkout) = (with(&engine, shards), checkout(n, &product, at(0)));
        let key = idempotency_item(&format!("key-{n}"), &checkout);
        store.purchases().begin_checkout(&key, &checkout, None, None).await.unwrap();
        write(&store, open_payment(&checkout, &session_id(n), at(1))).await.unwrap();
    }
    let mut found = with(&engine, MOST).pending_work().pending_since(at(100)).await.found;
    found.sort_by_key(|checkout| checkout.id);
    let ids: Vec<_> = found.into_iter().map(|checkout| checkout.id).collect();
    assert_eq!(ids, (1..=ORDERS).map(order_id).collect::<Vec<_>>());
}

#[tokio::test]
async fn every_closed_order_is_erasable_in_whatever_shard_it_is() {
    let engine = Engine::start().await;
    orders(&engine).await;
    for (n, shards) in (1..=ORDERS).zip(NUMBERS.into_iter().rev().cycle()) {
        let order = engine.store.purchases().purchase(order_id(n)).await.unwrap().unwrap();
        write(&with(&engine, shards), cancel(order, at(50))).await.unwrap();
    }
    let lists = with(&engine, MOST).order_lists();
    let (mut found, mut position) = (Vec::new(), None);
    loop {
        let page = lists.erasable(at(100), position, 2).await.unwrap();
        found.extend(page.orders.into_iter().map(|order| order.id));
        position = page.next;
        if position.is_none() {
            break;
        }
    }
    found.sort();
    assert_eq!(found, (1..=ORDERS).map(order_id).collect::<Vec<_>>());
}
