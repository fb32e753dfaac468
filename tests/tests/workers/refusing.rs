//! Purchases that cannot be paid are refused with a code that customers understand, never as an internal error.

use serde_json::json;
use shop_tests::shop::eur;

use crate::till::{Till, faults};

#[tokio::test]
async fn a_page_that_stripe_refuses_to_open_is_a_clear_problem() {
    // Stripe refuses a return address without a scheme.
    let till = Till { storefront: "no address".to_owned(), ..Till::open().await };
    for _ in 0..2 {
        let (status, problem) = till.start("key", &till.request(1)).await;
        assert_eq!((status, &problem["code"]), (422, &json!("checkout_refused")), "{problem}");
    }
}

#[tokio::test]
async fn a_checkout_to_a_country_without_delivery_is_refused() {
    let till = Till::open().await;
    let mut body = till.request(1);
    body["country"] = json!("CU");
    let (status, problem) = till.start("key", &body).await;
    assert_eq!((status, faults(&problem)), (422, vec![("/country", "country_not_served")]));
}

#[tokio::test]
async fn a_checkout_below_the_smallest_charge_is_refused() {
    let mut till = Till::open().await;
    let mut rates = shared::domain::shop::settings::Settings::starter();
    rates.shipping_rates[0].price = eur(0);
    till.set(rates).await;
    till.edit(|draft| draft.base_price = eur(49)).await;
    let mut body = till.request(1);
    body["expected_total"] = json!(eur(49));
    let (status, problem) = till.start("key", &body).await;
    assert_eq!((status, faults(&problem)), (422, vec![("/items", "total_too_small")]));
}
