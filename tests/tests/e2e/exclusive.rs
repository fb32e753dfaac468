//! Injected failures, and tax. The pretend Stripe's switches and the tax setting affect every purchase, so each
//! of these tests has the cloud to itself (`.config/nextest.toml`) and restores what it changed.

mod indexing;

use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::clock;

use crate::support::{Checkout, Customer, Shop, Staff, cart_of, eur, eventually, unique};

/// Waits for pending webhooks, then sets fault switches of the pretend Stripe.
async fn set_faults(shop: &Shop, faults: Value) {
    shop.stripe().wait_until_delivered().await;
    shop.stripe().control("/faults", faults).await;
}

/// Asserts that a payment caused exactly one order, one receipt and an intact audit trail.
async fn assert_one_order(staff: &Staff<'_>, checkout: &Checkout, customer: &Customer) {
    let order = staff.confirmed_order(checkout).await;
    staff.shop.mail(&customer.email, order["number"].as_str().unwrap()).await;
    staff.shop.stripe().wait_until_delivered().await;
    staff.shop.aws().wait_until_processed(checkout).await;
    let order = staff.order(&checkout.id).await;
    assert_eq!(order["audit"].as_array().map(Vec::len), Some(2), "{}", order["audit"]);
    assert_eq!(order["audit_intact"], true);
    assert_eq!(order["refunds"], json!([]));
    assert_eq!(staff.shop.mails(&customer.email).await.len(), 1, "one receipt");
}

#[tokio::test]
async fn duplicate_webhooks_make_one_order_and_one_receipt() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.start_checkout().await;
    set_faults(&shop, json!({"duplicates": 5})).await;
    shop.stripe().pay(&checkout, &customer).await;
    assert_one_order(&staff, &checkout, &customer).await;
    let events = shop.stripe().events("checkout.session.completed", &checkout.session).await;
    assert_eq!(events[0]["attempts"].as_array().map(Vec::len), Some(6), "{events:?}");
    shop.stripe().control("/faults", json!({"duplicates": 0})).await;

    let again = format!("/events/{}/resend", events[0]["id"].as_str().unwrap());
    shop.stripe().control(&again, json!({})).await;
    let twin = crate::support::Stripe::session_event(&format!("evt_{}", unique()), &checkout);
    assert_eq!(shop.stripe().send(&twin, crate::support::now()).await.status, 204);
    assert_one_order(&staff, &checkout, &customer).await;
}

#[tokio::test]
async fn late_and_reordered_webhooks_make_one_order() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.start_checkout().await;
    set_faults(&shop, json!({"reorder": 2, "delay_ms": 500})).await;
    shop.stripe().submit_form(&checkout, "bank", &customer).await;
    shop.stripe().press(&checkout, "bank/succeed").await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
    shop.stripe().control("/faults", json!({"reorder": 0, "delay_ms": 0})).await;
    assert_one_order(&staff, &checkout, &customer).await;
}

#[tokio::test]
async fn reconcile_recovers_a_lost_webhook() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.start_checkout().await;
    set_faults(&shop, json!({"lose": 1})).await;
    shop.stripe().pay(&checkout, &customer).await;
    eventually("the event to be lost", async || {
        let events = shop.stripe().events("checkout.session.completed", &checkout.session).await;
        events.first().filter(|event| event["delivery"] == "lost").map(|_| ())
    })
    .await;
    backdate(&shop, &checkout).await;
    shop.aws().invoke("reconcile").await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
    assert_one_order(&staff, &checkout, &customer).await;

    // The lost event, delivered late, is a duplicate and changes nothing.
    let events = shop.stripe().events("checkout.session.completed", &checkout.session).await;
    let again = format!("/events/{}/resend", events[0]["id"].as_str().unwrap());
    shop.stripe().control(&again, json!({})).await;
    assert_one_order(&staff, &checkout, &customer).await;
}

/// Backdates a checkout by seven minutes: reconcile leaves the first five to the queues.
async fn backdate(shop: &Shop, checkout: &Checkout) {
    let earlier = clock::now().saturating_sub(SignedDuration::from_mins(7)).unwrap();
    let parameters = json!({
        "TableName": shop.value("/table"),
        "Key": {"pk": {"S": format!("ORDER#{}", checkout.id)}, "sk": {"S": "CHECKOUT"}},
        "UpdateExpression": "SET gsi2sk = :place, created_at = :earlier",
        "ExpressionAttributeValues": {
            ":place": {"S": format!("{earlier}#{}", checkout.id)},
            ":earlier": {"S": earlier.to_string()},
        },
    });
    shop.aws().call("dynamodb", "update_item", parameters).await;
}

