//! Refunds, cancellations and disputes of orders.

use serde_json::{Value, json};

use crate::support::{Customer, Shop, Staff, eur, eventually};

async fn wait_for_refunds(staff: &Staff<'_>, id: &str, how_many: usize) -> Value {
    let done = |order: &Value| {
        let refunds = order["refunds"].as_array().unwrap();
        refunds.len() == how_many && refunds.iter().all(|refund| refund["status"] == "succeeded")
    };
    staff.order_when(id, "the refunds", done).await
}

#[tokio::test]
async fn an_order_is_refunded_in_parts_up_to_the_amount_paid() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    let first = json!({"amount": eur(4000), "reason": "half of it broke"});
    staff.refund(&checkout.id, first).await.json(201);
    let order = wait_for_refunds(&staff, &checkout.id, 1).await;
    assert_eq!((&order["refundable"], &order["state"]), (&eur(290), &json!("payment_confirmed")));

    let too_much = json!({"amount": eur(291), "reason": "and more"});
    let refused = staff.refund(&checkout.id, too_much).await;
    assert_eq!(refused.faults(), ["/amount above_refundable"]);
    let ill_formed = json!({"amount": {"amount": 0, "currency": "USD"}});
    let faults = staff.refund(&checkout.id, ill_formed).await.faults();
    assert_eq!(
        faults,
        ["/amount/amount out_of_range", "/amount/currency wrong_currency", "/reason missing_field"]
    );

    staff.refund(&checkout.id, json!({"reason": "all that is left"})).await.json(201);
    let order = wait_for_refunds(&staff, &checkout.id, 2).await;
    assert_eq!((&order["refundable"], &order["audit_intact"]), (&eur(0), &json!(true)));
    staff.refund(&checkout.id, json!({"reason": "nothing is left"})).await.problem(422, "invalid_input");
    let payment = shop.stripe().payment_intent(&checkout).await;
    let amounts: Vec<i64> = shop
        .stripe()
        .refunds(&payment)
        .await
        .iter()
        .map(|refund| refund["amount"].as_i64().unwrap())
        .collect();
    assert_eq!(amounts.iter().sum::<i64>(), 4290);
}

#[tokio::test]
async fn an_item_is_refunded_at_its_price_and_only_once() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    let ask = |quantity: u32| json!({"lines": [{"line": 0, "quantity": quantity}], "reason": "one broke"});
    let refund = staff.refund(&checkout.id, ask(1)).await.json(201);
    assert_eq!((&refund["amount"], &refund["lines"][0]["quantity"]), (&eur(1900), &json!(1)));
    let order = wait_for_refunds(&staff, &checkout.id, 1).await;
    assert_eq!(order["refundable_lines"], json!([{"quantity": 1, "each": eur(1900)}]));
    let faults = staff.refund(&checkout.id, ask(2)).await.faults();
    assert_eq!(faults, ["/lines/0/quantity quantity_out_of_range"]);
}

#[tokio::test]
async fn a_refund_that_the_bank_refuses_is_shown_and_can_be_retried() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    let asked = staff.refund(&checkout.id, json!({"reason": "it broke"})).await.json(201);
    let order = wait_for_refunds(&staff, &checkout.id, 1).await;
    staff.refund(&checkout.id, json!({"retry_of": asked["id"]})).await.problem(409, "refund_not_failed");

    let at_stripe = order["refunds"][0]["stripe_refund_id"].as_str().unwrap();
    shop.stripe().control(&format!("/refunds/{at_stripe}/fail"), json!({})).await;
    let failed =
        staff.order_when(&checkout.id, "its failure", |o| o["refunds"][0]["status"] == "failed").await;
    assert!(failed["refunds"][0]["failure"].is_string(), "{}", failed["refunds"]);
    assert_eq!(failed["refundable"], eur(4290));

    staff.refund(&checkout.id, json!({"retry_of": asked["id"]})).await.json(201);
    let order = wait_for_refunds(&staff, &checkout.id, 1).await;
    assert_eq!((&order["refunds"][0]["attempt"], &order["refunds"][0]["id"]), (&json!(2), &asked["id"]));
    let actions: Vec<&str> =
        order["audit"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    for action in ["refund_requested", "refund_failed", "refund_retried", "refund_succeeded"] {
        assert!(actions.contains(&action), "{action} in {actions:?}");
    }
    assert_eq!(order["audit_intact"], true);
}

