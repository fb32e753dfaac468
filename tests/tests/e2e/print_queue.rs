//! The print queue and overdue orders.

use serde_json::{Value, json};

use crate::support::{Customer, Shop, Staff, eur};

/// Returns every order of a list, over all pages.
async fn all_pages(staff: &Staff<'_>, list: &str) -> Vec<Value> {
    let (mut path, mut found) = (list.to_owned(), Vec::new());
    loop {
        let page = staff.get(&path).await.json(200);
        found.extend(page["items"].as_array().cloned().unwrap());
        let Some(cursor) = page["next_cursor"].as_str() else { return found };
        path = format!("{list}&cursor={cursor}");
    }
}

fn position(list: &[Value], id: &str) -> Option<usize> {
    list.iter().position(|order| order["id"] == id)
}

/// Backdates the day by which an order should ship.
async fn backdate_ship_by(shop: &Shop, id: &str, day: &str) {
    let parameters = json!({
        "TableName": shop.value("/table"),
        "Key": {"pk": {"S": format!("ORDER#{id}")}, "sk": {"S": "ORDER"}},
        "UpdateExpression": "SET ship_by = :day, gsi4sk = :place",
        "ExpressionAttributeValues": {":day": {"S": day}, ":place": {"S": format!("{day}#{id}")}},
    });
    shop.aws().call("dynamodb", "update_item", parameters).await;
}

#[tokio::test]
async fn the_print_queue_lists_orders_with_lines_most_urgent_first() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (later, _) = staff.paid_order(&Customer::new()).await;
    let (sooner, order) = staff.paid_order(&Customer::new()).await;
    backdate_ship_by(&shop, &sooner.id, "2020-01-02").await;
    let queue = all_pages(&staff, "/admin/print-queue?limit=2").await;
    let (first, second) = (position(&queue, &sooner.id).unwrap(), position(&queue, &later.id).unwrap());
    assert!(first < second, "due in 2020: {first}, due next week: {second}");
    let job = &queue[first];
    assert_eq!((&job["number"], &job["state"]), (&order["number"], &json!("payment_confirmed")));
    assert_eq!((&job["ship_by"], &job["overdue"]), (&json!("2020-01-02"), &json!(true)));
    assert_eq!((&job["lines"], &job["lead_time_days"]), (&order["lines"], &json!(3)));
    assert_eq!(job["lines"][0]["configuration"][0]["price_adjustment"], eur(0));
    assert!(job.get("customer").is_none(), "{job}");

    // A transition accepts the version that the print queue shows.
    let step = json!({"to": "processing", "details_verified": true});
    staff.transition_from(&sooner.id, &job["version"], step).await.json(200);
    let shipped = json!({"to": "shipped", "carrier": "DHL", "tracking_number": "1"});
    staff.transition(&sooner.id, shipped).await.json(200);
    assert_eq!(position(&all_pages(&staff, "/admin/print-queue?limit=100").await, &sooner.id), None);
}

#[tokio::test]
async fn overdue_orders_are_listed_until_closed() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (on_time, _) = staff.paid_order(&Customer::new()).await;
    let (late, _) = staff.paid_order(&Customer::new()).await;
    backdate_ship_by(&shop, &late.id, "2020-01-01").await;
    let overdue = all_pages(&staff, "/admin/orders?overdue=true&limit=1").await;
    assert!(position(&overdue, &late.id).is_some() && position(&overdue, &on_time.id).is_none());
    assert!(overdue.iter().all(|order| order["overdue"] == true));
    let ordinary = staff.get("/admin/orders?overdue=false&state=payment_confirmed&limit=100").await.json(200);
    assert!(position(ordinary["items"].as_array().unwrap(), &late.id).is_some(), "in time or not");

    staff.transition(&late.id, json!({"to": "cancelled", "reason": "cannot be printed"})).await.json(200);
    assert_eq!(position(&all_pages(&staff, "/admin/orders?overdue=true&limit=100").await, &late.id), None);

    let faults = staff.get("/admin/orders?overdue=true&state=shipped&number=7&cursor=x").await.faults();
    let alone = [
        "/cursor not_combinable",
        "/number invalid_order_number",
        "/overdue not_combinable",
        "/state not_combinable",
    ];
    assert_eq!(faults, alone);
    let faults = staff.get("/admin/orders?overdue=true&from=2026-01-01T00:00:00Z&cursor=x").await.faults();
    assert_eq!(faults, ["/cursor invalid_cursor", "/from not_combinable"]);
    assert_eq!(staff.get("/admin/orders?overdue=yes").await.faults(), ["/overdue unknown_value"]);
    assert_eq!(staff.get("/admin/print-queue?cursor=x").await.faults(), ["/cursor invalid_cursor"]);
}
