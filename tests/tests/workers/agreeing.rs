//! A checkout holds the customer to nothing worse than what they saw.

use serde_json::json;

use crate::till::{Till, faults, with_ship_by};

#[tokio::test]
async fn a_later_ship_by_date_is_shown_before_anything_is_charged() {
    let mut till = Till::open().await;
    let seen = till.quote(1).ship_by;
    let body = with_ship_by(till.request(1), seen);
    till.edit(|draft| draft.variants[0].lead_time_days = 90).await;
    let (status, problem) = till.start("key", &body).await;
    assert_eq!((status, &problem["code"]), (409, &json!("ship_by_later")), "{problem}");
    let moved = till.quote(1).ship_by;
    assert!(moved > seen);
    assert_eq!(problem["quote"]["ship_by"], json!(moved));
    assert!(till.stripe.get("/v1/checkout/sessions").await["data"].as_array().unwrap().is_empty());

    let (status, _) = till.start("key", &with_ship_by(body, moved)).await;
    assert_eq!(status, 201, "the refused request did not use up its key");
}

#[tokio::test]
async fn an_earlier_ship_by_date_is_no_reason_to_refuse() {
    let mut till = Till::open().await;
    let body = with_ship_by(till.request(1), till.quote(1).ship_by);
    till.edit(|draft| draft.variants.iter_mut().for_each(|variant| variant.lead_time_days = 1)).await;
    assert_eq!(till.start("key", &body).await.0, 201);
}

#[tokio::test]
async fn a_client_that_states_no_ship_by_date_accepts_any() {
    let mut till = Till::open().await;
    let body = till.request(1);
    till.edit(|draft| draft.variants[0].lead_time_days = 90).await;
    assert_eq!(till.start("key", &body).await.0, 201);
}

#[tokio::test]
async fn a_price_that_rose_too_is_reported_with_the_same_quote() {
    let mut till = Till::open().await;
    let body = with_ship_by(till.request(1), till.quote(1).ship_by);
    till.edit(|draft| {
        draft.base_price.amount += 1;
        draft.variants[0].lead_time_days = 90;
    })
    .await;
    let (status, problem) = till.start("key", &body).await;
    assert_eq!((status, &problem["code"]), (409, &json!("price_increased")), "{problem}");
    assert_eq!(problem["quote"], json!(till.quote(1)));
}

#[tokio::test]
async fn a_ship_by_date_that_is_no_date_is_refused() {
    let till = Till::open().await;
    for (written, code) in [(json!("soon"), "invalid_date"), (json!(20_261_205), "wrong_type")] {
        let mut body = till.request(1);
        body["expected_ship_by"] = written;
        let (status, problem) = till.start("key", &body).await;
        assert_eq!((status, faults(&problem)), (422, vec![("/expected_ship_by", code)]));
    }
}
