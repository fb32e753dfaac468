//! Failures around the shop, and tax. The switches of the pretend Stripe are everybody's, and so is how the shop takes
//! tax, so each of these tests has the cloud for itself (`.config/nextest.toml`), and leaves every switch as it was.

use serde_json::{Value, json};

use crate::support::{Checkout, Customer, Shop, Staff, cart_of, eur, eventually, unique};

/// A shop whose Stripe has nothing left to tell, with a switch turned.
async fn with_faults(shop: &Shop, faults: Value) {
    shop.stripe().quiet().await;
    shop.stripe().switch("/faults", faults).await;
}

/// Exactly one order, one receipt and an unbroken trail came of a payment.
async fn assert_one_order(staff: &Staff<'_>, checkout: &Checkout, customer: &Customer) {
    let order = staff.made(checkout).await;
    staff.shop.mail(&customer.email, order["number"].as_str().unwrap()).await;
    staff.shop.stripe().quiet().await;
    staff.shop.aws().worked_off(checkout).await;
    let order = staff.order(&checkout.id).await;
    assert_eq!(order["audit"].as_array().map(Vec::len), Some(2), "{}", order["audit"]);
    assert_eq!(order["audit_intact"], true);
    assert_eq!(order["refunds"], json!([]));
    assert_eq!(staff.shop.mails(&customer.email).await.len(), 1, "one receipt");
}

#[tokio::test]
async fn webhooks_that_come_in_many_copies_make_one_order_and_one_receipt() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.begun().await;
    with_faults(&shop, json!({"duplicates": 5})).await;
    shop.stripe().pay(&checkout, &customer).await;
    assert_one_order(&staff, &checkout, &customer).await;
    let events = shop.stripe().events("checkout.session.completed", &checkout.session).await;
    assert_eq!(events[0]["attempts"].as_array().map(Vec::len), Some(6), "{events:?}");
    shop.stripe().switch("/faults", json!({"duplicates": 0})).await;

    let again = format!("/events/{}/resend", events[0]["id"].as_str().unwrap());
    shop.stripe().switch(&again, json!({})).await;
    let twin = crate::support::Stripe::session_event(&format!("evt_{}", unique()), &checkout);
    assert_eq!(shop.stripe().send(&twin, crate::support::now()).await.status, 204);
    assert_one_order(&staff, &checkout, &customer).await;
}

#[tokio::test]
async fn webhooks_that_come_late_and_the_wrong_way_round_change_nothing() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.begun().await;
    with_faults(&shop, json!({"reorder": 2, "delay_ms": 500})).await;
    shop.stripe().fill_in(&checkout, "bank", &customer).await;
    shop.stripe().press(&checkout, "bank/succeed").await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
    shop.stripe().switch("/faults", json!({"reorder": 0, "delay_ms": 0})).await;
    assert_one_order(&staff, &checkout, &customer).await;
}

#[tokio::test]
async fn a_webhook_that_was_lost_is_made_good_by_reconcile() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.begun().await;
    with_faults(&shop, json!({"lose": 1})).await;
    shop.stripe().pay(&checkout, &customer).await;
    eventually("the event to be lost", async || {
        let events = shop.stripe().events("checkout.session.completed", &checkout.session).await;
        events.first().filter(|event| event["delivery"] == "lost").map(|_| ())
    })
    .await;
    grow_old(&shop, &checkout).await;
    shop.aws().invoke("reconcile").await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
    assert_one_order(&staff, &checkout, &customer).await;

    // The lost event, found after all, is known and changes nothing.
    let events = shop.stripe().events("checkout.session.completed", &checkout.session).await;
    let again = format!("/events/{}/resend", events[0]["id"].as_str().unwrap());
    shop.stripe().switch(&again, json!({})).await;
    assert_one_order(&staff, &checkout, &customer).await;
}

