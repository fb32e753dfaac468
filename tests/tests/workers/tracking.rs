//! The tracking page that the holder of an order's link sees.

use lambda_http::Body;
use serde_json::{Value, json};
use shared::domain::ids::RefundId;
use shared::domain::purchase::{Milestone, Parcel, PurchaseState, Refund, RefundStatus};
use shared::http::serve;
use shared::store::Item;
use shared::store::items::{RefundItem, to_item};
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{at, confirm, customer, eur, order_id, pending, stored_product, text, vault, write};
use track_order::TrackOrder;

/// Returns the tracking page of an order that reached these states at these seconds, with a parcel and these refunds.
async fn tracked(steps: &[(PurchaseState, i64)], refunds: &[(i64, RefundStatus, Option<i64>)]) -> Value {
    let engine = Engine::start().await;
    let (store, vault) = (&engine.store, vault());
    let product = stored_product(store, 1).await;
    let before = pending(store, 1, &product, at(0)).await;
    write(store, confirm(&vault, before, customer("ada"), at(1)).await).await.unwrap();
    let purchase = store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
    let mut order = purchase.order.clone().unwrap();
    let secret = vault.open(order.id, order.confidential.as_ref().unwrap()).await.unwrap().tracking_secret;
    order.milestones.extend(steps.iter().map(|(state, s)| Milestone { state: *state, at: at(*s) }));
    order.parcels = vec![Parcel {
        carrier: text("DHL"),
        tracking_number: text("0034"),
        tracking_url: None,
        lines: Vec::new(),
    }];
    put(&engine, to_item(&order).unwrap()).await;
    for (n, (amount, status, settled)) in (1..).zip(refunds) {
        let refund = Refund {
            id: RefundId::from_uuid(uuid::Uuid::from_u128(n)),
            amount: eur(*amount),
            lines: Vec::new(),
            tax: Vec::new(),
            reason: "between us".to_owned(),
            status: *status,
            attempt: 1,
            payment_intent: "pi_1".to_owned(),
            stripe_refund_id: None,
            failure: None,
            requested_at: at(50),
            settled_at: settled.map(at),
        };
        put(&engine, to_item(&RefundItem { order_id: order.id, refund }).unwrap()).await;
    }
    let call = ApiCall {
        path: vec![("id", order.id.to_string())],
        headers: vec![("authorization", format!("Bearer {}", secret.reveal()))],
        ..ApiCall::to("GET /orders/{id}")
    };
    let answer = serve::<TrackOrder>(&store.clone().into(), call.request()).await;
    assert_eq!(answer.status().as_u16(), 200);
    let Body::Text(body) = answer.body() else { panic!("no text") };
    assert!(!body.contains("between us") && !body.contains("ada"), "{body}");
    serde_json::from_str(body).unwrap()
}

async fn put(engine: &Engine, item: Item) {
    engine.client.put_item().table_name(&engine.table).set_item(Some(item)).send().await.unwrap();
}

fn texts(page: &Value) -> Vec<&str> {
    named(page, "text")
}

fn named<'a>(page: &'a Value, field: &str) -> Vec<&'a str> {
    page["timeline"].as_array().unwrap().iter().map(|entry| entry[field].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_timeline_is_chronological_with_parcel_and_refunds() {
    use PurchaseState::{Delivered, Processing, Shipped};
    let page = tracked(
        &[(Processing, 10), (Shipped, 20), (Delivered, 60)],
        &[
            (500, RefundStatus::Succeeded, Some(55)),
            (200, RefundStatus::Pending, None),
            (100, RefundStatus::Failed, Some(56)),
        ],
    )
    .await;
    let expected = [
        "We received your payment.",
        "We started making your order.",
        "We handed your order to DHL.",
        "We are refunding EUR 2.00 to you.",
        "We refunded EUR 5.00 to you.",
        "Your order was delivered.",
    ];
    assert_eq!(texts(&page), expected);
    assert_eq!(named(&page, "event"), ["paid", "begun", "sent", "refund_begun", "refunded", "arrived"]);
    let amounts = [3, 4].map(|place| page["timeline"][place]["amount"].clone());
    assert_eq!(amounts, [json!(eur(200)), json!(eur(500))]);
    assert_eq!(page["timeline"][2]["at"], json!(at(20)));
    let parcel = json!({"carrier": "DHL", "tracking_number": "0034",
        "tracking_url": "https://www.dhl.com/global-en/home/tracking.html?tracking-id=0034&submit=1"});
    assert_eq!(page["parcels"], json!([parcel]));
    let refunds = json!([
        {"amount": eur(500), "sent": true, "at": at(55)},
        {"amount": eur(200), "sent": false, "at": at(50)},
    ]);
    assert_eq!(page["refunds"], refunds);
}

#[tokio::test]
async fn an_order_cancelled_before_processing_shows_no_processing_step() {
    use PurchaseState::{Cancelled, Processing};
    let page = tracked(&[(Processing, 10), (Cancelled, 10)], &[]).await;
    assert_eq!(texts(&page), ["We received your payment.", "Your order was cancelled."]);
    let page = tracked(&[(Processing, 10), (Cancelled, 11)], &[]).await;
    let made = ["We received your payment.", "We started making your order.", "Your order was cancelled."];
    assert_eq!(texts(&page), made);
}
