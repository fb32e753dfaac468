//! Compatibility with the shop's own Stripe client.

use stripe::ClientBuilder;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionLineItems, CreateCheckoutSessionLineItemsPriceData,
    ExpireCheckoutSession, RetrieveCheckoutSession,
};
use stripe_core::payment_intent::RetrievePaymentIntent;
use stripe_core::refund::{CreateRefund, ListRefund};
use stripe_shared::{CheckoutSessionPaymentStatus, CheckoutSessionStatus, PaymentIntentStatus};

use crate::support::{API_KEY, Shop};

fn client(shop: &Shop) -> stripe::Client {
    ClientBuilder::new(API_KEY).url(shop.url("/")).build().unwrap()
}

#[tokio::test]
async fn async_stripe_opens_reads_pays_and_refunds_a_session() {
    let shop = Shop::open().await;
    let client = client(&shop);
    let (session, intent) = shop.paid().await;

    let read = RetrieveCheckoutSession::new(session)
        .expand([String::from("payment_intent.latest_charge"), String::from("line_items")])
        .send(&client)
        .await
        .unwrap();
    assert_eq!(read.payment_status, CheckoutSessionPaymentStatus::Paid);
    assert_eq!(read.amount_total, Some(4290));
    assert_eq!(read.line_items.unwrap().data.len(), 1);
    let information = read.collected_information.unwrap();
    assert_eq!(information.shipping_details.unwrap().name, "Sam Sample");
    assert!(read.payment_intent.unwrap().is_object());

    let paid = RetrievePaymentIntent::new(intent.clone()).send(&client).await.unwrap();
    assert_eq!(paid.status, PaymentIntentStatus::Succeeded);

    let refund = CreateRefund::new().payment_intent(intent.clone()).amount(1000).send(&client).await.unwrap();
    assert_eq!(refund.status.as_deref(), Some("succeeded"));
    let refunds = ListRefund::new().payment_intent(intent).send(&client).await.unwrap();
    assert_eq!(refunds.data.len(), 1);
}

#[tokio::test]
async fn async_stripe_creates_and_expires_a_session() {
    let shop = Shop::open().await;
    let client = client(&shop);
    let another = RetrieveCheckoutSession::new(shop.session().await).send(&client).await.unwrap();
    let mut price = CreateCheckoutSessionLineItemsPriceData::new(another.currency.unwrap());
    price.unit_amount = Some(1900);
    price.product_data = Some(stripe_checkout::checkout_session::ProductData::new("Articulated dragon"));
    let mut line = CreateCheckoutSessionLineItems::new();
    line.price_data = Some(price);
    line.quantity = Some(1);
    let made = CreateCheckoutSession::new()
        .mode(stripe_shared::CheckoutSessionMode::Payment)
        .line_items(vec![line])
        .success_url("https://shop.example/done")
        .send(&client)
        .await
        .unwrap();
    assert!(made.url.unwrap().contains("/pay/cs_test_"));

    let expired = ExpireCheckoutSession::new(made.id.clone()).send(&client).await.unwrap();
    assert_eq!(expired.status, Some(CheckoutSessionStatus::Expired));
    assert!(ExpireCheckoutSession::new(made.id).send(&client).await.is_err());
}
