//! Payments that are delayed, wrong, missing or unexpected.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Checkout, Customer, Shop, cart_of, eur, eventually, tracking_secret};

async fn cancel(shop: &Shop, checkout: &Checkout) -> crate::support::Answer {
    shop.api(Method::POST, &format!("/checkouts/{}/cancel", checkout.id)).ask().await
}

#[tokio::test]
async fn a_bank_payment_makes_the_order_only_when_it_succeeds() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.start_checkout().await;
    shop.stripe().submit_form(&checkout, "bank", &customer).await;
    shop.stripe().wait_for_delivery("checkout.session.completed", &checkout).await;
    let waiting = eventually("the bank being waited for", async || {
        let waiting = shop.get(&format!("/checkouts/{}", checkout.id)).await.json(200);
        (waiting["awaiting_bank"] == true).then_some(waiting)
    });
    let waiting = waiting.await;
    assert_eq!((&waiting["state"], &waiting["url"]), (&json!("pending_payment"), &Value::Null));
    cancel(&shop, &checkout).await.problem(409, "already_paid");

    shop.stripe().press(&checkout, "bank/succeed").await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
    shop.mail(&customer.email, "is confirmed").await;
}

/// Starts a purchase and pays it by bank. Returns it with the number and the secret of the mail about that.
async fn paid_by_bank(shop: &Shop, customer: &Customer) -> (Checkout, String, String) {
    let checkout = shop.staff().await.start_checkout().await;
    shop.stripe().submit_form(&checkout, "bank", customer).await;
    let mail = shop.mail(&customer.email, "Your payment is under way").await;
    let (_, number) = mail.subject.rsplit_once(' ').unwrap();
    assert!(mail.text.contains("Ihre Bank"), "{}", mail.text);
    let secret = tracking_secret(&mail, &checkout.id);
    (checkout, number.to_owned(), secret)
}

async fn tracked(shop: &Shop, checkout: &Checkout, secret: &str) -> Value {
    let request = shop.api(Method::GET, &format!("/orders/{}", checkout.id)).bearer_auth(secret);
    request.ask().await.json(200)
}

#[tokio::test]
async fn a_payment_under_way_is_mailed_tracked_and_found_until_it_is_an_order() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, number, secret) = paid_by_bank(&shop, &customer).await;
    let page = tracked(&shop, &checkout, &secret).await;
    let expected = (&json!("pending_payment"), &json!(number), &Value::Null, &json!([]));
    assert_eq!((&page["state"], &page["number"], &page["ship_by"], &page["timeline"]), expected);
    // An index follows the table a moment later.
    for query in
        [format!("number={number}"), format!("number={}", &number[..8]), format!("email={}", customer.email)]
    {
        eventually(&query, async || {
            let found = staff.get(&format!("/admin/orders?{query}")).await.json(200);
            let mut found = found["items"].as_array().unwrap().iter();
            found
                .any(|item| item["id"] == json!(checkout.id) && item["number"] == json!(number))
                .then_some(())
        })
        .await;
    }
    let seen = staff.order_with_customer(&checkout.id).await;
    assert_eq!(seen["customer"]["email"], json!(customer.email));
    assert_eq!(shop.post("/tracking-links", &json!({"email": customer.email})).await.status, 202);
    let link = shop.mail(&customer.email, "The link to your order").await;
    assert_eq!(tracking_secret(&link, &checkout.id), secret);

    shop.stripe().press(&checkout, "bank/succeed").await;
    let order = staff.confirmed_order(&checkout).await;
    assert_eq!((&order["number"], &order["audit_intact"]), (&json!(number), &json!(true)));
    let receipt = shop.mail(&customer.email, "is confirmed").await;
    assert_eq!(tracking_secret(&receipt, &checkout.id), secret, "the first link still works");
    assert_eq!(tracked(&shop, &checkout, &secret).await["state"], "payment_confirmed");
}

