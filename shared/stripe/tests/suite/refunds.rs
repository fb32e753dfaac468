//! Refunds and disputes, made by the shop and by others.

use domain::purchase::ProviderRefundStatus;
use serde_json::json;
use shared::payments::hint::PaymentHint;
use shared::payments::{Payments, PaymentsError};

use crate::support::{Shop, eur, refund_request};

#[tokio::test]
async fn a_refund_is_made_once_per_key_and_is_listed() {
    let shop = Shop::open().await;
    let paid = shop.paid().await;
    let asked = refund_request(&paid, 1000, 1);
    let refund = shop.stripe.refund(&asked).await.unwrap();
    assert_eq!((refund.amount, &refund.status), (eur(1000), &ProviderRefundStatus::Succeeded));
    assert_eq!(refund.refund_id, Some(asked.refund_id));
    assert_eq!(shop.stripe.refund(&asked).await.unwrap(), refund);
    assert_eq!(shop.stripe.refunds_of(&asked.payment_intent).await.unwrap(), std::slice::from_ref(&refund));
    let seen = shop.read_api(&format!("/v1/refunds/{}", refund.id)).await;
    assert_eq!(seen["metadata"]["order_id"], json!(asked.order_id.to_string()));
}

#[tokio::test]
async fn a_dashboard_refund_has_no_refund_id_of_the_shop() {
    let shop = Shop::open().await;
    let payment = shop.paid().await.payment_intent.unwrap();
    shop.pretend(&format!("payment_intents/{payment}/refund"), json!({"amount": 300})).await;
    let refunds = shop.stripe.refunds_of(&payment).await.unwrap();
    assert_eq!((refunds[0].refund_id, refunds[0].amount), (None, eur(300)));
}

#[tokio::test]
async fn refunds_are_listed_to_the_last_page() {
    let shop = Shop::open().await;
    let payment = shop.paid().await.payment_intent.unwrap();
    for _ in 0..203 {
        shop.pretend(&format!("payment_intents/{payment}/refund"), json!({"amount": 1})).await;
    }
    let refunds = shop.stripe.refunds_of(&payment).await.unwrap();
    let ids: std::collections::HashSet<_> = refunds.iter().map(|refund| &refund.id).collect();
    assert_eq!((refunds.len(), ids.len()), (203, 203));
}

#[tokio::test]
async fn a_refund_that_fails_later_has_a_reason() {
    let shop = Shop::open().await;
    let paid = shop.paid().await;
    shop.faults(json!({"failing_refunds": 1})).await;
    let asked = refund_request(&paid, 1000, 1);
    let refund = shop.stripe.refund(&asked).await.unwrap();
    assert_eq!(refund.status, ProviderRefundStatus::Pending);
    let end = async || shop.stripe.refunds_of(&asked.payment_intent).await.unwrap()[0].status.clone();
    for _ in 0..100 {
        if end().await != ProviderRefundStatus::Pending {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(matches!(end().await, ProviderRefundStatus::Failed(why) if !why.is_empty()));
}

#[tokio::test]
async fn a_refund_cannot_exceed_the_payment() {
    let shop = Shop::open().await;
    let paid = shop.paid().await;
    assert!(matches!(
        shop.stripe.refund(&refund_request(&paid, 5891, 1)).await,
        Err(PaymentsError::Refused { .. })
    ));
    shop.stripe.refund(&refund_request(&paid, 5890, 2)).await.unwrap();
    let refused = PaymentsError::Refused { code: "charge_already_refunded".to_owned() };
    assert_eq!(shop.stripe.refund(&refund_request(&paid, 1, 3)).await.unwrap_err(), refused);
}

#[tokio::test]
async fn a_failure_is_repeated_for_its_key_but_not_for_a_new_key() {
    let shop = Shop::open().await;
    let paid = shop.paid().await;
    shop.faults(json!({"fail": {"count": 1, "executed": false, "on": "POST /v1/refunds"}})).await;
    for _ in 0..2 {
        let failed = shop.stripe.refund(&refund_request(&paid, 1000, 1)).await.unwrap_err();
        assert!(matches!(failed, PaymentsError::FailedForKey(_)), "{failed:?}");
    }
    assert_eq!(shop.stripe.refunds_of(paid.payment_intent.as_deref().unwrap()).await, Ok(Vec::new()));
    shop.stripe.refund(&refund_request(&paid, 1000, 2)).await.unwrap();
}

#[tokio::test]
async fn a_refund_made_despite_a_failed_response_is_found_by_our_id() {
    let shop = Shop::open().await;
    let paid = shop.paid().await;
    shop.faults(json!({"fail": {"count": 1, "executed": true, "on": "POST /v1/refunds"}})).await;
    let asked = refund_request(&paid, 1000, 1);
    assert!(matches!(shop.stripe.refund(&asked).await, Err(PaymentsError::FailedForKey(_))));
    let refunds = shop.stripe.refunds_of(&asked.payment_intent).await.unwrap();
    assert_eq!((refunds.len(), refunds[0].refund_id), (1, Some(asked.refund_id)));
}

#[tokio::test]
async fn a_payment_without_refunds_lists_none() {
    let shop = Shop::open().await;
    let payment = shop.paid().await.payment_intent.unwrap();
    assert_eq!(shop.stripe.refunds_of(&payment).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_dispute_is_read_with_its_current_status() {
    let shop = Shop::open().await;
    let payment = shop.paid().await.payment_intent.unwrap();
    let opened = shop.pretend(&format!("payment_intents/{payment}/dispute"), json!({})).await;
    let dispute = shop.stripe.dispute(opened["id"].as_str().unwrap()).await.unwrap();
    assert_eq!((dispute.payment_intent, dispute.status.as_str()), (Some(payment), "needs_response"));
    assert_eq!(shop.stripe.dispute("du_unknown").await, Err(PaymentsError::NotFound));
}

#[tokio::test]
async fn the_event_list_has_one_hint_per_payment_within_the_time_range() {
    let shop = Shop::open().await;
    let payment = shop.paid().await.payment_intent.unwrap();
    for _ in 0..3 {
        shop.pretend(&format!("payment_intents/{payment}/refund"), json!({"amount": 10})).await;
    }
    let now = shared::clock::now();
    let at = |seconds| now.saturating_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
    let hints = shop.stripe.events(at(-60), at(60)).await.unwrap().unwrap();
    assert!(
        matches!(&hints[..], [PaymentHint::Refunds { payment_intent, .. }] if *payment_intent == payment),
        "{hints:?}"
    );
    for (from, to) in [(-120, -60), (60, 120)] {
        assert_eq!(shop.stripe.events(at(from), at(to)).await.unwrap(), Some(Vec::new()));
    }
    for _ in 0..260 {
        shop.pretend(&format!("payment_intents/{payment}/refund"), json!({"amount": 1})).await;
    }
    assert_eq!(shop.stripe.events(at(-60), at(60)).await.unwrap(), None, "more than a call brings");
}