#[tokio::test]
async fn a_checkout_succeeds_despite_one_stripe_failure() {
    let shop = Shop::open();
    let cart = cart_of(&shop.staff().await.product().await);
    for executed in [true, false] {
        let fault = json!({"fail": {"count": 1, "executed": executed, "on": "POST /v1/checkout/sessions"}});
        set_faults(&shop, fault).await;
        let answer = shop.request_checkout(&cart, &eur(4290), &unique()).await.json(201);
        let checkout = Checkout::of(&answer);
        shop.stripe().pay(&checkout, &Customer::new()).await;
        shop.checkout_when(&checkout, "payment_confirmed").await;
    }
}

#[tokio::test]
async fn a_checkout_that_stripe_kept_failing_succeeds_with_the_same_key() {
    let shop = Shop::open();
    let (cart, key) = (cart_of(&shop.staff().await.product().await), unique());
    let broken = json!({"fail": {"count": 100, "executed": false, "on": "POST /v1/checkout/sessions"}});
    set_faults(&shop, broken).await;
    shop.request_checkout(&cart, &eur(4290), &key).await.problem(503, "unavailable");
    shop.stripe().control("/faults", json!({"fail": {"count": 0}})).await;
    let answer = eventually("the checkout under the same key", async || {
        let answer = shop.request_checkout(&cart, &eur(4290), &key).await;
        (answer.status == 201).then(|| answer.json(201))
    })
    .await;
    shop.stripe().pay(&Checkout::of(&answer), &Customer::new()).await;
    shop.checkout_when(&Checkout::of(&answer), "payment_confirmed").await;
}

#[tokio::test]
async fn a_checkout_that_timed_out_at_stripe_succeeds_with_the_same_key() {
    let shop = Shop::open();
    let (cart, key) = (cart_of(&shop.staff().await.product().await), unique());
    set_faults(&shop, json!({"hang": {"count": 1, "ms": 12_000, "on": "POST /v1/checkout/sessions"}})).await;
    let first = shop.request_checkout(&cart, &eur(4290), &key).await;
    if first.status != 201 {
        first.problem(503, "unavailable");
        assert_eq!(first.header("retry-after"), Some("2"));
    }
    let answer = eventually("the checkout under the same key", async || {
        let answer = shop.request_checkout(&cart, &eur(4290), &key).await;
        (answer.status == 201).then(|| answer.json(201))
    })
    .await;
    let checkout = Checkout::of(&answer);
    assert_eq!(shop.stripe().sessions_of(&checkout.id).await.len(), 1, "one page, however long it took");
    shop.stripe().pay(&checkout, &Customer::new()).await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
}

#[tokio::test]
async fn a_payment_is_settled_despite_failing_reads_at_stripe() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.start_checkout().await;
    set_faults(&shop, json!({"fail": {"count": 4, "on": "GET /v1/checkout/sessions"}})).await;
    shop.stripe().pay(&checkout, &customer).await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
    assert_one_order(&staff, &checkout, &customer).await;
}

#[tokio::test]
async fn a_refund_that_fails_at_stripe_is_shown_as_failed_and_can_be_retried() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    let fault = json!({"fail": {"count": 1, "executed": false, "on": "POST /v1/refunds"}});
    set_faults(&shop, fault).await;
    let asked =
        staff.refund(&checkout.id, json!({"amount": eur(1000), "reason": "a scratch"})).await.json(201);
    let order =
        staff.order_when(&checkout.id, "the refund to fail", |o| o["refunds"][0]["status"] == "failed").await;
    assert_eq!(order["refunds"][0]["failure"], "provider_error");
    // An alarm watches this metric.
    shop.aws().wait_for_log("issue-refund", &["RefundFailed"]).await;
    assert_eq!(order["refundable"], eur(4290), "what failed can be given back still");

    staff.refund(&checkout.id, json!({"retry_of": asked["id"]})).await.json(201);
    let order =
        staff.order_when(&checkout.id, "the refund", |o| o["refunds"][0]["status"] == "succeeded").await;
    assert_eq!((&order["refunds"][0]["attempt"], &order["refundable"]), (&json!(2), &eur(3290)));
    let payment = shop.stripe().payment_intent(&checkout).await;
    assert_eq!(shop.stripe().refunds(&payment).await.len(), 1);
}

