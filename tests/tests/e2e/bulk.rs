//! Bulk transitions: each order as if it were the only one.

use serde_json::{Value, json};

use crate::support::{Customer, Shop, Staff};

fn row(id: &str, transition: Value) -> Value {
    json!({"order_id": id, "transition": transition})
}

async fn results(staff: &Staff<'_>, rows: &[Value]) -> Vec<Value> {
    let answer = staff.post("/admin/orders/transitions", &json!({"rows": rows})).await.json(200);
    answer["results"].as_array().cloned().unwrap()
}

#[tokio::test]
async fn each_row_has_its_own_result_and_no_row_stops_another() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(staff.paid_order(&Customer::new()).await.0.id);
    }
    let unknown = "ord_01h455vb4pex5vsknk084sn02q";
    let version = staff.order(&ids[0]).await["version"].clone();
    let processing =
        |version: &Value| json!({"to": "processing", "version": version, "details_verified": true});
    let rows = [
        row(&ids[0], json!({"to": "processing", "version": version})),
        row(&ids[1], processing(&json!(99))),
        row(unknown, processing(&version)),
        row(&ids[2], json!({"to": "delivered", "version": version, "customer_confirmed": true})),
        row(&ids[3], processing(&version)),
        row(&ids[4], json!({"to": "cancelled", "version": version, "reason": "cannot be printed"})),
    ];
    let results = results(&staff, &rows).await;
    let outcomes: Vec<_> = results.iter().map(|r| (&r["order_id"], r["status"].as_u64().unwrap())).collect();
    let statuses = [
        (&ids[0], 422),
        (&ids[1], 409),
        (&unknown.to_owned(), 404),
        (&ids[2], 409),
        (&ids[3], 200),
        (&ids[4], 200),
    ];
    assert_eq!(outcomes.len(), 6);
    for ((id, status), (expected, wanted)) in outcomes.iter().zip(statuses) {
        assert_eq!((id.as_str(), *status), (Some(expected.as_str()), wanted));
    }
    let codes: Vec<_> = results.iter().map(|result| result["problem"]["code"].as_str()).collect();
    let expected =
        [Some("invalid_input"), Some("conflict"), Some("not_found"), Some("illegal_transition"), None, None];
    assert_eq!(codes, expected);
    assert_eq!(results[0]["problem"]["errors"][0]["pointer"], "/details_verified");
    assert_eq!(results[3]["problem"]["allowed"], json!(["processing", "cancelled"]));

    let states = ["payment_confirmed", "payment_confirmed", "payment_confirmed", "processing", "cancelled"];
    for (id, state) in ids.iter().zip(states) {
        let order = staff.order(id).await;
        assert_eq!((&order["state"], &order["audit_intact"]), (&json!(state), &json!(true)));
    }
    let moved = &results[4]["order"];
    assert_eq!(
        (&moved["state"], &moved["version"]),
        (&json!("processing"), &staff.order(&ids[3]).await["version"])
    );
}

#[tokio::test]
async fn an_invalid_batch_is_refused_as_a_whole() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, order) = staff.paid_order(&Customer::new()).await;
    let step = json!({"to": "processing", "version": order["version"], "details_verified": true});
    let faults =
        async |rows: Value| staff.post("/admin/orders/transitions", &json!({"rows": rows})).await.faults();
    let twice = json!([row(&checkout.id, step.clone()), row(&checkout.id, step.clone())]);
    assert_eq!(faults(twice).await, ["/rows/1/order_id duplicate_order"]);
    assert_eq!(faults(json!([])).await, ["/rows wrong_length"]);
    let mut misspelt = step.clone();
    misspelt["carier"] = json!("DHL");
    let mixed = json!([row(&checkout.id, step), row("ord_x", misspelt)]);
    assert_eq!(
        faults(mixed).await,
        ["/rows/1/order_id invalid_id", "/rows/1/transition/carier unknown_field"]
    );
    assert_eq!(staff.order(&checkout.id).await["state"], "payment_confirmed");
}

#[tokio::test]
async fn fulfilment_staff_advance_orders_in_bulk_but_cannot_cancel() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (moved, order) = staff.paid_order(&Customer::new()).await;
    let (kept, _) = staff.paid_order(&Customer::new()).await;
    let fulfilment = Staff::in_group(&shop, Some("fulfilment")).await;
    let rows = [
        row(&kept.id, json!({"to": "cancelled", "version": order["version"], "reason": "no"})),
        row(&moved.id, json!({"to": "processing", "version": order["version"], "details_verified": true})),
    ];
    let results = results(&fulfilment, &rows).await;
    assert_eq!((&results[0]["status"], &results[0]["problem"]["code"]), (&json!(403), &json!("forbidden")));
    assert_eq!(results[1]["status"], 200);
    let viewer = Staff::in_group(&shop, Some("viewer")).await;
    viewer.post("/admin/orders/transitions", &json!({"rows": rows})).await.problem(403, "forbidden");
}
