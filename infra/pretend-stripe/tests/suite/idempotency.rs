use serde_json::json;

use crate::support::{SESSION, Shop};

const PATH: &str = "/v1/checkout/sessions";

#[tokio::test]
async fn a_repeated_request_gets_the_saved_answer() {
    let shop = Shop::open().await;
    let first = shop.post_with_key(PATH, SESSION, "k1").await;
    let second = shop.post_with_key(PATH, SESSION, "k1").await;
    assert!(!first.replayed && second.replayed);
    assert_eq!(first.request_id, second.request_id);
    assert_eq!(first.ok(), second.ok());
    assert_eq!(shop.get(PATH).await.ok()["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_order_of_parameters_does_not_matter() {
    let shop = Shop::open().await;
    let (session, intent) = shop.paid().await;
    assert!(!session.is_empty());
    let one = format!("payment_intent={intent}&amount=100&metadata[a]=1&metadata[b]=2");
    let other = format!("metadata[b]=2&metadata[a]=1&amount=100&payment_intent={intent}");
    let first = shop.post_with_key("/v1/refunds", &one, "k1").await.ok();
    let second = shop.post_with_key("/v1/refunds", &other, "k1").await;
    assert!(second.replayed);
    assert_eq!(first, second.ok());
}

#[tokio::test]
async fn the_same_key_with_other_parameters_is_refused() {
    let shop = Shop::open().await;
    shop.post_with_key(PATH, SESSION, "k1").await.ok();
    let other = shop.post_with_key(PATH, &format!("{SESSION}&locale=nl"), "k1").await;
    assert_eq!((other.status, other.error("type")), (400, "idempotency_error"));
    let elsewhere = shop.post_with_key("/v1/products", "name=x", "k1").await;
    assert_eq!((elsewhere.status, elsewhere.error("type")), (400, "idempotency_error"));
}

#[tokio::test]
async fn a_failed_validation_is_not_saved_but_a_refusal_is() {
    let shop = Shop::open().await;
    assert_eq!(shop.post_with_key(PATH, "mode=payment", "k1").await.status, 400);
    shop.post_with_key(PATH, SESSION, "k1").await.ok();

    let session = shop.session().await;
    shop.post(&format!("{PATH}/{session}/expire"), "").await.ok();
    let path = format!("{PATH}/{session}/expire");
    assert_eq!(shop.post_with_key(&path, "", "k2").await.status, 400);
    let again = shop.post_with_key(&path, "", "k2").await;
    assert_eq!((again.status, again.replayed), (400, true));
}

#[tokio::test]
async fn a_saved_500_is_replayed_whether_or_not_it_executed() {
    let shop = Shop::open().await;
    for (key, executed, made) in [("done", true, 1), ("not-done", false, 1)] {
        shop.pretend("/_pretend/faults", json!({ "fail": { "count": 1, "executed": executed } })).await;
        let failed = shop.post_with_key(PATH, SESSION, key).await;
        assert_eq!((failed.status, failed.error("type")), (500, "api_error"));
        let again = shop.post_with_key(PATH, SESSION, key).await;
        assert_eq!((again.status, again.replayed), (500, true));
        let sessions = shop.get(PATH).await.ok();
        assert_eq!(sessions["data"].as_array().unwrap().len(), made);
    }
    shop.post_with_key(PATH, SESSION, "another").await.ok();
}

#[tokio::test]
async fn a_key_whose_request_still_runs_is_in_use() {
    let shop = Shop::open().await;
    shop.pretend("/_pretend/faults", json!({ "hang": { "count": 1, "ms": 1000 } })).await;
    let ask = || shop.post_with_key(PATH, SESSION, "k1");
    let (one, other) = tokio::join!(ask(), ask());
    let (first, second) = if one.status == 409 { (other, one) } else { (one, other) };
    assert_eq!((second.status, second.error("code")), (409, "idempotency_key_in_use"));
    let first = first.ok();
    let third = shop.post_with_key(PATH, SESSION, "k1").await;
    assert!(third.replayed);
    assert_eq!(first, third.ok());
}
