use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{API_KEY, SESSION, Shop, eventually};

async fn switch(shop: &Shop, faults: Value) {
    shop.pretend("/_pretend/faults", faults).await;
}

#[tokio::test]
async fn deliveries_can_be_duplicated() {
    let shop = Shop::open().await;
    switch(&shop, json!({ "duplicates": 2 })).await;
    shop.paid().await;
    let received = shop.hook.wait_for(3).await;
    assert!(received.iter().all(|one| one.event["id"] == received[0].event["id"]));
}

#[tokio::test]
async fn deliveries_can_be_delayed() {
    let shop = Shop::open().await;
    switch(&shop, json!({ "delay_ms": 300 })).await;
    let started = Instant::now();
    shop.paid().await;
    shop.hook.wait_for(1).await;
    assert!(started.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn deliveries_can_be_reordered() {
    let shop = Shop::open().await;
    switch(&shop, json!({ "reorder": 2 })).await;
    let session = shop.session().await;
    shop.press(&session, "bank", "").await;
    shop.press(&session, "bank/succeed", "").await;
    shop.hook.wait_for(2).await;
    assert_eq!(shop.hook.kinds(), ["checkout.session.async_payment_succeeded", "checkout.session.completed"]);
}

#[tokio::test]
async fn deliveries_can_be_lost() {
    let shop = Shop::open().await;
    switch(&shop, json!({ "lose": 1 })).await;
    let (lost, _) = shop.paid().await;
    let (kept, _) = shop.paid().await;
    let received = shop.hook.wait_for(1).await;
    assert_eq!(received[0].event["data"]["object"]["id"], json!(kept));
    let events: Value =
        shop.http.get(shop.url("/_pretend/events")).send().await.unwrap().json().await.unwrap();
    let entry = events["events"].as_array().unwrap().iter().find(|one| one["delivery"] == "lost").unwrap();
    assert_eq!(entry["object_id"], json!(lost));
}

#[tokio::test]
async fn a_fault_applies_only_to_matching_calls() {
    let shop = Shop::open().await;
    switch(&shop, json!({ "fail": { "count": 1, "on": "POST /v1/refunds" } })).await;
    let (_, intent) = shop.paid().await;
    let form = format!("payment_intent={intent}");
    assert_eq!(shop.post("/v1/refunds", &form).await.status, 500);
    assert_eq!(shop.post("/v1/refunds", &form).await.error("code"), "charge_already_refunded");
}

#[tokio::test]
async fn calls_can_be_rate_limited() {
    let shop = Shop::open().await;
    switch(&shop, json!({ "rate_limit": { "count": 1 } })).await;
    let limited = shop.get("/v1/checkout/sessions").await;
    assert_eq!((limited.status, limited.error("code")), (429, "rate_limit"));
    shop.get("/v1/checkout/sessions").await.ok();
}

#[tokio::test]
async fn a_request_completes_when_the_caller_disconnects() {
    let shop = Shop::open().await;
    switch(&shop, json!({ "hang": { "count": 1, "ms": 300 } })).await;
    let gone = shop
        .http
        .post(shop.url("/v1/checkout/sessions"))
        .bearer_auth(API_KEY)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Idempotency-Key", "k1")
        .body(SESSION)
        .timeout(Duration::from_millis(100))
        .send()
        .await;
    assert!(gone.is_err_and(|error| error.is_timeout()));
    let again = eventually("the request to have run to its end", async || {
        let again = shop.post_with_key("/v1/checkout/sessions", SESSION, "k1").await;
        (again.status != 409).then_some(again)
    })
    .await;
    assert!(again.replayed);
    assert_eq!(again.status, 200);
}

#[tokio::test]
async fn an_unknown_switch_is_refused() {
    let shop = Shop::open().await;
    let sent =
        shop.http.post(shop.url("/_pretend/faults")).json(&json!({ "loose": 1 })).send().await.unwrap();
    assert_eq!(sent.status(), 400);
}
