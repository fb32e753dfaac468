//! Corrections of orders by staff, and their cancellation by customers.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Ask, Customer, Shop, Staff, tracking_secret, unique};

/// Sends a correction of the order's present version.
async fn correct(staff: &Staff<'_>, id: &str, what: &str, mut body: Value) -> Answer {
    body["version"] = staff.order(id).await["version"].clone();
    staff.api(Method::PUT, &format!("/admin/orders/{id}/{what}")).json(&body).ask().await
}

#[tokio::test]
async fn staff_correct_an_address_that_exports_and_packing_slips_then_have() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&customer).await;
    let fulfilment = Staff::in_group(&shop, Some("fulfilment")).await;
    let street = format!("Corrected street {}", unique());
    let collected = staff.order_with_customer(&checkout.id).await["customer"]["shipping_address"].clone();
    let mut address = json!({"name": customer.name, "line1": street, "city": "Hamburg", "country": "DE"});
    for field in ["postal_code", "state"] {
        address[field] = collected[field].clone();
    }
    correct(&fulfilment, &checkout.id, "shipping-address", address.clone()).await.json(200);
    let slip = staff.get(&format!("/admin/orders/{}/documents/packing-slip", checkout.id)).await;
    assert!(slip.text.contains(&street), "{}", slip.text);
    let export = staff.post("/admin/customers/export", &json!({"email": customer.email})).await;
    assert!(export.text.contains(&street), "{}", export.text);
    let seen = staff.get(&format!("/admin/orders/{}", checkout.id)).await;
    assert!(!seen.text.contains(&street), "neither the order nor its audit trail shows it");
    address["country"] = json!("AT");
    let refused = correct(&staff, &checkout.id, "shipping-address", address).await;
    assert_eq!(refused.faults(), ["/country other_country"]);
}

#[tokio::test]
async fn customers_hear_of_another_date_and_another_tracking_number() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, order) = staff.paid_order(&customer).await;
    let promised: jiff::civil::Date = order["ship_by"].as_str().unwrap().parse().unwrap();
    let later = promised.tomorrow().unwrap();
    let body = json!({"ship_by": later, "reason": "The printer broke", "notify": true});
    correct(&staff, &checkout.id, "ship-by", body).await.json(200);
    let mail = shop.mail(&customer.email, "New shipping date").await;
    assert!(mail.text.contains(&later.strftime("%-d %B %Y").to_string()), "{}", mail.text);
    let secret = tracking_secret(&mail, &checkout.id);
    staff.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    let version = staff.order(&checkout.id).await["version"].clone();
    let lines = json!([{"line": 0, "quantity": 1}]);
    let part = json!({"version": version, "carrier": "DHL", "tracking_number": "0", "lines": lines});
    staff.post(&format!("/admin/orders/{}/parcels", checkout.id), &part).await.json(200);
    shop.mail(&customer.email, "A part of your order is on its way").await;
    let shipped = json!({"to": "shipped", "carrier": "DHL", "tracking_number": "1"});
    staff.transition(&checkout.id, shipped).await.json(200);
    let body = json!({"parcel": 1, "carrier": "UPS", "tracking_number": "1Z9", "notify": true});
    correct(&staff, &checkout.id, "parcels", body).await.json(200);
    let mail = shop.mail(&customer.email, "Corrected tracking number").await;
    assert!(mail.text.contains("UPS 1Z9"), "{}", mail.text);
    let track = shop.api(Method::GET, &format!("/orders/{}", checkout.id)).bearer_auth(&secret);
    let page = track.ask().await.json(200);
    assert_eq!((&page["ship_by"], &page["parcels"][1]["carrier"]), (&json!(later), &json!("UPS")));
    assert_eq!(page["parcels"][0]["lines"], json!([{"line": 0, "quantity": 1}]));
}

#[tokio::test]
async fn a_customer_cancels_an_order_and_gets_the_money_back() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&customer).await;
    let secret = tracking_secret(&shop.mail(&customer.email, "is confirmed").await, &checkout.id);
    let path = format!("/orders/{}/cancel", checkout.id);
    let cancel = async |secret: &str| shop.api(Method::POST, &path).bearer_auth(secret).ask().await;
    cancel("wrong").await.problem(404, "not_found");
    for _ in 0..2 {
        assert_eq!(cancel(&secret).await.json(200)["state"], "cancelled");
    }
    let refunded = |order: &Value| order["refunds"][0]["status"] == "succeeded";
    let order = staff.order_when(&checkout.id, "the refund", refunded).await;
    assert_eq!(
        (order["refunds"].as_array().map(Vec::len), &order["refunded"]["full"]),
        (Some(1), &json!(true))
    );
    shop.mail(&customer.email, "was cancelled").await;

    let (begun, order) = staff.paid_order(&customer).await;
    let receipt = shop.mail(&customer.email, order["number"].as_str().unwrap()).await;
    let secret = tracking_secret(&receipt, &begun.id);
    staff.transition(&begun.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    let late = shop.api(Method::POST, &format!("/orders/{}/cancel", begun.id)).bearer_auth(&secret);
    assert_eq!(late.ask().await.problem(409, "wrong_state")["state"], "processing");
}