#[tokio::test]
async fn an_order_is_made_while_ses_is_down_and_its_receipt_is_sent_once() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = staff.start_checkout().await;
    let (_, domain) = shop.value("/mail_from").split_once('@').unwrap();
    shop.aws().call("ses", "delete_identity", json!({"Identity": domain})).await;
    shop.stripe().pay(&checkout, &customer).await;
    let order = staff.confirmed_order(&checkout).await;
    shop.aws().wait_for_log("send-mail", &[&checkout.id, "it will be retried"]).await;
    assert_eq!(order["state"], "payment_confirmed");
    assert_eq!(staff.order(&checkout.id).await["mails"][0]["status"], "owed");
    assert!(shop.mails(&customer.email).await.is_empty());

    shop.aws().call("ses", "verify_domain_identity", json!({"Domain": domain})).await;
    assert_one_order(&staff, &checkout, &customer).await;
    assert_eq!(staff.order(&checkout.id).await["mails"][0]["status"], "sent");
}

#[tokio::test]
async fn a_customer_who_paid_added_tax_sees_it_on_the_checkout_page() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    staff.set(|settings| settings["tax"] = json!({"mode": "stripe_added"})).await;
    let checkout = staff.start_checkout().await;
    staff.set(|settings| settings["tax"] = json!({"mode": "included", "home_rate": 1900})).await;
    shop.stripe().pay(&checkout, &customer).await;

    let paid = shop.checkout_when(&checkout, "payment_confirmed").await;
    let amounts = (&paid["quote"]["total"], &paid["tax_added"], &paid["total_paid"]);
    assert_eq!(amounts, (&eur(4290), &eur(858), &eur(5148)));
    let payment = staff.confirmed_order(&checkout).await["payment"].clone();
    assert_eq!((&payment["tax_added"], &payment["captured"]), (&paid["tax_added"], &paid["total_paid"]));
    let receipt = shop.mail(&customer.email, "3DT-").await;
    assert!(receipt.text.contains("EUR 51.48"), "{}", receipt.text);
}

#[tokio::test]
async fn tax_that_stripe_computes_inside_the_prices_is_on_the_receipt() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    staff.set(|settings| settings["tax"] = json!({"mode": "stripe_included"})).await;
    let checkout = staff.start_checkout().await;
    staff.set(|settings| settings["tax"] = json!({"mode": "included", "home_rate": 1900})).await;
    shop.stripe().pay(&checkout, &customer).await;

    let paid = shop.checkout_when(&checkout, "payment_confirmed").await;
    assert_eq!((&paid["total_paid"], &paid["tax_mode"]), (&eur(4290), &json!("stripe_included")));
    let order = staff.confirmed_order(&checkout).await;
    assert_eq!(order["tax_rates"], json!([{"rate": 2000, "net": eur(3575), "tax": eur(715)}]));
    let receipt = shop.mail(&customer.email, "3DT-").await;
    assert!(receipt.text.contains("Includes VAT 20 % (net EUR 35.75): EUR 7.15"), "{}", receipt.text);
}

#[tokio::test]
async fn reconcile_recovers_lost_webhooks_of_a_refund_and_a_dispute() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    let payment = shop.stripe().payment_intent(&checkout).await;
    set_faults(&shop, json!({"lose": 100})).await;
    shop.stripe().control(&format!("/payment_intents/{payment}/refund"), json!({"amount": 500})).await;
    shop.stripe()
        .control(&format!("/payment_intents/{payment}/dispute"), json!({"reason": "fraudulent"}))
        .await;
    shop.stripe().wait_until_delivered().await;
    shop.stripe().control("/faults", json!({"lose": 0})).await;
    shop.aws().invoke("reconcile").await;
    let order = staff.order_when(&checkout.id, "the dispute", |order| order["disputes"][0].is_object()).await;
    let order = match order["refunds"].as_array().map(Vec::len) {
        Some(1) => order,
        _ => staff.order_when(&checkout.id, "the refund", |o| o["refunds"][0]["status"] == "succeeded").await,
    };
    assert_eq!((&order["refunds"][0]["amount"], &order["audit_intact"]), (&eur(500), &json!(true)));
}
