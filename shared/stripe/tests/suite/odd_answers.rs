//! Unusual sessions and refunds that Stripe might return one day: reported as they are, or refused, never
//! guessed.

use domain::purchase::ProviderRefundStatus;
use domain::purchase::settlement::SessionStatus;
use serde_json::{Value, json};
use shared::payments::{Payments, PaymentsError};

use crate::support::{Shop, always, eur, refund_request};

/// A paid session as the API returns it, with its payment intent.
async fn paid_session() -> Value {
    let shop = Shop::open().await;
    let id = shop.paid().await.session_id;
    shop.read_api(&format!("/v1/checkout/sessions/{id}?expand[]=payment_intent")).await
}

/// The status that the adapter reads after a change of the session.
async fn status_after(
    session: &Value,
    change: impl FnOnce(&mut Value),
) -> Result<SessionStatus, PaymentsError> {
    let mut changed = session.clone();
    change(&mut changed);
    let stripe = always(200, changed.to_string()).await;
    stripe.session("cs_1").await.map(|read| read.now.status)
}

#[tokio::test]
async fn an_unreadable_amount_or_currency_is_an_error_never_a_default() {
    let session = paid_session().await;
    let changes: [fn(&mut Value); 5] = [
        |session| session["amount_total"] = Value::Null,
        |session| session["currency"] = Value::Null,
        |session| session["currency"] = json!("kwd"),
        |session| session["currency"] = json!("isk"),
        |session| session["currency"] = json!("doge"),
    ];
    for change in changes {
        assert!(matches!(status_after(&session, change).await, Err(PaymentsError::Unavailable(_))));
    }
}

#[tokio::test]
async fn an_unknown_status_is_an_error() {
    let session = paid_session().await;
    let changes: [fn(&mut Value); 4] = [
        |session| session["payment_status"] = json!("half_paid"),
        |session| (session["status"], session["payment_status"]) = (json!("paused"), json!("unpaid")),
        |session| (session["status"], session["payment_status"]) = (Value::Null, json!("unpaid")),
        |session| (session["payment_intent"], session["payment_status"]) = (json!("pi_1"), json!("unpaid")),
    ];
    for change in changes {
        assert!(matches!(status_after(&session, change).await, Err(PaymentsError::Unavailable(_))));
    }
}

#[tokio::test]
async fn a_taken_payment_wins_over_every_session_status() {
    let session = paid_session().await;
    for status in ["expired", "open", "paused"] {
        let read_status = status_after(&session, |session| session["status"] = json!(status)).await.unwrap();
        assert!(matches!(read_status, SessionStatus::Paid(paid) if paid.amount == eur(5890)), "{status}");
    }
}

#[tokio::test]
async fn an_unpaid_complete_session_follows_its_payment_intent() {
    let session = paid_session().await;
    for (payment, expected) in [
        ("processing", SessionStatus::AwaitingBank),
        ("requires_action", SessionStatus::AwaitingBank),
        ("succeeded", SessionStatus::AwaitingBank),
        ("requires_payment_method", SessionStatus::BankRefused),
        ("canceled", SessionStatus::BankRefused),
    ] {
        let change = |session: &mut Value| {
            session["payment_status"] = json!("unpaid");
            session["payment_intent"]["status"] = json!(payment);
        };
        assert_eq!(status_after(&session, change).await, Ok(expected), "{payment}");
    }
}

#[tokio::test]
async fn only_exclusive_tax_counts_as_added() {
    let session = paid_session().await;
    for (subtotal, tax, total, expected) in [
        // Exclusive: 54.00 and 4.90 net, plus 19 %.
        (5400, 1119, 7009, 1119),
        // Inclusive: the same amounts with the tax included.
        (5400, 940, 5890, 0),
        // Exclusive lines, and shipping with tax included.
        (5400, 1104, 6916, 1026),
        // A total that tax does not explain.
        (5400, 1119, 9999, 0),
        (5400, 1119, 100, 0),
    ] {
        let change = |session: &mut Value| {
            session["automatic_tax"]["enabled"] = json!(true);
            session["line_items"] = json!({"object": "list", "data": [], "has_more": false, "url": "/"});
            session["amount_subtotal"] = json!(subtotal);
            session["total_details"]["amount_tax"] = json!(tax);
            session["amount_total"] = json!(total);
        };
        let SessionStatus::Paid(paid) = status_after(&session, change).await.unwrap() else {
            panic!("not paid")
        };
        assert_eq!((paid.amount, paid.tax_added), (eur(total), eur(expected)), "{subtotal} {tax} {total}");
    }
}

