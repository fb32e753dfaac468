//! Signature checks of the Stripe webhook.

use reqwest::Method;
use serde_json::json;

use crate::support::{Ask, Customer, Shop, Stripe, now, unique};

#[tokio::test]
async fn a_webhook_without_a_recent_valid_signature_is_refused() {
    let shop = Shop::open();
    let checkout = shop.staff().await.start_checkout().await;
    let event = Stripe::session_event(&format!("evt_{}", unique()), &checkout);
    let body = event.to_string();
    let good = shop.stripe().signature(&body, now());
    let send = async |signature: Option<&str>, body: &str| {
        let request = shop.api(Method::POST, "/webhooks/stripe").header("content-type", "application/json");
        let request = match signature {
            Some(signature) => request.header("stripe-signature", signature),
            None => request,
        };
        request.body(body.to_owned()).ask().await
    };
    let another_body = body.replace("completed", "expired");
    let forged = format!("t={},v1={}", now(), "0".repeat(64));
    let other_time = good.replacen(&format!("t={}", &good[2..12]), &format!("t={}", now() - 1), 1);
    let (old, early) =
        (shop.stripe().signature(&body, now() - 400), shop.stripe().signature(&body, now() + 400));
    let refused = [
        (None, body.as_str()),
        (Some(""), &body),
        (Some("v1=00"), &body),
        (Some("t=now,v1=zz"), &body),
        (Some(&forged), &body),
        (Some(&old), &body),
        (Some(&early), &body),
        (Some(&good), &another_body),
        (Some(&other_time), &body),
    ];
    for (signature, body) in refused {
        let answer = send(signature, body).await;
        answer.problem(400, "invalid_signature");
        assert!(!answer.text.contains("whsec"), "{}", answer.text);
    }
    let rotated = good.replace(",v1=", &format!(",v1={},v1=", "1".repeat(64)));
    assert_eq!(send(Some(&rotated), &body).await.status, 204, "one of several signatures is right");
    assert_eq!(send(Some(&good), &body).await.status, 204);
    let waiting = shop.get(&format!("/checkouts/{}", checkout.id)).await.json(200);
    assert_eq!(waiting["state"], "pending_payment", "a hint about an unpaid page changes nothing");
}

#[tokio::test]
async fn a_body_that_the_gateway_encodes_has_a_valid_signature() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let checkout = shop.staff().await.start_checkout().await;
    let event = Stripe::session_event(&format!("evt_{}", unique()), &checkout);
    let body = event.to_string();
    // The gateway base64-encodes bodies whose content type is neither text nor JSON.
    let kind = "application/octet-stream";
    let send = async |signature: String| {
        let request = shop.api(Method::POST, "/webhooks/stripe").header("content-type", kind);
        request.header("stripe-signature", signature).body(body.clone()).ask().await
    };
    shop.stripe().pay(&checkout, &customer).await;
    assert_eq!(send(shop.stripe().signature(&body, now())).await.status, 204);
    send(shop.stripe().signature("other", now())).await.problem(400, "invalid_signature");
    shop.checkout_when(&checkout, "payment_confirmed").await;
}

#[tokio::test]
async fn unknown_events_are_accepted_and_change_nothing() {
    let shop = Shop::open();
    for event in [
        json!({"id": "evt_1", "type": "customer.created", "data": {"object": {"id": "cus_1"}}}),
        json!({"id": "evt_2", "type": "checkout.session.completed", "data": {"object": {"id": "cs_test_unknown"}}}),
        json!({"type": "refund.created", "data": {"object": {}}, "new_field": {"of": ["any", "shape"]}}),
        json!([]),
    ] {
        assert_eq!(shop.stripe().send(&event, now()).await.status, 204, "{event}");
    }
    let signature = shop.stripe().signature("{", now());
    let request = shop.api(Method::POST, "/webhooks/stripe").header("stripe-signature", signature);
    request.header("content-type", "application/json").body("{").ask().await.problem(400, "malformed_json");
}
