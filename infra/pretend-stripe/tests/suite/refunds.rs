use serde_json::json;

use crate::support::{Shop, nothing};

#[tokio::test]
async fn refunds_never_exceed_the_captured_amount() {
    let shop = Shop::open().await;
    let (_, intent) = shop.paid().await;
    let refund = async |form: &str| shop.post("/v1/refunds", &format!("payment_intent={intent}{form}")).await;

    let part = refund("&amount=1000&reason=requested_by_customer&metadata[refund]=r1").await.ok();
    assert_eq!(part["status"], "succeeded");
    assert_eq!(part["metadata"], json!({ "refund": "r1" }));
    let much = refund("&amount=3300").await;
    assert_eq!((much.status, much.error("param")), (400, "amount"));
    assert_eq!(
        much.error("message"),
        "Refund amount (€33.00) is greater than unrefunded amount on charge (€32.90)"
    );
    assert_eq!(refund("&amount=0").await.error("code"), "parameter_invalid_integer");
    assert_eq!(refund("&reason=mood").await.error("param"), "reason");
    assert_eq!(refund("").await.ok()["amount"], 3290);
    assert_eq!(refund("").await.error("code"), "charge_already_refunded");

    let list = shop.get(&format!("/v1/refunds?payment_intent={intent}")).await.ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
    let id = part["id"].as_str().unwrap();
    assert_eq!(shop.get(&format!("/v1/refunds/{id}")).await.ok()["amount"], 1000);
    let charge = part["charge"].as_str().unwrap();
    let charge = shop.get(&format!("/v1/charges/{charge}")).await.ok();
    assert_eq!((&charge["amount_refunded"], &charge["refunded"]), (&json!(4290), &json!(true)));
}

#[tokio::test]
async fn a_dashboard_refund_is_sent_to_the_webhook() {
    let shop = Shop::open().await;
    let (_, intent) = shop.paid().await;
    shop.hook.wait_for(1).await;
    shop.pretend(&format!("/_pretend/payment_intents/{intent}/refund"), json!({ "amount": 500 })).await;
    shop.hook.wait_for(4).await;
    let kinds = shop.hook.kinds();
    for kind in ["refund.created", "charge.refunded", "refund.updated"] {
        assert!(kinds.iter().any(|known| known == kind), "{kinds:?} lacks {kind}");
    }
}

#[tokio::test]
async fn a_refund_can_be_made_to_fail_later() {
    let shop = Shop::open().await;
    let (_, intent) = shop.paid().await;
    shop.pretend("/_pretend/faults", json!({ "failing_refunds": 1 })).await;
    let refund = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await.ok();
    assert_eq!(refund["status"], "pending");
    let id = refund["id"].as_str().unwrap();
    shop.pretend(&format!("/_pretend/refunds/{id}/fail"), nothing()).await;
    let failed = shop.get(&format!("/v1/refunds/{id}")).await.ok();
    assert_eq!(failed["status"], "failed");
    assert_eq!(failed["failure_reason"], "expired_or_canceled_card");
    let again = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await.ok();
    assert_eq!((&again["status"], &again["amount"]), (&json!("succeeded"), &json!(4290)));
}

#[tokio::test]
async fn a_failing_refund_fails_by_itself() {
    let shop = Shop::open().await;
    let (_, intent) = shop.paid().await;
    shop.pretend("/_pretend/faults", json!({ "failing_refunds": 1 })).await;
    shop.post("/v1/refunds", &format!("payment_intent={intent}")).await.ok();
    let kinds = [
        "checkout.session.completed",
        "refund.created",
        "charge.refunded",
        "refund.updated",
        "refund.failed",
    ];
    shop.hook.wait_for(kinds.len()).await;
    let seen = shop.hook.kinds();
    assert!(kinds.iter().all(|kind| seen.iter().any(|known| known == kind)), "{seen:?}");
}

#[tokio::test]
async fn a_dispute_is_sent_to_the_webhook_and_blocks_refunds() {
    let shop = Shop::open().await;
    let (_, intent) = shop.paid().await;
    shop.hook.wait_for(1).await;
    let dispute = shop.pretend(&format!("/_pretend/payment_intents/{intent}/dispute"), nothing()).await;
    let event = &shop.hook.wait_for(2).await[1].event;
    assert_eq!(event["type"], "charge.dispute.created");
    assert_eq!(event["data"]["object"]["id"], dispute["id"]);
    assert_eq!(event["data"]["object"]["payment_intent"], json!(intent));
    let refused = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(refused.error("code"), "charge_disputed");
}