/// Reconcile leaves the first minutes to the queues, so the purchase is made to look as if they had passed.
async fn grow_old(shop: &Shop, checkout: &Checkout) {
    let parameters = json!({
        "TableName": shop.told("/table"),
        "Key": {"pk": {"S": format!("ORDER#{}", checkout.id)}, "sk": {"S": "CHECKOUT"}},
        "UpdateExpression": "SET gsi2sk = :long_ago",
        "ExpressionAttributeValues": {":long_ago": {"S": format!("2020-01-01T00:00:00.000Z#{}", checkout.id)}},
    });
    shop.aws().call("dynamodb", "update_item", parameters).await;
}

#[tokio::test]
async fn a_checkout_succeeds_though_stripe_breaks_once() {
    let shop = Shop::open();
    let cart = cart_of(&shop.staff().await.product().await);
    for executed in [true, false] {
        let fault = json!({"fail": {"count": 1, "executed": executed, "on": "POST /v1/checkout/sessions"}});
        with_faults(&shop, fault).await;
        let answer = shop.ask_checkout(&cart, &eur(4290), &unique()).await.json(201);
        let checkout = Checkout::of(&answer);
        shop.stripe().pay(&checkout, &Customer::new()).await;
        shop.checkout_when(&checkout, "payment_confirmed").await;
    }
}

#[tokio::test]
async fn a_checkout_that_stripe_broke_for_time_and_again_is_finished_by_the_same_key() {
    let shop = Shop::open();
    let (cart, key) = (cart_of(&shop.staff().await.product().await), unique());
    let broken = json!({"fail": {"count": 100, "executed": false, "on": "POST /v1/checkout/sessions"}});
    with_faults(&shop, broken).await;
    shop.ask_checkout(&cart, &eur(4290), &key).await.problem(503, "unavailable");
    shop.stripe().switch("/faults", json!({"fail": {"count": 0}})).await;
    let answer = eventually("the checkout under the same key", async || {
        let answer = shop.ask_checkout(&cart, &eur(4290), &key).await;
        (answer.status == 201).then(|| answer.json(201))
    })
    .await;
    shop.stripe().pay(&Checkout::of(&answer), &Customer::new()).await;
    shop.checkout_when(&Checkout::of(&answer), "payment_confirmed").await;
}

#[tokio::test]
async fn a_checkout_that_stripe_was_too_slow_for_is_finished_by_the_same_key() {
    let shop = Shop::open();
    let (cart, key) = (cart_of(&shop.staff().await.product().await), unique());
    with_faults(&shop, json!({"hang": {"count": 1, "ms": 12_000, "on": "POST /v1/checkout/sessions"}})).await;
    let first = shop.ask_checkout(&cart, &eur(4290), &key).await;
    if first.status != 201 {
        first.problem(503, "unavailable");
        assert_eq!(first.header("retry-after"), Some("2"));
    }
    let answer = eventually("the checkout under the same key", async || {
        let answer = shop.ask_checkout(&cart, &eur(4290), &key).await;
        (answer.status == 201).then(|| answer.json(201))
    })
    .await;
    let checkout = Checkout::of(&answer);
    assert_eq!(shop.stripe().sessions_of(&checkout.id).await.len(), 1, "one page, however long it took");
    shop.stripe().pay(&checkout, &Customer::new()).await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
}

#[tokio::test]
async fn a_payment_is_settled_though_stripe_breaks_when_it_is_asked() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.begun().await;
    with_faults(&shop, json!({"fail": {"count": 4, "on": "GET /v1/checkout/sessions"}})).await;
    shop.stripe().pay(&checkout, &customer).await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
    assert_one_order(&staff, &checkout, &customer).await;
}

