//! The shop's client carries async-stripe's own reply types too, and the pretend Stripe's objects have every field of them.

use serde_json::json;
use shared::payments::Payments;
use shared_stripe::{Client, Transport};
use stripe::StripeRequest;
use stripe_checkout::checkout_session::{ExpireCheckoutSession, RetrieveCheckoutSession};
use stripe_core::payment_intent::RetrievePaymentIntent;
use stripe_core::refund::{CreateRefund, ListRefund};
use stripe_shared::{CheckoutSessionPaymentStatus, CheckoutSessionStatus, PaymentIntentStatus};

use crate::support::{API_KEY, Shop, request};

fn client(shop: &Shop) -> Client {
    Client::new(Transport::new(Some(shop.base()), None).unwrap(), API_KEY).unwrap()
}

#[tokio::test]
async fn a_paid_session_and_its_refund_have_every_field() {
    let shop = Shop::open().await;
    let client = client(&shop);
    let paid = shop.paid().await;
    let intent = paid.payment_intent.unwrap();

    let expand = ["payment_intent.latest_charge".to_owned(), "line_items".to_owned()];
    let read = RetrieveCheckoutSession::new(paid.session_id).expand(expand);
    let read = read.customize().send(&client).await.unwrap();
    assert_eq!(read.payment_status, CheckoutSessionPaymentStatus::Paid);
    assert_eq!(read.amount_total, Some(5890));
    assert_eq!(read.line_items.unwrap().data.len(), 2);
    assert!(read.collected_information.unwrap().shipping_details.is_some());
    assert!(read.payment_intent.unwrap().is_object());

    let paid = RetrievePaymentIntent::new(intent.clone()).customize().send(&client).await.unwrap();
    assert_eq!(paid.status, PaymentIntentStatus::Succeeded);

    let refund = CreateRefund::new().payment_intent(intent.clone()).amount(1000);
    assert_eq!(refund.customize().send(&client).await.unwrap().status.as_deref(), Some("succeeded"));
    let refunds = ListRefund::new().payment_intent(intent).customize().send(&client).await.unwrap();
    assert_eq!(refunds.data.len(), 1);
}

#[tokio::test]
async fn an_expired_session_and_a_dispute_have_every_field() {
    let shop = Shop::open().await;
    let client = client(&shop);
    let open = shop.stripe.open_session(&request(2)).await.unwrap().id;
    let expired = ExpireCheckoutSession::new(open.clone()).customize().send(&client).await.unwrap();
    assert_eq!(expired.status, Some(CheckoutSessionStatus::Expired));
    assert!(ExpireCheckoutSession::new(open).customize().send(&client).await.is_err());

    let payment = shop.paid().await.payment_intent.unwrap();
    let dispute = shop.pretend(&format!("payment_intents/{payment}/dispute"), json!({})).await;
    let dispute = stripe_core::dispute::RetrieveDispute::new(dispute["id"].as_str().unwrap());
    assert_eq!(dispute.customize().send(&client).await.unwrap().status.as_str(), "needs_response");
}
