//! Transitions, conflicts and lists of orders.

use serde_json::{Value, json};

use crate::support::{Checkout, Customer, Shop, Staff, eventually};

/// All states, each with a valid transition request.
fn requests() -> [(&'static str, Value); 6] {
    [
        ("pending_payment", json!({})),
        ("payment_confirmed", json!({})),
        ("processing", json!({"details_verified": true})),
        ("shipped", json!({"carrier": "DHL", "tracking_number": "1"})),
        ("delivered", json!({"customer_confirmed": true})),
        ("cancelled", json!({"reason": "no"})),
    ]
}

/// Requests every transition that is not allowed and expects a refusal.
async fn assert_only_allowed(staff: &Staff<'_>, checkout: &Checkout, from: &str, allowed: &[&str]) {
    let version = staff.order(&checkout.id).await["version"].clone();
    for (to, mut request) in requests() {
        if allowed.contains(&to) {
            continue;
        }
        request["to"] = json!(to);
        let problem =
            staff.transition_from(&checkout.id, &version, request).await.problem(409, "illegal_transition");
        assert_eq!(
            (&problem["from"], &problem["allowed"]),
            (&json!(from), &json!(allowed)),
            "{from} to {to}"
        );
    }
}

#[tokio::test]
async fn illegal_transitions_are_refused_with_the_allowed_ones() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    assert_only_allowed(&staff, &checkout, "payment_confirmed", &["processing", "cancelled"]).await;
    staff.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    assert_only_allowed(&staff, &checkout, "processing", &["shipped", "cancelled"]).await;
    let shipped = json!({"to": "shipped", "carrier": "DHL", "tracking_number": "1"});
    staff.transition(&checkout.id, shipped).await.json(200);
    assert_only_allowed(&staff, &checkout, "shipped", &["delivered"]).await;
    staff.transition(&checkout.id, json!({"to": "delivered", "customer_confirmed": true})).await.json(200);
    assert_only_allowed(&staff, &checkout, "delivered", &[]).await;

    let order = staff.order(&checkout.id).await;
    assert_eq!(order["audit"].as_array().map(Vec::len), Some(5), "what was refused left no trace");
}

#[tokio::test]
async fn a_transition_needs_its_evidence_and_takes_no_other() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, order) = staff.paid_order(&Customer::new()).await;
    let faults = async |evidence: Value| staff.transition(&checkout.id, evidence).await.faults();
    assert_eq!(faults(json!({"to": "processing"})).await, ["/details_verified missing_evidence"]);
    let unverified = json!({"to": "processing", "details_verified": false, "carrier": "DHL"});
    let found = faults(unverified).await;
    assert_eq!(found, ["/carrier unexpected_evidence", "/details_verified missing_evidence"]);
    assert_eq!(faults(json!({"to": "cancelled"})).await, ["/reason missing_evidence"]);
    assert_eq!(faults(json!({"to": "lost", "note": 1})).await, ["/note unknown_field", "/to unknown_value"]);

    staff.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    let poor = json!({"to": "shipped", "carrier": " ", "tracking_url": "http://dhl.example"});
    assert_eq!(faults(poor).await, ["/carrier empty_text"]);
    let poor = json!({"to": "shipped", "tracking_url": "http://dhl.example"});
    let expected =
        ["/carrier missing_evidence", "/tracking_number missing_evidence", "/tracking_url not_https"];
    assert_eq!(faults(poor).await, expected);
    assert_eq!(order["allowed"][0]["needs"], json!(["details_verified"]));
}

#[tokio::test]
async fn a_transition_of_a_stale_version_is_a_conflict() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, seen) = staff.paid_order(&Customer::new()).await;
    staff.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    let late = json!({"to": "shipped", "carrier": "DHL", "tracking_number": "1"});
    staff.transition_from(&checkout.id, &seen["version"], late).await.problem(409, "conflict");
    assert_eq!(staff.order(&checkout.id).await["state"], "processing");
}

#[tokio::test]
async fn one_of_two_concurrent_transitions_wins() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, seen) = staff.paid_order(&Customer::new()).await;
    let processing = json!({"to": "processing", "details_verified": true});
    let cancelled = json!({"to": "cancelled", "reason": "cannot be printed"});
    let (one, other) = tokio::join!(
        staff.transition_from(&checkout.id, &seen["version"], processing),
        staff.transition_from(&checkout.id, &seen["version"], cancelled),
    );
    let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
    lost.problem(409, "conflict");
    let order = staff.order(&checkout.id).await;
    assert_eq!(order["state"], won.json(200)["state"]);
    assert_eq!(order["audit_intact"], true);
}

#[tokio::test]
async fn an_order_is_found_by_its_number() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, order) = staff.paid_order(&Customer::new()).await;
    let number = order["number"].as_str().unwrap();
    for written in [number.to_owned(), number.to_lowercase()] {
        let found = staff.get(&format!("/admin/orders?number={written}")).await.json(200);
        assert_eq!(
            (found["items"].as_array().map(Vec::len), &found["items"][0]["id"]),
            (Some(1), &json!(checkout.id))
        );
        assert!(found.get("next_cursor").is_none());
    }
    let path = format!("/admin/orders?number={}", &number[..9]);
    eventually("the order by the beginning of its number", async || {
        let found = staff.get(&path).await.json(200);
        found["items"].as_array()?.iter().any(|it| it["id"] == json!(checkout.id)).then_some(())
    })
    .await;
    let nobodys = staff.get("/admin/orders?number=3DT-00000000").await.json(200);
    assert_eq!(nobodys["items"], json!([]));
    let faults = staff.get("/admin/orders?number=7&state=shipped").await.faults();
    assert_eq!(faults, ["/number invalid_order_number", "/state not_combinable"]);
}

#[tokio::test]
async fn orders_are_listed_by_state_and_page_by_page() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let mut bought = Vec::new();
    for _ in 0..3 {
        bought.push(staff.paid_order(&customer).await.0.id);
    }
    bought.reverse();
    let mut path = format!("/admin/orders?limit=1&email={}", customer.email);
    let mut listed = Vec::new();
    loop {
        let page = staff.get(&path).await.json(200);
        listed.extend(page["items"].as_array().unwrap().iter().map(|o| o["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/admin/orders?limit=1&email={}&cursor={cursor}", customer.email);
    }
    assert_eq!(listed, bought, "newest first, each once");

    staff.transition(&bought[0], json!({"to": "processing", "details_verified": true})).await.json(200);
    let states =
        async |state: &str| staff.get(&format!("/admin/orders?limit=100&state={state}")).await.json(200);
    let processing = states("processing").await.to_string();
    assert!(processing.contains(&bought[0]) && !processing.contains(&bought[1]));
    assert!(!states("payment_confirmed").await.to_string().contains(&bought[0]));

    let faults =
        staff.get("/admin/orders?state=pending_payment&email=x&cursor=x&limit=0&colour=red").await.faults();
    assert_eq!(faults, ["/colour unknown_field", "/limit out_of_range"]);
    let faults = staff.get("/admin/orders?state=pending_payment&email=x&cursor=x").await.faults();
    let expected =
        ["/cursor invalid_cursor", "/email invalid_email", "/email not_combinable", "/state no_order_state"];
    assert_eq!(faults.iter().filter(|fault| expected.contains(&fault.as_str())).count(), faults.len());
}
