//! Export and erasure of customer data.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Checkout, Customer, Shop, Staff, eventually, tracking_secret};

async fn delivered_order(staff: &Staff<'_>, customer: &Customer) -> Checkout {
    let (checkout, _) = staff.paid_order(customer).await;
    staff.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    let shipped = json!({"to": "shipped", "carrier": "DHL", "tracking_number": "1"});
    staff.transition(&checkout.id, shipped).await.json(200);
    staff.transition(&checkout.id, json!({"to": "delivered", "customer_confirmed": true})).await.json(200);
    checkout
}

fn marks(customer: &Customer) -> [&String; 3] {
    [&customer.email, &customer.name, &customer.street]
}

/// Returns every item of the table, as text.
async fn table(shop: &Shop) -> String {
    shop.aws().call("dynamodb", "scan", json!({"TableName": shop.value("/table")})).await.to_string()
}

/// Returns the parts of an order's item that lead to its customer.
async fn traces(shop: &Shop, id: &str) -> Vec<String> {
    let items = shop.aws().items_of(id).await;
    let order = items.iter().find(|item| item["entity"]["S"] == "order").unwrap();
    let sealed = &order["confidential"]["M"];
    let bytes = [&sealed["key"], &sealed["data"]].map(|part| part["B"].as_str().map(ToOwned::to_owned));
    let hashes =
        [&order["customer_hash"], &order["secret_hash"]].map(|h| h["S"].as_str().map(ToOwned::to_owned));
    bytes.into_iter().chain(hashes).flatten().collect()
}

#[tokio::test]
async fn a_customer_export_is_complete_and_is_audited_on_each_order() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let done = delivered_order(&staff, &customer).await;
    let (open, _) = staff.paid_order(&customer).await;
    staff.paid_order(&Customer::new()).await;
    let note = json!({"text": "Rang about the colour.", "visible_to_customer": false});
    staff.post(&format!("/admin/orders/{}/notes", open.id), &note).await.json(201);
    let asked = json!({"email": format!(" {} ", customer.email.to_uppercase())});
    let answer = staff.post("/admin/customers/export", &asked).await;
    let export = answer.json(200);
    let ids: Vec<&Value> = export["orders"].as_array().unwrap().iter().map(|order| &order["id"]).collect();
    assert_eq!(ids, [&json!(open.id), &json!(done.id)], "theirs, newest first, and nobody else's");
    for mark in marks(&customer) {
        assert!(answer.text.matches(mark.as_str()).count() >= 2, "{mark} is in both orders");
    }
    let noted = &export["orders"][0]["notes"];
    assert_eq!((noted.as_array().unwrap().len(), &noted[0]["text"]), (1, &note["text"]));
    let order = &export["orders"][1];
    assert_eq!(
        (&order["customer"]["phone"], &order["parcels"][0]["carrier"]),
        (&json!(customer.phone), &json!("DHL"))
    );
    assert!(!answer.text.contains(shop.value("/admin/email")), "staff are not the customer's to know");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    for id in [&open.id, &done.id] {
        let order = staff.order(id).await;
        let last = order["audit"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&last["action"], &last["actor"]["email"]),
            (&json!("customer_exported"), &json!(shop.value("/admin/email")))
        );
        assert_eq!(order["audit_intact"], true);
    }
    assert_eq!(
        staff.post("/admin/customers/export", &json!({"email": "x"})).await.faults(),
        ["/email invalid_email"]
    );
    let nobody =
        staff.post("/admin/customers/export", &json!({"email": "nobody@example.org"})).await.json(200);
    assert_eq!(nobody["orders"], json!([]));
}