#[tokio::test]
async fn a_payment_under_way_can_be_exported_and_erased() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, number, secret) = paid_by_bank(&shop, &customer).await;
    let asked = json!({"email": customer.email});
    let exported = staff.post("/admin/customers/export", &asked).await.json(200);
    assert_eq!(exported["orders"][0]["customer"]["name"], json!(customer.name));
    let erased = staff.post("/admin/customers/erase", &asked).await.json(200);
    assert_eq!(
        (&erased["orders"][0]["number"], &erased["orders"][0]["erased"]),
        (&json!(number), &json!(true))
    );
    let path = format!("/orders/{}", checkout.id);
    shop.api(Method::GET, &path).bearer_auth(&secret).ask().await.problem(404, "not_found");

    shop.stripe().press(&checkout, "bank/succeed").await;
    let order = staff.confirmed_order(&checkout).await;
    assert!(order["number"] == json!(number) && order["erasure_requested_at"].is_string(), "{order}");
    shop.mail(&customer.email, "is confirmed").await;
}

#[tokio::test]
async fn a_failed_bank_payment_cancels_the_purchase() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, number, secret) = paid_by_bank(&shop, &customer).await;
    shop.stripe().press(&checkout, "bank/fail").await;
    let cancelled = shop.checkout_when(&checkout, "cancelled").await;
    assert_eq!(
        (&cancelled["cancelled_because"], &cancelled["order_number"]),
        (&json!("payment_failed"), &Value::Null)
    );
    let seen = staff.order_with_customer(&checkout.id).await;
    assert_eq!(
        (&seen["state"], &seen["number"], &seen["customer"]),
        (&json!("cancelled"), &json!(number), &Value::Null)
    );
    assert_eq!(tracked(&shop, &checkout, &secret).await["state"], "cancelled");
    assert_eq!(shop.mails(&customer.email).await.len(), 1);
}

#[tokio::test]
async fn an_expired_session_cancels_the_purchase() {
    let shop = Shop::open();
    let checkout = shop.staff().await.start_checkout().await;
    shop.stripe().control(&format!("/sessions/{}/tamper", checkout.session), json!({"expires_at": 1})).await;
    let cancelled = shop.checkout_when(&checkout, "cancelled").await;
    assert_eq!((&cancelled["url"], &cancelled["cancelled_because"]), (&Value::Null, &json!("expired")));
}

#[tokio::test]
async fn a_customer_who_cancels_can_no_longer_pay() {
    let shop = Shop::open();
    let checkout = shop.staff().await.start_checkout().await;
    for _ in 0..2 {
        let answer = cancel(&shop, &checkout).await.json(200);
        assert_eq!(answer, json!({"checkout_id": checkout.id, "state": "cancelled"}));
    }
    let seen = shop.get(&format!("/checkouts/{}", checkout.id)).await.json(200);
    assert_eq!(seen["cancelled_because"], "customer");
    assert_eq!(shop.stripe().session(&checkout).await["status"], "expired");
    assert_eq!(shop.stripe().press(&checkout, "pay").await.status, 400, "the page is closed");
    let trail = trail(&shop, &checkout).await;
    assert_eq!(trail.len(), 2, "opened and cancelled, once each: {trail:?}");
    assert!(
        trail[1].contains("cancelled by the customer") && trail[1].contains("\"customer\""),
        "{}",
        trail[1]
    );
}

#[tokio::test]
async fn a_customer_who_has_paid_cannot_cancel() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    cancel(&shop, &checkout).await.problem(409, "already_paid");
    assert_eq!(staff.order(&checkout.id).await["state"], "payment_confirmed");
    let unknown = "/checkouts/ord_01h455vb4pex5vsknk084sn02q/cancel";
    shop.api(Method::POST, unknown).ask().await.problem(404, "not_found");
}