#[tokio::test]
async fn a_refund_and_a_dispute_made_at_stripe_appear_on_the_order() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    let payment = shop.stripe().payment_intent(&checkout).await;
    shop.stripe().control(&format!("/payment_intents/{payment}/refund"), json!({"amount": 500})).await;
    let order = wait_for_refunds(&staff, &checkout.id, 1).await;
    assert_eq!((&order["refunds"][0]["amount"], &order["refundable"]), (&eur(500), &eur(3790)));
    assert_eq!(order["refunds"][0]["reason"], "made in Stripe's dashboard");

    shop.stripe()
        .control(&format!("/payment_intents/{payment}/dispute"), json!({"reason": "fraudulent"}))
        .await;
    let order = staff.order_when(&checkout.id, "the dispute", |order| order["disputes"][0].is_object()).await;
    assert!(order["disputes"][0]["id"].as_str().unwrap().starts_with("du_"), "{}", order["disputes"]);
    assert_eq!((&order["state"], &order["audit_intact"]), (&json!("payment_confirmed"), &json!(true)));
}

#[tokio::test]
async fn cancelling_an_unstarted_order_records_both_steps_and_refunds_all() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&customer).await;
    let cancelled =
        staff.transition(&checkout.id, json!({"to": "cancelled", "reason": "cannot be printed"})).await;
    assert_eq!(cancelled.json(200)["state"], "cancelled");

    let order = wait_for_refunds(&staff, &checkout.id, 1).await;
    let steps: Vec<_> = order["audit"].as_array().unwrap().iter().map(|e| (&e["from"], &e["to"])).collect();
    assert_eq!(steps[2], (&json!("payment_confirmed"), &json!("processing")));
    assert_eq!(steps[3], (&json!("processing"), &json!("cancelled")));
    assert_eq!(order["audit"][3]["reason"], "cannot be printed");
    assert_eq!((&order["refunds"][0]["amount"], &order["refundable"]), (&eur(4290), &eur(0)));
    let payment = shop.stripe().payment_intent(&checkout).await;
    assert_eq!(shop.stripe().refunds(&payment).await[0]["amount"], 4290);
    shop.mail(&customer.email, "cancelled").await;
}

#[tokio::test]
async fn cancelling_after_a_partial_refund_refunds_the_rest() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    staff.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    staff.refund(&checkout.id, json!({"amount": eur(290), "reason": "late"})).await.json(201);
    wait_for_refunds(&staff, &checkout.id, 1).await;
    let cancelled = eventually("the cancellation", async || {
        // The refund's note may change the order in between. Then staff load it again and repeat the step.
        let answer = staff.transition(&checkout.id, json!({"to": "cancelled", "reason": "too late"})).await;
        (answer.status == 200).then(|| answer.json(200))
    })
    .await;
    assert_eq!(cancelled["state"], "cancelled");
    let order = wait_for_refunds(&staff, &checkout.id, 2).await;
    let mut amounts: Vec<i64> = order["refunds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["amount"]["amount"].as_i64().unwrap())
        .collect();
    amounts.sort_unstable();
    assert_eq!(amounts, [290, 4000]);
}

#[tokio::test]
async fn a_refund_of_a_stale_version_is_a_conflict() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, order) = staff.paid_order(&Customer::new()).await;
    staff.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    let path = format!("/admin/orders/{}/refunds", checkout.id);
    let stale = json!({"reason": "late", "version": order["version"]});
    staff.post(&path, &stale).await.problem(409, "conflict");
    let unknown = "/admin/orders/ord_01h455vb4pex5vsknk084sn02q/refunds";
    staff.post(unknown, &stale).await.problem(404, "not_found");
}