#[tokio::test]
async fn a_refund_that_stripe_breaks_at_is_shown_as_failed_and_can_be_tried_again() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid(&Customer::new()).await;
    let fault = json!({"fail": {"count": 1, "executed": false, "on": "POST /v1/refunds"}});
    with_faults(&shop, fault).await;
    let asked =
        staff.refund(&checkout.id, json!({"amount": eur(1000), "reason": "a scratch"})).await.json(201);
    let order =
        staff.order_when(&checkout.id, "the refund to fail", |o| o["refunds"][0]["status"] == "failed").await;
    assert_eq!(order["refunds"][0]["failure"], "provider_error");
    // The metric that rings an alarm.
    shop.aws().logged("issue-refund", &["RefundFailed"]).await;
    assert_eq!(order["refundable"], eur(4290), "what failed can be given back still");

    staff.refund(&checkout.id, json!({"retry_of": asked["id"]})).await.json(201);
    let order =
        staff.order_when(&checkout.id, "the refund", |o| o["refunds"][0]["status"] == "succeeded").await;
    assert_eq!((&order["refunds"][0]["attempt"], &order["refundable"]), (&json!(2), &eur(3290)));
    let payment = shop.stripe().payment_intent(&checkout).await;
    assert_eq!(shop.stripe().refunds(&payment).await.len(), 1);
}

#[tokio::test]
async fn an_order_is_made_though_ses_is_down_and_its_receipt_goes_out_once_later() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.begun().await;
    let (_, domain) = shop.told("/mail_from").split_once('@').unwrap();
    shop.aws().call("ses", "delete_identity", json!({"Identity": domain})).await;
    shop.stripe().pay(&checkout, &customer).await;
    let order = staff.made(&checkout).await;
    shop.aws().logged("send-mail", &[&checkout.id, "it will be retried"]).await;
    assert_eq!(order["state"], "payment_confirmed");
    assert_eq!(staff.order(&checkout.id).await["mails"][0]["status"], "owed");
    assert!(shop.mails(&customer.email).await.is_empty());

    shop.aws().call("ses", "verify_domain_identity", json!({"Domain": domain})).await;
    assert_one_order(&staff, &checkout, &customer).await;
    assert_eq!(staff.order(&checkout.id).await["mails"][0]["status"], "sent");
}

#[tokio::test]
async fn whoever_paid_tax_on_top_of_the_prices_comes_back_to_a_page_that_knows_it() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    staff.set(|settings| settings["automatic_tax"] = json!(true)).await;
    let checkout = staff.begun().await;
    staff.set(|settings| settings["automatic_tax"] = json!(false)).await;
    shop.stripe().pay(&checkout, &customer).await;

    let paid = shop.checkout_when(&checkout, "payment_confirmed").await;
    let amounts = (&paid["quote"]["total"], &paid["tax_added"], &paid["total_paid"]);
    assert_eq!(amounts, (&eur(4290), &eur(858), &eur(5148)));
    let payment = staff.made(&checkout).await["payment"].clone();
    assert_eq!((&payment["tax_added"], &payment["captured"]), (&paid["tax_added"], &paid["total_paid"]));
    let receipt = shop.mail(&customer.email, "3DT-").await;
    assert!(receipt.text.contains("EUR 51.48"), "{}", receipt.text);
}

#[tokio::test]
async fn a_refund_and_a_dispute_whose_webhooks_were_lost_are_made_good_by_reconcile() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid(&Customer::new()).await;
    let payment = shop.stripe().payment_intent(&checkout).await;
    with_faults(&shop, json!({"lose": 100})).await;
    shop.stripe().switch(&format!("/payment_intents/{payment}/refund"), json!({"amount": 500})).await;
    shop.stripe()
        .switch(&format!("/payment_intents/{payment}/dispute"), json!({"reason": "fraudulent"}))
        .await;
    shop.stripe().quiet().await;
    shop.stripe().switch("/faults", json!({"lose": 0})).await;
    shop.aws().invoke("reconcile").await;
    let order = staff.order_when(&checkout.id, "the dispute", |order| order["disputes"][0].is_object()).await;
    let order = match order["refunds"].as_array().map(Vec::len) {
        Some(1) => order,
        _ => staff.order_when(&checkout.id, "the refund", |o| o["refunds"][0]["status"] == "succeeded").await,
    };
    assert_eq!((&order["refunds"][0]["amount"], &order["audit_intact"]), (&eur(500), &json!(true)));
}