#[tokio::test]
async fn an_erased_customer_leaves_no_data_but_the_order_stays_complete() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let done = delivered_order(&staff, &customer).await;
    let (open, _) = staff.paid_order(&customer).await;
    let secret = tracking_secret(&shop.mail(&customer.email, "has arrived").await, &done.id);
    let (before, traces) = (staff.order(&done.id).await, traces(&shop, &done.id).await);
    assert_eq!(traces.len(), 4, "key, data and two hashes");

    let asked = json!({"email": customer.email});
    let erased = staff.post("/admin/customers/erase", &asked).await.json(200);
    let outcomes: Vec<_> = erased["orders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| (&o["id"], &o["erased"], &o["kept_because"]))
        .collect();
    let expected =
        [(&json!(open.id), &json!(false), &json!("open")), (&json!(done.id), &json!(true), &Value::Null)];
    assert_eq!(outcomes, expected);

    let everything = table(&shop).await;
    for trace in &traces {
        // The customer's open order has the same hash of their address.
        let elsewhere =
            staff.shop.aws().items_of(&open.id).await.iter().map(ToString::to_string).collect::<String>();
        let left = everything.matches(trace.as_str()).count();
        assert_eq!(left, elsewhere.matches(trace.as_str()).count(), "{trace} is left");
    }
    let order = staff.order_with_customer(&done.id).await;
    assert_eq!((order.get("customer"), &order["audit_intact"]), (None, &json!(true)));
    assert!(order["erased_at"].is_string());
    for kept in
        ["number", "state", "lines", "subtotal", "shipping", "total", "payment", "milestones", "parcels"]
    {
        assert_eq!(order[kept], before[kept], "{kept}");
    }
    let last = order["audit"].as_array().unwrap().last().unwrap();
    assert_eq!(last["action"], "customer_erased");
    let link = shop.api(Method::GET, &format!("/orders/{}", done.id)).bearer_auth(&secret).ask().await;
    link.problem(404, "not_found");

    let again = staff.post("/admin/customers/erase", &asked).await.json(200);
    assert_eq!(
        again["orders"].as_array().map(Vec::len),
        Some(1),
        "only the open one is still theirs: {again}"
    );
    staff.transition(&open.id, json!({"to": "cancelled", "reason": "asked to be forgotten"})).await.json(200);
    staff.order_when(&open.id, "the refund", |o| o["refunds"][0]["status"] == "succeeded").await;
    let last = staff.post("/admin/customers/erase", &asked).await.json(200);
    // The run of `retention` in another test may have erased it first, because the request was remembered.
    assert!(last["orders"] == json!([]) || last["orders"][0]["erased"] == true, "{last}");
    let found =
        staff.api(Method::GET, "/admin/orders").query(&[("email", &customer.email)]).ask().await.json(200);
    assert_eq!(found["items"], json!([]));
    let everything = table(&shop).await;
    for trace in traces.iter().chain(marks(&customer)) {
        assert!(!everything.contains(trace.as_str()), "{trace} is left");
    }
}

#[tokio::test]
async fn retention_erases_orders_that_ended_long_ago() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let old = delivered_order(&staff, &customer).await;
    let young = delivered_order(&staff, &customer).await;
    let parameters = json!({
        "TableName": shop.value("/table"),
        "Key": {"pk": {"S": format!("ORDER#{}", old.id)}, "sk": {"S": "ORDER"}},
        "UpdateExpression": "SET gsi4sk = :long_ago",
        "ConditionExpression": "gsi4pk = :closed",
        "ExpressionAttributeValues":
            {":long_ago": {"S": format!("2010-01-01T00:00:00.000Z#{}", old.id)}, ":closed": {"S": "CLOSED"}},
    });
    shop.aws().call("dynamodb", "update_item", parameters).await;
    shop.aws().invoke("retention").await;
    let order = eventually("the order to be erased", async || {
        let order = staff.order(&old.id).await;
        order["erased_at"].is_string().then_some(order)
    })
    .await;
    let last = order["audit"].as_array().unwrap().last().unwrap();
    assert_eq!(last["actor"], json!({"kind": "system", "function": "retention"}));
    assert_eq!(staff.order_with_customer(&young.id).await["customer"]["email"], customer.email);
}

#[tokio::test]
async fn only_admins_may_export_or_erase_a_customer() {
    let shop = Shop::open();
    for group in [Some("fulfilment"), Some("viewer"), None] {
        let other = Staff::in_group(&shop, group).await;
        for path in ["/admin/customers/export", "/admin/customers/erase"] {
            other.post(path, &json!({"email": "ada@example.org"})).await.problem(403, "forbidden");
        }
    }
}
