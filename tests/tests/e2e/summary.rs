//! The dashboard's summary of sales.

use serde_json::{Value, json};

use crate::support::{Customer, Shop, cart_of, eventually};

/// Returns the amount in euros.
fn euros(sums: &Value) -> i64 {
    let of_euros = sums.as_array().unwrap().iter().find(|sum| sum["currency"] == "EUR");
    of_euros.map_or(0, |sum| sum["amount"].as_i64().unwrap())
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

#[tokio::test]
async fn the_summary_adds_up_sales_and_refunds_by_day_state_and_product() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let before = staff.get("/admin/summary").await.json(200);
    assert_eq!(before["days"].as_array().unwrap().len(), 30);

    let product = staff.product().await;
    let mut cart = cart_of(&product);
    cart["items"][0]["quantity"] = json!(100);
    let checkout = shop.checkout(&cart).await;
    shop.stripe().pay(&checkout, &Customer::new()).await;
    let order = staff.confirmed_order(&checkout).await;
    staff
        .transition(&checkout.id, json!({"to": "cancelled", "reason": "nobody makes a hundred"}))
        .await
        .json(200);
    let after = eventually("the refund in the summary", async || {
        let after = staff.get("/admin/summary").await.json(200);
        (euros(&after["total"]["refunded"])
            >= euros(&before["total"]["refunded"]) + euros(&json!([order["total"]])))
        .then_some(after)
    })
    .await;

    for (what, least) in [("orders", 1), ("checkouts", 1), ("refunds", 1)] {
        assert!(number(&after["total"][what]) >= number(&before["total"][what]) + least, "{what}");
    }
    let total = number(&order["total"]["amount"]);
    assert!(euros(&after["total"]["revenue"]) >= euros(&before["total"]["revenue"]) + total);
    let states = after["total"]["states"].as_array().unwrap();
    let cancelled = states.iter().find(|of| of["state"] == "cancelled").unwrap();
    assert!(number(&cancelled["orders"]) >= 1 && euros(&cancelled["value"]) >= total);
    let top = after["top_products"].as_array().unwrap();
    let sold = top.iter().find(|top| top["product_id"] == product["id"]).unwrap();
    let lines = number(&order["lines"][0]["total"]["amount"]);
    assert_eq!((&sold["name"], &sold["pieces"]), (&product["name"], &json!(100)));
    assert_eq!(euros(&sold["revenue"]), lines);
    let queues: Vec<&str> = after["now"]["dead_letters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["queue"].as_str().unwrap())
        .collect();
    assert_eq!(queues.len(), 6, "{queues:?}");
    assert!(queues.iter().all(|queue| !queue.is_empty()));
}

#[tokio::test]
async fn an_invalid_summary_range_is_refused_with_reasons() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let faults = staff.get("/admin/summary?from=2026-01-01&to=2026-06-01").await.faults();
    assert_eq!(faults, ["/from out_of_range"]);
    let faults = staff.get("/admin/summary?from=2026-06-02&to=2026-06-01").await.faults();
    assert_eq!(faults, ["/from after_to"]);
    let faults = staff.get("/admin/summary?from=yesterday&days=3").await.faults();
    assert_eq!(faults, ["/days unknown_field", "/from invalid_date"]);
    let empty = staff.get("/admin/summary?from=2020-01-01&to=2020-01-02").await.json(200);
    assert_eq!((&empty["total"]["orders"], &empty["top_products"]), (&json!(0), &json!([])));
    assert_eq!(
        (empty["days"].as_array().unwrap().len(), &empty["days"][1]["day"]),
        (2, &json!("2020-01-02"))
    );
}