#[tokio::test]
async fn staff_can_see_and_cancel_a_purchase_that_awaits_payment() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let checkout = staff.start_checkout().await;
    let waiting = staff.order(&checkout.id).await;
    assert_eq!((&waiting["state"], &waiting["total"]), (&json!("pending_payment"), &eur(4290)));
    assert_eq!(waiting["allowed"], json!([{"to": "cancelled", "needs": ["reason"]}]));
    let unasked = json!({"to": "processing", "details_verified": true});
    staff.transition(&checkout.id, unasked).await.problem(409, "illegal_transition");
    let cancelled =
        staff.transition(&checkout.id, json!({"to": "cancelled", "reason": "not printable"})).await;
    let cancelled = cancelled.json(200);
    let seen = staff.order(&checkout.id).await;
    assert_eq!((&cancelled["state"], &cancelled["version"]), (&json!("cancelled"), &seen["version"]));
    assert_eq!(shop.stripe().session(&checkout).await["status"], "expired");
    let last = seen["audit"].as_array().and_then(|audit| audit.last()).unwrap();
    assert_eq!((&last["actor"]["kind"], &last["reason"]), (&json!("admin"), &json!("not printable")));
    assert_eq!(shop.stripe().press(&checkout, "pay").await.status, 400, "the page is closed");
}

#[tokio::test]
async fn staff_cannot_cancel_a_pending_bank_payment() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.start_checkout().await;
    shop.stripe().submit_form(&checkout, "bank", &customer).await;
    // Stripe's event about the bank changes the version that the cancellation has to name.
    eventually("the payment to wait for the bank", async || {
        let waiting = shop.get(&format!("/checkouts/{}", checkout.id)).await.json(200);
        (waiting["awaiting_bank"] == true).then_some(())
    })
    .await;
    let cancel = json!({"to": "cancelled", "reason": "too slow"});
    staff.transition(&checkout.id, cancel).await.problem(409, "already_paid");
    shop.stripe().press(&checkout, "bank/succeed").await;
    staff.confirmed_order(&checkout).await;
}

#[tokio::test]
async fn a_wrong_amount_makes_no_order_and_is_refunded_in_full() {
    let wrong = [json!({"amount_total": 4289}), json!({"amount_total": 9999}), json!({"currency": "usd"})];
    for tampering in wrong {
        let (shop, customer) = (Shop::open(), Customer::new());
        let staff = shop.staff().await;
        let checkout = staff.start_checkout().await;
        shop.stripe().control(&format!("/sessions/{}/tamper", checkout.session), tampering.clone()).await;
        shop.stripe().pay(&checkout, &customer).await;
        let cancelled = shop.checkout_when(&checkout, "cancelled").await;
        assert_eq!(cancelled["cancelled_because"], "returned");

        let refund = shop.stripe().wait_for_refund(&checkout).await;
        let paid = tampering["amount_total"].as_i64().unwrap_or(4290);
        assert_eq!(refund["amount"], json!(paid), "{tampering}");
        let seen = staff.order(&checkout.id).await;
        assert_eq!((&seen["number"], &seen["payment"]), (&Value::Null, &Value::Null));
        assert_eq!(
            (&seen["refunds"][0]["amount"]["amount"], &seen["audit_intact"]),
            (&refund["amount"], &json!(true))
        );
        let trail = trail(&shop, &checkout).await;
        let flagged = trail.iter().find(|entry| entry.contains("payment_returned"));
        assert!(flagged.is_some_and(|entry| entry.contains("differs from the checkout")), "{trail:?}");
        assert!(shop.mails(&customer.email).await.is_empty(), "there is no order to confirm");
    }
}

#[tokio::test]
async fn a_payment_after_cancellation_is_refunded_in_full_without_an_order() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.start_checkout().await;
    cancel(&shop, &checkout).await.json(200);
    shop.stripe().control(&format!("/sessions/{}/tamper", checkout.session), json!({"reopen": true})).await;
    shop.stripe().pay(&checkout, &customer).await;
    assert_eq!(shop.stripe().wait_for_refund(&checkout).await["amount"], json!(4290));

    let seen = staff.order(&checkout.id).await;
    assert_eq!((&seen["state"], &seen["number"]), (&json!("cancelled"), &Value::Null));
    assert_eq!(seen["audit_intact"], true);
    let trail = trail(&shop, &checkout).await;
    let returned: Vec<_> = trail.iter().filter(|entry| entry.contains("payment_returned")).collect();
    assert!(
        matches!(returned[..], [entry] if entry.contains("paid after the purchase was cancelled")),
        "{trail:?}"
    );
    assert!(shop.mails(&customer.email).await.is_empty(), "there is no order to confirm");
}

