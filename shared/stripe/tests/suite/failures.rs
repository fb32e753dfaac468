//! Stripe failing, rate limiting, slow or unreachable.

use std::time::{Duration, Instant};

use serde_json::json;
use shared::payments::{Payments, PaymentsError};
use shared_stripe::Stripe;

use crate::support::{API_KEY, Shop, always, error_body, refund_request, request};

fn is_unavailable<T>(outcome: Result<T, PaymentsError>) -> bool {
    matches!(outcome, Err(PaymentsError::Unavailable(_)))
}

#[tokio::test]
async fn a_read_succeeds_after_two_failures() {
    let shop = Shop::open().await;
    let session = shop.opened().await.id;
    for fault in ["fail", "rate_limit"] {
        shop.faults(json!({ fault: {"count": 2, "on": "GET"} })).await;
        assert!(shop.stripe.session(&session).await.is_ok(), "{fault}");
    }
}

#[tokio::test]
async fn a_third_failure_makes_stripe_unavailable_to_a_read() {
    let shop = Shop::open().await;
    let session = shop.opened().await.id;
    for fault in ["fail", "rate_limit"] {
        shop.faults(json!({ fault: {"count": 3, "on": "GET"} })).await;
        assert!(is_unavailable(shop.stripe.session(&session).await), "{fault}");
        assert!(shop.stripe.session(&session).await.is_ok(), "{fault} was asked for more than three times");
    }
}

#[tokio::test]
async fn creation_succeeds_after_two_rate_limits() {
    let shop = Shop::open().await;
    shop.faults(json!({"rate_limit": {"count": 2}})).await;
    shop.opened().await;
    shop.faults(json!({"rate_limit": {"count": 3}})).await;
    assert!(is_unavailable(shop.stripe.open_session(&request(2)).await));
}

#[tokio::test]
async fn expiring_is_retried_because_it_has_no_idempotency_key() {
    let shop = Shop::open().await;
    let session = shop.opened().await.id;
    shop.faults(json!({"fail": {"count": 1, "executed": false}})).await;
    shop.stripe.expire_session(&session).await.unwrap();
}

#[tokio::test]
async fn a_failed_creation_is_repeated_for_the_same_attempt() {
    let shop = Shop::open().await;
    shop.faults(json!({"fail": {"count": 1, "executed": false}})).await;
    let mut asked = request(1);
    for _ in 0..2 {
        let failed = shop.stripe.open_session(&asked).await.unwrap_err();
        assert_eq!(failed, PaymentsError::FailedForKey("status 500, api_error".to_owned()));
    }
    asked.attempt = 2;
    shop.stripe.open_session(&asked).await.unwrap();
}

#[tokio::test]
async fn no_call_takes_longer_than_eight_seconds() {
    let shop = Shop::open().await;
    let paid = shop.paid().await;
    shop.faults(json!({"hang": {"count": 100, "executed": false}})).await;
    let (asked, refund) = (request(2), refund_request(&paid, 1000, 1));
    let started = Instant::now();
    let (open, read, list, back) = tokio::join!(
        shop.stripe.open_session(&asked),
        shop.stripe.session(&paid.session_id),
        shop.stripe.refunds_of(&refund.payment_intent),
        shop.stripe.refund(&refund),
    );
    let took = started.elapsed();
    assert!(is_unavailable(open) && is_unavailable(read) && is_unavailable(list) && is_unavailable(back));
    assert!((Duration::from_secs(8)..Duration::from_secs(10)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn a_session_created_after_the_deadline_is_found_by_a_retry() {
    let shop = Shop::open().await;
    let asked = request(1);
    shop.faults(json!({"hang": {"count": 1, "ms": 8500}})).await;
    assert!(is_unavailable(shop.stripe.open_session(&asked).await));
    let opened = shop.stripe.open_session(&asked).await;
    let opened = match opened {
        Ok(opened) => opened,
        // The first request may still be running.
        Err(PaymentsError::Unavailable(_)) => shop.stripe.open_session(&asked).await.unwrap(),
        Err(other) => panic!("{other:?}"),
    };
    let all = shop.read_api("/v1/checkout/sessions").await;
    assert_eq!(all["data"].as_array().unwrap().len(), 1);
    assert_eq!(all["data"][0]["id"], json!(opened.id));
}

#[tokio::test]
async fn an_unreachable_stripe_is_unavailable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let stripe = Stripe::new(API_KEY, Some(&base)).unwrap();
    assert!(is_unavailable(stripe.open_session(&request(1)).await));
    assert!(is_unavailable(stripe.session("cs_1").await));
}

#[tokio::test]
async fn a_wrong_api_key_is_unavailable() {
    let shop = Shop::open().await;
    let session = shop.opened().await;
    let base = session.url.split("/pay/").next().unwrap();
    let stranger = Stripe::new("sk_test_other", Some(base)).unwrap();
    assert!(is_unavailable(stranger.session(&session.id).await));
}

#[tokio::test]
async fn a_refusal_carries_only_its_code() {
    for (status, kind, code, expected) in [
        (400, "invalid_request_error", Some("amount_too_small"), "amount_too_small"),
        (400, "invalid_request_error", None, "invalid_request_error"),
        (402, "card_error", Some("card_declined"), "card_declined"),
        (400, "invalid_request_error", Some("a_code_of_tomorrow"), "a_code_of_tomorrow"),
    ] {
        let stripe = always(status, error_body(kind, code)).await;
        let refused = stripe.open_session(&request(1)).await.unwrap_err();
        assert_eq!(refused, PaymentsError::Refused { code: expected.to_owned() });
    }
    let stripe = always(400, error_body("invalid_request_error", Some("resource_missing"))).await;
    assert_eq!(stripe.session("cs_1").await.unwrap_err(), PaymentsError::NotFound);
}

#[tokio::test]
async fn a_response_that_is_not_stripes_is_unavailable() {
    for (status, body) in [(200, "<html>"), (502, "<html>Bad gateway</html>"), (200, "{}"), (500, "")] {
        let stripe = always(status, body.to_owned()).await;
        assert!(is_unavailable(stripe.open_session(&request(1)).await), "{status} {body}");
        assert!(is_unavailable(stripe.session("cs_1").await), "{status} {body}");
    }
}

#[test]
fn an_unusable_api_key_or_base_url_is_refused_at_start() {
    assert!(Stripe::new("sk_test\n", None).is_err());
    assert!(Stripe::new(API_KEY, Some("not an address")).is_err());
    assert!(Stripe::new(API_KEY, None).is_ok());
}
