//! Mails to customers about their orders.

use reqwest::Method;
use serde_json::json;

use crate::support::{Ask, Customer, Shop, eur, tracking_secret};

#[tokio::test]
async fn each_step_sends_one_mail_and_known_carriers_get_a_tracking_url() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, order) = staff.paid_order(&customer).await;
    let number = order["number"].as_str().unwrap();
    let secret = tracking_secret(&shop.mail(&customer.email, "is confirmed").await, &checkout.id);

    staff.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    let making = shop.mail(&customer.email, "We are making your order").await;
    assert!(making.subject.ends_with(number), "{}", making.subject);
    let shipped = json!({"to": "shipped", "carrier": "UPS", "tracking_number": "1Z 999 AA1"});
    staff.transition(&checkout.id, shipped).await.json(200);
    let shipped = shop.mail(&customer.email, "on its way").await;
    let page = "https://www.ups.com/track?tracknum=1Z999AA1";
    assert!(shipped.text.contains(page) && shipped.html.contains(page), "{}", shipped.text);
    staff.transition(&checkout.id, json!({"to": "delivered", "customer_confirmed": true})).await.json(200);
    shop.mail(&customer.email, "has arrived").await;

    let sent = staff
        .order_when(&checkout.id, "its mails", |order| {
            let mails = order["mails"].as_array().unwrap();
            mails.len() == 4 && mails.iter().all(|mail| mail["status"] == "sent")
        })
        .await;
    assert!(sent["mails"].as_array().unwrap().iter().all(|mail| mail.get("about").is_none()));
    let mails = shop.mails(&customer.email).await;
    assert_eq!(mails.len(), 4, "{mails:?}");
    for mail in &mails {
        assert_eq!(tracking_secret(mail, &checkout.id), secret);
        assert!(mail.text.contains(&customer.name) && mail.text.contains("3D Things"), "{}", mail.text);
    }
}

#[tokio::test]
async fn a_mail_that_bounced_is_sent_again_to_the_corrected_address() {
    let (shop, customer, corrected) = (Shop::open(), Customer::new(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&customer).await;
    let secret = tracking_secret(&shop.mail(&customer.email, "is confirmed").await, &checkout.id);
    let sent = staff.order_when(&checkout.id, "the receipt", |o| o["mails"][0]["status"] == "sent").await;
    // The emulator sends no reports: this is the message that the template's rule makes of one.
    let message_id = &sent["mails"][0]["message_id"];
    let report = json!({"order_id": checkout.id, "message_id": message_id, "event": "Bounce"});
    let body = json!({"v": 1, "body": report}).to_string();
    let message = json!({"QueueUrl": shop.value("/queues/feedback/url"), "MessageBody": body});
    shop.aws().call("sqs", "send_message", message).await;
    let failed = staff.order_when(&checkout.id, "the bounce", |o| o["mails"][0]["status"] == "failed").await;
    assert_eq!(failed["mails"][0]["failure"], "bounced");

    let domain = "müller-druck.example";
    let (local, _) = corrected.email.split_once('@').unwrap();
    let again = json!({"mail": "receipt", "email": format!("{local}@{domain}")});
    let path = format!("/admin/orders/{}/mails", checkout.id);
    assert_eq!(staff.post(&path, &again).await.status, 202);
    let mail = shop.mail(&format!("{local}@xn--mller-druck-thb.example"), "is confirmed").await;
    assert_ne!(tracking_secret(&mail, &checkout.id), secret, "the bounced mail's link no longer works");
    let old_link =
        shop.api(Method::GET, &format!("/orders/{}", checkout.id)).bearer_auth(&secret).ask().await;
    old_link.problem(404, "not_found");
}

#[tokio::test]
async fn each_successful_refund_sends_one_mail() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&customer).await;
    let mut refunds = Vec::new();
    for amount in [1234, 567] {
        let asked = json!({"amount": eur(amount), "reason": "between us only"});
        let refund = staff.refund(&checkout.id, asked).await.json(201);
        let sent_once = |order: &serde_json::Value| {
            let mails = order["mails"].as_array().unwrap().iter();
            mails.filter(|mail| mail["about"] == refund["id"] && mail["status"] == "sent").count() == 1
        };
        staff.order_when(&checkout.id, "the mail about the refund", sent_once).await;
        refunds.push(refund);
    }
    // A repeated event from Stripe changes nothing.
    let payment = shop.stripe().payment_intent(&checkout).await;
    shop.stripe().control(&format!("/payment_intents/{payment}/refund"), json!({"amount": 100})).await;
    staff.order_when(&checkout.id, "the third", |o| o["refunds"].as_array().unwrap().len() == 3).await;
    let third = shop.mail(&customer.email, "Your refund").await;
    assert!(!third.text.contains("between us only"), "{}", third.text);
    let all_sent = |order: &serde_json::Value| {
        let mails = order["mails"].as_array().unwrap();
        mails.len() == 4 && mails.iter().all(|mail| mail["status"] == "sent")
    };
    staff.order_when(&checkout.id, "all mails", all_sent).await;
    let texts: Vec<String> = shop.mails(&customer.email).await.into_iter().map(|mail| mail.text).collect();
    for amount in ["EUR 12.34", "EUR 5.67", "EUR 1.00"] {
        let count = texts.iter().filter(|text| text.contains(&format!("We have refunded {amount}"))).count();
        assert_eq!(count, 1, "{amount} in {texts:?}");
    }
}
