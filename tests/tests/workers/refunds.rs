//! Refunds whose message is older than Stripe's idempotency keys.

use issue_refund::IssueRefund;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use shared::clock;
use shared::domain::ids::RefundId;
use shared::domain::purchase::settlement::SessionStatus;
use shared::domain::purchase::{Paid, Refund, RefundStatus, ReturnReason, ReturnedPayment};
use shared::messages::IssueRefund as Owed;
use shared::payments::{Payments, RefundRequest};
use shared::worker::Worker;
use shared_stripe::StripePayments;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{admin, checkout, eur, order_id, product, write};
use shop_tests::stripe::TestStripe;

/// Pays a session and requests a refund of ten euros at this time.
async fn asked_for(engine: &Engine, stripe: &TestStripe, requested_at: Timestamp) -> Refund {
    let purchase = stripe.pending(&engine.store, checkout(1, &product(1), requested_at)).await;
    let session = purchase.checkout.session.clone().unwrap().id;
    stripe.pay(&session).await;
    let SessionStatus::Paid(paid) = stripe.payments.session(&session).await.unwrap().now.status else {
        panic!("it was paid")
    };
    let paid = Paid { amount: eur(1000), ..paid };
    let returned =
        ReturnedPayment { left: paid.amount, paid, reason: ReturnReason::OtherSession, cancel: false };
    let refund_id = RefundId::from_uuid(uuid::Uuid::from_u128(7));
    let change = purchase.return_payment(&returned, refund_id, &admin(), requested_at).unwrap();
    let refund = change.refunds()[0].clone();
    write(&engine.store, change).await.unwrap();
    refund
}

/// Creates the refund at Stripe, under an idempotency key that Stripe has expired.
async fn made_long_ago(stripe: &TestStripe, refund: &Refund) {
    let request = RefundRequest {
        refund_id: refund.id,
        order_id: order_id(1),
        payment_intent: refund.payment_intent.clone(),
        amount: refund.amount,
        idempotency_key: "forgotten".to_owned(),
    };
    stripe.payments.refund(&request).await.unwrap();
}

async fn issued(engine: &Engine, stripe: &TestStripe, refund: &Refund) -> Refund {
    let deps = (engine.store.clone().into(), StripePayments(stripe.payments.clone()));
    let message = Owed { order_id: order_id(1), refund_id: refund.id };
    IssueRefund::handle(&deps, message).await.unwrap();
    engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap().refunds.remove(0)
}

fn hours_ago(hours: i64) -> Timestamp {
    clock::now().saturating_sub(SignedDuration::from_hours(hours)).unwrap()
}

#[tokio::test]
async fn a_refund_made_at_stripe_a_day_ago_is_found_and_not_repeated() {
    let (engine, stripe) = (Engine::start().await, TestStripe::start().await);
    let refund = asked_for(&engine, &stripe, hours_ago(25)).await;
    made_long_ago(&stripe, &refund).await;
    let after = issued(&engine, &stripe, &refund).await;
    assert_eq!(after.status, RefundStatus::Succeeded);
    let made = stripe.payments.refunds_of(&refund.payment_intent).await.unwrap();
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!(after.stripe_refund_id.as_ref(), Some(&made[0].id));
}

#[tokio::test]
async fn a_refund_unknown_to_stripe_is_made_at_any_age() {
    let (engine, stripe) = (Engine::start().await, TestStripe::start().await);
    let refund = asked_for(&engine, &stripe, hours_ago(25)).await;
    let after = issued(&engine, &stripe, &refund).await;
    assert_eq!(after.status, RefundStatus::Succeeded);
    assert_eq!(stripe.payments.refunds_of(&refund.payment_intent).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_message_delivered_twice_makes_one_refund() {
    let (engine, stripe) = (Engine::start().await, TestStripe::start().await);
    let refund = asked_for(&engine, &stripe, hours_ago(0)).await;
    let first = issued(&engine, &stripe, &refund).await;
    assert_eq!(issued(&engine, &stripe, &refund).await, first);
    assert_eq!(stripe.payments.refunds_of(&refund.payment_intent).await.unwrap().len(), 1);
}

/// Requests the return of a whole payment, of which this amount is then refunded in Stripe's dashboard, except for `left`.
async fn outrun(left: i64) -> (Engine, TestStripe, Refund) {
    let (engine, stripe) = (Engine::start().await, TestStripe::start().await);
    let refund = asked_for(&engine, &stripe, hours_ago(0)).await;
    let payment = &refund.payment_intent;
    let captured = stripe.payments.payment(payment).await.unwrap().captured.amount;
    let path = format!("/_pretend/payment_intents/{payment}/refund");
    stripe.configure(&path, json!({"amount": captured - left})).await;
    (engine, stripe, refund)
}

#[tokio::test]
async fn a_refund_that_lost_against_the_dashboard_is_superseded() {
    let (engine, stripe, refund) = outrun(0).await;
    let after = issued(&engine, &stripe, &refund).await;
    assert_eq!((after.status, after.failure), (RefundStatus::Superseded, None));
    assert_eq!(issued(&engine, &stripe, &refund).await.status, RefundStatus::Superseded);
    assert_eq!(stripe.payments.refunds_of(&refund.payment_intent).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_return_that_lost_against_the_dashboard_gives_back_the_rest() {
    let (engine, stripe, refund) = outrun(400).await;
    let limited = issued(&engine, &stripe, &refund).await;
    assert_eq!((limited.amount, limited.attempt), (eur(400), 2));
    assert_eq!(limited.status, RefundStatus::Requested);
    assert_eq!(issued(&engine, &stripe, &refund).await.status, RefundStatus::Succeeded);
    let made = stripe.payments.refunds_of(&refund.payment_intent).await.unwrap();
    let captured = stripe.payments.payment(&refund.payment_intent).await.unwrap().captured.amount;
    assert_eq!(made.iter().map(|refund| refund.amount.amount).sum::<i64>(), captured);
}
