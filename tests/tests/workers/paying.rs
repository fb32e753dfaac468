//! Amounts that the return page shows to a customer who has paid.

use std::sync::Arc;

use get_checkout::GetCheckout;
use lambda_http::Body;
use serde_json::{Value, json};
use settle_payment::SettlePayment;
use shared::clock;
use shared::domain::purchase::tax::TaxTreatment;
use shared::domain::purchase::{Checkout, Order};
use shared::domain::shop::settings::TaxRate;
use shared::http::serve;
use shared::lookup::LookupKey;
use shared::payments::hint::PaymentHint;
use shared::start::PaymentsQueue;
use shared::store::keys;
use shared::worker::Worker;
use shared_stripe::StripePayments;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::queue::RecordingQueue;
use shop_tests::shop::{checkout, eur, order_id, stored_product, tax, vault};
use shop_tests::stripe::TestStripe;

/// Pays and settles a purchase. Returns its order.
async fn paid(engine: &Engine, tax: TaxTreatment) -> Order {
    let stripe = TestStripe::start().await;
    let product = stored_product(&engine.store, 1).await;
    let begun = Checkout { tax, ..checkout(1, &product, clock::now()) };
    let session_id = stripe.pending(&engine.store, begun).await.checkout.session.unwrap().id;
    let unpaid = return_page(engine).await;
    assert_eq!((&unpaid["total_paid"], &unpaid["tax_added"]), (&Value::Null, &Value::Null), "{unpaid}");
    stripe.pay(&session_id).await;
    let deps = settle_payment::Deps {
        purchases: engine.store.clone().into(),
        cursor: engine.store.clone().into(),
        payments: StripePayments(stripe.payments.clone()),
        vault: vault(),
        lookup: LookupKey::new("secret"),
        queue: PaymentsQueue(Arc::new(RecordingQueue::default())),
    };
    let hint = PaymentHint::Session { event_id: None, session_id, order_id: None };
    SettlePayment::handle(&deps, hint).await.unwrap();
    engine.store.purchases().order(order_id(1)).await.unwrap().unwrap()
}

/// Returns the return page's data.
async fn return_page(engine: &Engine) -> Value {
    let path = vec![("id", order_id(1).to_string())];
    let call = ApiCall { path, ..ApiCall::to("GET /checkouts/{id}") };
    let deps = engine.store.clone().into();
    let answer = serve::<GetCheckout>(&deps, call.request()).await;
    assert_eq!(answer.status().as_u16(), 200);
    let Body::Text(body) = answer.body() else { panic!("no text") };
    serde_json::from_str(body).unwrap()
}

#[tokio::test]
async fn the_return_page_shows_the_added_tax_and_the_total_paid() {
    let engine = Engine::start().await;
    let Order { payment, tax, .. } = paid(&engine, TaxTreatment::StripeAdded).await;
    let return_page = return_page(&engine).await;
    assert!(payment.tax_added.amount > 0);
    assert_eq!(return_page["tax_added"], json!(payment.tax_added));
    assert_eq!(return_page["total_paid"], json!(payment.captured));
    assert_ne!(return_page["total_paid"], return_page["quote"]["total"]);
    assert_eq!(return_page["tax_mode"], "stripe_added");
    let rates = tax.unwrap().per_rate().unwrap();
    assert_eq!((rates[0].rate, rates[0].tax), (TaxRate::from_percent("20"), payment.tax_added));
}

#[tokio::test]
async fn with_tax_included_no_tax_is_shown_and_the_total_is_the_quotes() {
    let engine = Engine::start().await;
    let Order { payment, .. } = paid(&engine, tax()).await;
    let return_page = return_page(&engine).await;
    assert_eq!((return_page.get("tax_added"), &return_page["total_paid"]), (None, &json!(payment.captured)));
    assert_eq!(return_page["total_paid"], return_page["quote"]["total"]);
}

#[tokio::test]
async fn an_order_has_the_tax_of_its_mode_frozen() {
    let rate = |percent| TaxRate::from_percent(percent);
    for (treatment, rate, tax) in [
        (tax(), rate("19"), 637),
        (TaxTreatment::StripeIncluded, rate("20"), 665),
        (TaxTreatment::SmallBusiness, None, 0),
    ] {
        let engine = Engine::start().await;
        let Order { payment, tax: breakdown, .. } = paid(&engine, treatment).await;
        let breakdown = breakdown.unwrap();
        let rates = breakdown.per_rate().unwrap();
        assert_eq!((breakdown.mode, rates.len()), (treatment.mode(), 1));
        assert_eq!((rates[0].rate, rates[0].tax), (rate, eur(tax)));
        assert_eq!((rates[0].gross(), payment.tax_added), (Ok(payment.captured), eur(0)));
    }
}

#[tokio::test]
async fn a_purchase_without_recorded_payment_details_is_still_shown() {
    let engine = Engine::start().await;
    paid(&engine, TaxTreatment::StripeAdded).await;
    let forget = engine.client.update_item().table_name(&engine.table);
    let forget = forget.set_key(Some(keys::checkout(order_id(1)).into_item()));
    forget.update_expression("REMOVE paid").send().await.unwrap();
    let return_page = return_page(&engine).await;
    assert_eq!(return_page["state"], "payment_confirmed");
    assert_eq!((return_page.get("tax_added"), return_page.get("total_paid")), (None, None));
}
