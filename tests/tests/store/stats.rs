//! Daily counters: each change is counted once, on its day, in any shard.

use jiff::Timestamp;
use jiff::civil::date;
use shared::domain::money::Currency;
use shared::domain::purchase::RefundStatus::{self, Failed, Requested, Succeeded};
use shared::domain::purchase::{Actor, CancellationReason, PurchaseState};
use shared::domain::time::utc_date;
use shared::store::stats::{Counter, Counters};
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{
    action, at, order_id, ordered, pending, product, reflect_refund, request_refund, return_payment,
    start_processing, stored_product, text, write,
};

const DAY: i64 = 24 * 60 * 60;

async fn of_day(engine: &Engine, at: Timestamp) -> Counters {
    let day = utc_date(at);
    engine.store.statistics().counters(day, day).await.unwrap().pop().unwrap().1
}

#[tokio::test]
async fn orders_their_value_and_their_products_add_up_over_the_shards() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let (mut captured, mut sold, mut pieces) = (0, 0, 0);
    for n in 1..=4 {
        let purchase = ordered(&engine.store, n, &product, at(0)).await;
        let order = purchase.order.as_ref().unwrap();
        captured += order.payment.captured.amount;
        sold += order.quote.lines.iter().map(|line| line.total.amount).sum::<i64>();
        pieces += order.quote.lines.iter().map(|line| i64::from(line.quantity)).sum::<i64>();
        write(&engine.store, start_processing(purchase, at(1))).await.unwrap();
    }
    let counted = of_day(&engine, at(1)).await;
    let (paid, made) = (PurchaseState::PaymentConfirmed, PurchaseState::Processing);
    let expected = [
        (Counter::Checkouts(PurchaseState::PendingPayment), 4),
        (Counter::Orders(paid), 4),
        (Counter::Orders(made), 4),
        (Counter::Value(paid, Currency::EUR), captured),
        (Counter::Value(made, Currency::EUR), captured),
        (Counter::Pieces(product.id), pieces),
        (Counter::Revenue(product.id, Currency::EUR), sold),
    ];
    assert_eq!(counted.iter().collect::<Vec<_>>(), expected);
    let shards = engine.all_items().await.into_iter();
    assert!(shards.filter(|item| item["entity"].as_s().unwrap() == "stats").count() > 1, "one shard only");
}

#[tokio::test]
async fn each_change_counts_on_its_own_day() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let purchase = ordered(&engine.store, 1, &product, at(0)).await;
    write(&engine.store, start_processing(purchase, at(2 * DAY))).await.unwrap();
    let (first, last) = (utc_date(at(0)), utc_date(at(2 * DAY)));
    let days = engine.store.statistics().counters(first, last).await.unwrap();
    let counted: Vec<(String, i64, i64)> = days
        .iter()
        .map(|(day, counters)| {
            let of = |state| counters.get(Counter::Orders(state));
            (day.to_string(), of(PurchaseState::PaymentConfirmed), of(PurchaseState::Processing))
        })
        .collect();
    let expected = [("2026-11-23", 1, 0), ("2026-11-24", 0, 0), ("2026-11-25", 0, 1)];
    assert_eq!(counted, expected.map(|(day, paid, made)| (day.to_owned(), paid, made)));
    let none = engine.store.statistics().counters(date(2026, 1, 1), date(2026, 3, 31)).await.unwrap();
    assert!(none.len() == 90 && none.iter().all(|(_, counters)| *counters == Counters::default()));
}

#[tokio::test]
async fn a_purchase_that_ends_unpaid_is_not_counted_as_an_order() {
    let engine = Engine::start().await;
    let before = pending(&engine.store, 1, &product(1), at(0)).await;
    let detail = text("changed their mind");
    let change = before.cancel(CancellationReason::Customer, detail, &Actor::Customer, at(1)).unwrap();
    write(&engine.store, change).await.unwrap();
    let counted = of_day(&engine, at(1)).await;
    let expected = [
        (Counter::Checkouts(PurchaseState::PendingPayment), 1),
        (Counter::Checkouts(PurchaseState::Cancelled), 1),
    ];
    assert_eq!(counted.iter().collect::<Vec<_>>(), expected);
}

/// Moves a refund of the first purchase to a status.
async fn refund(engine: &Engine, status: RefundStatus) {
    let before = engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    let change = match status {
        Requested => Some(request_refund(before, 1, 500, at(1))),
        status => reflect_refund(before, action(1, at(1)).refund_id, status, at(1)),
    };
    if let Some(change) = change {
        write(&engine.store, change).await.unwrap();
    }
}

#[tokio::test]
async fn a_refund_counts_once_it_succeeds_and_not_if_it_fails_later() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    ordered(&engine.store, 1, &product, at(0)).await;
    for (status, expected) in
        [(Requested, (0, 0)), (Succeeded, (1, 500)), (Succeeded, (1, 500)), (Failed, (0, 0))]
    {
        refund(&engine, status).await;
        let counted = of_day(&engine, at(1)).await;
        let told = (counted.get(Counter::Refunds), counted.get(Counter::Refunded(Currency::EUR)));
        assert_eq!(told, expected, "{status:?}");
    }
}

#[tokio::test]
async fn refunds_of_a_purchase_without_an_order_are_not_counted() {
    let engine = Engine::start().await;
    let before = pending(&engine.store, 1, &product(1), at(0)).await;
    write(&engine.store, return_payment(before, 1, "pi_1", at(1))).await.unwrap();
    refund(&engine, Succeeded).await;
    let counted = of_day(&engine, at(1)).await;
    assert_eq!(counted.get(Counter::Refunds), 0);
}
