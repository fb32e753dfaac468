//! Connections to Stripe: kept between calls, and replaced when they break, without a second session or refund.

use std::time::{Duration, Instant};

use shared::payments::{Payments, PaymentsError, SessionRequest};
use shared_stripe::{Client, InvalidSetup, Transport};

use crate::line::{Fate, Line, listed};
use crate::support::{API_KEY, Shop, refund_request, request};

/// A shop, lines to its Stripe without TLS and with it, and one session to open.
async fn lines() -> (Shop, [Line; 2], SessionRequest) {
    let shop = Shop::open().await;
    let lines = [Line::to(&shop, false).await, Line::to(&shop, true).await];
    (shop, lines, request(1))
}

async fn sessions(shop: &Shop) -> usize {
    let listed = shop.read_api("/v1/checkout/sessions").await;
    listed["data"].as_array().map(Vec::len).unwrap()
}

#[tokio::test]
async fn three_calls_use_one_connection() {
    let (_shop, lines, asked) = lines().await;
    for line in lines {
        let stripe = line.stripe();
        let opened = stripe.open_session(&asked).await.unwrap();
        stripe.session(&opened.id).await.unwrap();
        stripe.session(&opened.id).await.unwrap();
        assert_eq!((line.connections(), line.requests().len()), (1, 3), "{}", listed(&line));
    }
}

#[tokio::test]
async fn the_first_call_uses_the_connection_that_the_start_opened() {
    let (_shop, lines, asked) = lines().await;
    for line in lines {
        let transport = line.transport();
        transport.warm_up().await;
        assert_eq!((line.connections(), line.requests()), (1, vec!["GET /v1/balance HTTP/1.1".to_owned()]));
        let stripe = shared_stripe::Stripe::from(Client::new(transport, API_KEY).unwrap());
        stripe.open_session(&asked).await.unwrap();
        assert_eq!(line.connections(), 1);
    }
}

#[tokio::test]
async fn calls_succeed_if_every_connection_is_closed_after_its_response() {
    let (shop, lines, asked) = lines().await;
    for line in &lines {
        line.then(Fate::AnsweredAndClosed);
        let stripe = line.stripe();
        let opened = stripe.open_session(&asked).await.unwrap();
        assert_eq!(stripe.open_session(&asked).await.unwrap(), opened);
        for _ in 0..3 {
            stripe.session(&opened.id).await.unwrap();
        }
        assert!(line.connections() >= 5, "{} connections", line.connections());
    }
    assert_eq!(sessions(&shop).await, 1);
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_replaced() {
    let (shop, lines, asked) = lines().await;
    for line in &lines {
        let stripe = line.stripe();
        line.next(&[Fate::AnsweredAndClosed]);
        let opened = stripe.open_session(&asked).await.unwrap();
        // Long enough for the end of the connection to arrive.
        shop.read_api("/v1/checkout/sessions").await;
        stripe.session(&opened.id).await.unwrap();
        assert_eq!((line.connections(), line.requests().len()), (2, 2), "{}", listed(line));
    }
}

#[tokio::test]
async fn a_session_is_opened_once_if_its_connection_is_reset() {
    for fate in [Fate::ResetBefore, Fate::ResetAfter, Fate::ResetWithin] {
        let (shop, lines, asked) = lines().await;
        for line in &lines {
            let stripe = line.stripe();
            line.next(&[fate, fate]);
            let opened = stripe.open_session(&asked).await.unwrap();
            assert_eq!(line.requests().len(), 3, "{fate:?}: {}", listed(line));
            assert!(stripe.session(&opened.id).await.is_ok());
        }
        assert_eq!(sessions(&shop).await, 1, "{fate:?}");
    }
}

#[tokio::test]
async fn a_refund_is_made_once_if_its_connection_is_reset() {
    for fate in [Fate::ResetBefore, Fate::ResetAfter, Fate::ResetWithin] {
        let (shop, lines, _) = lines().await;
        let paid = shop.paid().await;
        let asked = refund_request(&paid, 1000, 1);
        for line in &lines {
            line.next(&[fate, fate]);
            line.stripe().refund(&asked).await.unwrap();
            assert_eq!(line.requests().len(), 3, "{fate:?}: {}", listed(line));
        }
        assert_eq!(shop.stripe.refunds_of(&asked.payment_intent).await.unwrap().len(), 1, "{fate:?}");
    }
}

#[tokio::test]
async fn a_read_on_a_kept_connection_that_is_reset_is_repeated() {
    for fate in [Fate::ResetBefore, Fate::ResetAfter, Fate::ResetWithin] {
        let (_shop, lines, asked) = lines().await;
        for line in lines {
            let stripe = line.stripe();
            let opened = stripe.open_session(&asked).await.unwrap();
            line.next(&[fate]);
            stripe.session(&opened.id).await.unwrap();
            assert_eq!((line.connections(), line.requests().len()), (2, 3), "{fate:?}: {}", listed(&line));
        }
    }
}

#[tokio::test]
async fn three_resets_make_stripe_unavailable_and_the_next_call_finds_the_session() {
    let (shop, lines, asked) = lines().await;
    for line in &lines {
        let stripe = line.stripe();
        line.next(&[Fate::ResetAfter; 3]);
        let failed = PaymentsError::Unavailable("the connection failed".to_owned());
        assert_eq!(stripe.open_session(&asked).await.unwrap_err(), failed);
        assert_eq!(line.requests().len(), 3);
        stripe.open_session(&asked).await.unwrap();
    }
    assert_eq!(sessions(&shop).await, 1);
}

#[tokio::test]
async fn a_certificate_of_unknown_origin_is_refused() {
    let shop = Shop::open().await;
    let line = Line::to(&shop, true).await;
    let stripe = shared_stripe::Stripe::new(API_KEY, Some(line.base())).unwrap();
    assert!(matches!(stripe.open_session(&request(1)).await, Err(PaymentsError::Unavailable(_))));
    assert_eq!(line.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_start_waits_a_second_at_most_for_its_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let started = Instant::now();
    Transport::new(Some(&base), None).unwrap().warm_up().await;
    assert!(started.elapsed() >= Duration::from_secs(1), "it connected to a server that never answers");
    drop(listener);
    // Nobody listens there any more: the start goes on at once.
    Transport::new(Some(&base), None).unwrap().warm_up().await;
}

#[test]
fn a_base_without_tls_must_be_this_machine() {
    let new = |base: &str| Transport::new(Some(base), None).map(drop);
    for base in
        ["http://127.0.0.1:12111", "http://localhost:12111/", "http://[::1]:1", "https://stripe.example"]
    {
        assert_eq!(new(base), Ok(()), "{base}");
    }
    for base in ["http://stripe.example", "http://127.0.0.1.example", "ftp://localhost", "localhost", ""] {
        assert_eq!(new(base), Err(InvalidSetup::Base), "{base}");
    }
    for roots in ["", "no certificates", "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"] {
        assert_eq!(Transport::new(None, Some(roots.as_bytes())).map(drop), Err(InvalidSetup::Roots));
    }
}