#[tokio::test]
async fn a_free_purchase_is_paid_without_a_payment_intent() {
    let session = paid_session().await;
    let change = |session: &mut Value| {
        session["payment_status"] = json!("no_payment_required");
        session["payment_intent"] = Value::Null;
        session["amount_total"] = json!(0);
    };
    let SessionStatus::Paid(paid) = status_after(&session, change).await.unwrap() else { panic!("not paid") };
    assert_eq!((paid.amount, paid.payment_intent), (eur(0), None));
    let open = |session: &mut Value| {
        session["payment_status"] = json!("no_payment_required");
        session["status"] = json!("open");
    };
    assert_eq!(status_after(&session, open).await, Ok(SessionStatus::Open));
}

#[tokio::test]
async fn the_recipient_name_wins_and_a_different_billing_address_is_kept() {
    let mut session = paid_session().await;
    session["customer_details"]["name"] = json!("Payer");
    session["customer_details"]["address"]["line1"] = json!("Elsewhere 2");
    session["collected_information"]["shipping_details"]["name"] = json!("Receiver");
    let customer = always(200, session.to_string()).await.session("cs_1").await.unwrap().customer.unwrap();
    assert_eq!(customer.name.reveal().as_deref(), Some("Receiver"));
    assert_eq!(customer.billing_name.reveal().as_deref(), Some("Payer"));
    let billing = customer.billing_address.unwrap();
    assert_eq!(billing.line1.reveal().as_deref(), Some("Elsewhere 2"));

    session["collected_information"] = Value::Null;
    let customer = always(200, session.to_string()).await.session("cs_1").await.unwrap().customer.unwrap();
    assert_eq!((customer.name.reveal().as_deref(), customer.payer()), (Some("Payer"), Some("Payer")));
    assert_eq!(customer.billing_name.reveal(), &None);
    assert_eq!(customer.shipping_address, None);
}

#[tokio::test]
async fn the_order_id_comes_from_metadata_or_else_the_reference() {
    let mut session = paid_session().await;
    let order = async |session: &Value| {
        always(200, session.to_string())
            .await
            .session("cs_1")
            .await
            .map(|session| session.order_id.to_string())
    };
    let reference = session["client_reference_id"].as_str().map(ToOwned::to_owned);
    session["metadata"] = json!({"order_id": "not an id"});
    assert_eq!(order(&session).await.ok(), reference);
    session["client_reference_id"] = json!("neither");
    assert_eq!(order(&session).await, Err(PaymentsError::NotFound));
    // A setup session of another business that shares the account has nothing else that the shop can read.
    session["amount_total"] = Value::Null;
    assert_eq!(order(&session).await, Err(PaymentsError::NotFound));
}

#[tokio::test]
async fn every_refund_status_is_mapped_and_an_unknown_one_is_an_error() {
    let shop = Shop::open().await;
    let paid = shop.paid().await;
    let asked = refund_request(&paid, 1000, 1);
    let id = shop.stripe.refund(&asked).await.unwrap().id;
    let refund = shop.read_api(&format!("/v1/refunds/{id}")).await;
    let read_status = async |status: &str, reason: Value| {
        let mut changed = refund.clone();
        changed["status"] = json!(status);
        changed["failure_reason"] = reason;
        always(200, changed.to_string()).await.refund(&asked).await.map(|refund| refund.status)
    };
    let failed = |why: &str| Ok(ProviderRefundStatus::Failed(why.to_owned()));
    assert_eq!(read_status("pending", Value::Null).await, Ok(ProviderRefundStatus::Pending));
    assert_eq!(read_status("requires_action", Value::Null).await, Ok(ProviderRefundStatus::Pending));
    assert_eq!(read_status("succeeded", Value::Null).await, Ok(ProviderRefundStatus::Succeeded));
    assert_eq!(read_status("failed", json!("lost_or_stolen_card")).await, failed("lost_or_stolen_card"));
    assert_eq!(read_status("canceled", Value::Null).await, failed("canceled"));
    assert!(matches!(read_status("vanished", Value::Null).await, Err(PaymentsError::Unavailable(_))));
}
