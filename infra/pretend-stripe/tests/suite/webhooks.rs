use serde_json::json;

use crate::support::{SECRET, Shop, eventually, nothing};

#[tokio::test]
async fn a_delivery_is_signed_over_its_raw_bytes() {
    let shop = Shop::open().await;
    let (session, _) = shop.paid().await;
    let received = shop.hook.wait_for(1).await.remove(0);
    let time = received.signature.split(',').next().unwrap().strip_prefix("t=").unwrap();
    let expected = pretend_stripe::sign(SECRET, time.parse().unwrap(), &received.body);
    assert_eq!(received.signature, expected);
    assert_eq!(received.event["object"], "event");
    assert_eq!(received.event["api_version"], "2026-09-30.endive");
    assert_eq!(received.event["data"]["object"]["id"], json!(session));
    let id = received.event["id"].as_str().unwrap();
    assert_eq!(shop.get(&format!("/v1/events/{id}")).await.ok()["type"], "checkout.session.completed");
}

#[test]
fn the_signature_is_the_one_that_stripe_documents() {
    // Computed with Python's hmac module.
    let header = pretend_stripe::sign("whsec_test_secret", 12345, r#"{"id":"evt_1"}"#);
    assert_eq!(header, "t=12345,v1=b99ec5f59dd69a44f5bcfd252ab7bc3d1bd191bd61c9b9ea85139b856a73bc6f");
}

#[tokio::test]
async fn a_failed_delivery_is_retried_until_it_is_accepted() {
    let shop = Shop::open().await;
    shop.hook.fail_next(2);
    shop.paid().await;
    let received = shop.hook.wait_for(3).await;
    assert_eq!(received[0].event["id"], received[2].event["id"]);
    let entry = eventually("the log to record the delivery", async || {
        let log: serde_json::Value =
            shop.http.get(shop.url("/_pretend/events")).send().await.unwrap().json().await.unwrap();
        log["events"].as_array().unwrap().iter().find(|entry| entry["delivery"] == "delivered").cloned()
    })
    .await;
    assert_eq!(shop.hook.received().len(), 3);
    assert_eq!(entry["type"], "checkout.session.completed");
    let statuses: Vec<_> =
        entry["attempts"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, [503, 503, 200]);
}

#[tokio::test]
async fn an_event_can_be_resent() {
    let shop = Shop::open().await;
    shop.paid().await;
    let id = shop.hook.wait_for(1).await[0].event["id"].clone();
    shop.pretend(&format!("/_pretend/events/{}/resend", id.as_str().unwrap()), nothing()).await;
    assert_eq!(shop.hook.wait_for(2).await[1].event["id"], id);
}

#[tokio::test]
async fn the_webhook_url_and_event_types_can_change_at_run_time() {
    let shop = Shop::open().await;
    let config = shop.pretend("/_pretend/config", json!({ "webhook_url": "" })).await;
    assert_eq!(config["webhook_url"], json!(null));
    shop.paid().await;
    let other = Shop::open().await;
    let url: serde_json::Value =
        other.http.get(other.url("/_pretend/config")).send().await.unwrap().json().await.unwrap();
    let wanted = json!({ "webhook_url": url["webhook_url"], "enabled_events": ["*"] });
    shop.pretend("/_pretend/config", wanted).await;
    shop.paid().await;
    other.hook.wait_for(4).await;
    assert!(other.hook.kinds().contains(&"payment_intent.succeeded".to_owned()));
    assert!(shop.hook.received().is_empty());
}