#[tokio::test]
async fn another_session_of_the_purchase_does_not_affect_it() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.start_checkout().await;
    let other = shop.stripe().other_page(&checkout).await;
    shop.stripe().post(&format!("/v1/checkout/sessions/{}/expire", other.session), &[]).await;
    shop.stripe().wait_for_delivery("checkout.session.expired", &other).await;
    let waiting = shop.get(&format!("/checkouts/{}", checkout.id)).await.json(200);
    assert_eq!(waiting["state"], "pending_payment");

    let paid_elsewhere = shop.stripe().other_page(&checkout).await;
    assert_eq!(shop.stripe().press(&paid_elsewhere, "pay").await.status, 303);
    assert_eq!(shop.stripe().wait_for_refund(&paid_elsewhere).await["amount"], json!(4290));
    shop.stripe().pay(&checkout, &customer).await;
    let order = staff.confirmed_order(&checkout).await;
    assert_eq!((&order["total"], &order["audit_intact"]), (&eur(4290), &json!(true)));
}

#[tokio::test]
async fn a_repeated_event_after_shipping_changes_nothing() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, order) = staff.paid_order(&customer).await;
    staff.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    // The mail about a step is dropped once the order has left it.
    shop.mail(&customer.email, "We are making").await;
    staff
        .transition(&checkout.id, json!({"to": "shipped", "carrier": "DHL", "tracking_number": "00340"}))
        .await
        .json(200);
    let mails = async || {
        let mails = shop.mails(&customer.email).await;
        (mails.len() == 3).then_some(mails.len())
    };
    eventually("the mails of its three states", mails).await;
    shop.aws().wait_until_processed(&checkout).await;
    let before = staff.order(&checkout.id).await;
    shop.stripe().resend("checkout.session.completed", &checkout).await;
    assert_eq!(staff.order(&checkout.id).await, before);
    assert_eq!((&before["state"], &before["number"]), (&json!("shipped"), &order["number"]));
    assert_eq!(shop.mails(&customer.email).await.len(), 3);
}

#[tokio::test]
async fn product_changes_do_not_affect_an_open_checkout() {
    for fate in ["changed", "deactivated", "deleted"] {
        let shop = Shop::open();
        let staff = shop.staff().await;
        let product = staff.product().await;
        let checkout = shop.checkout(&cart_of(&product)).await;
        let path = format!("/admin/products/{}", product["id"].as_str().unwrap());
        let mut draft = crate::support::dragon();
        draft["slug"] = product["slug"].clone();
        let (method, status) = match fate {
            "changed" => {
                (draft["name"], draft["base_price"]) = (json!("Another name"), eur(99_900));
                (Method::PUT, 200)
            }
            "deactivated" => {
                draft["active"] = json!(false);
                (Method::PUT, 200)
            }
            _ => (Method::DELETE, 204),
        };
        assert_eq!(staff.change(method, &path, 1, &draft).await.status, status, "{fate}");

        shop.stripe().pay(&checkout, &Customer::new()).await;
        let order = staff.confirmed_order(&checkout).await;
        assert_eq!(order["total"], eur(4290), "{fate}");
        assert_eq!(order["lines"][0]["product_name"], product["name"], "{fate}");
    }
}

/// Returns the audit entries of a purchase without an order, as text.
async fn trail(shop: &Shop, checkout: &Checkout) -> Vec<String> {
    let items = shop.aws().items_of(&checkout.id).await;
    let entries = items.iter().filter(|item| item["entity"]["S"] == "audit");
    entries.map(ToString::to_string).collect()
}
