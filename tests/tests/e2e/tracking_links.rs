//! Tracking links sent again on a customer's request.

use serde_json::json;

use crate::support::{Customer, Shop, tracking_secret};

#[tokio::test]
async fn a_lost_tracking_link_is_sent_only_to_the_orders_own_address() {
    let (shop, customer, other) = (Shop::open(), Customer::new(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, order) = staff.paid_order(&customer).await;
    let secret = tracking_secret(&shop.mail(&customer.email, "is confirmed").await, &checkout.id);
    let number = order["number"].as_str().unwrap();

    let nobodys = shop.post("/tracking-links", &json!({"email": other.email, "order_number": number})).await;
    assert_eq!((nobodys.status, nobodys.text.as_str()), (202, ""));
    let email = customer.email.to_uppercase();
    let theirs = shop.post("/tracking-links", &json!({"email": email, "order_number": number})).await;
    assert_eq!((theirs.status, theirs.text.as_str()), (202, ""));

    let mail = shop.mail(&customer.email, "The link to your order").await;
    assert!(mail.subject.ends_with(number), "{}", mail.subject);
    assert_eq!(tracking_secret(&mail, &checkout.id), secret, "the link that the customer has still holds");
    let seen = staff
        .order_when(&checkout.id, "the mail", |order| {
            let mails = order["mails"].as_array().unwrap();
            mails.iter().any(|mail| mail["kind"] == "tracking_link" && mail["status"] == "sent")
        })
        .await;
    assert_eq!((&seen["version"], &seen["audit"]), (&order["version"], &order["audit"]));
    assert!(shop.mails(&other.email).await.is_empty());
}

#[tokio::test]
async fn a_request_without_an_order_number_sends_all_recent_links() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let mut orders = Vec::new();
    for _ in 0..2 {
        orders.push(staff.paid_order(&customer).await.1["number"].as_str().unwrap().to_owned());
    }
    assert_eq!(shop.post("/tracking-links", &json!({"email": customer.email})).await.status, 202);
    for number in orders {
        shop.mail(&customer.email, &format!("The link to your order {number}")).await;
    }
    let faults = shop.post("/tracking-links", &json!({"email": "ada", "name": "Ada"})).await.faults();
    assert_eq!(faults, ["/email invalid_email", "/name unknown_field"]);
}
