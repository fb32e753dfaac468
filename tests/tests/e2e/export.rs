//! Export of orders as CSV for bookkeeping.

use serde_json::json;

use crate::support::{Answer, Customer, Shop, Staff, eur};

const HEADER: &str = "number,id,state,confirmed_at,processing_at,shipped_at,delivered_at,cancelled_at,ship_by,\
    country,item_count,items,subtotal,shipping,tax,total,tax_mode,net_total,tax_total,tax_rates,refunded,disputed,currency";

/// Returns the query of the next page, if there is one.
fn next(page: &Answer) -> Option<String> {
    let link = page.header("link")?;
    let target = link.strip_prefix("<?").and_then(|link| link.strip_suffix(">; rel=\"next\""));
    Some(target.unwrap_or_else(|| panic!("{link}")).to_owned())
}

/// Downloads all pages as one file.
async fn file(staff: &Staff<'_>, query: &str) -> String {
    let (mut query, mut file) = (query.to_owned(), String::new());
    loop {
        let page = staff.get(&format!("/admin/orders/export?{query}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert_eq!(page.header("content-type"), Some("text/csv; charset=utf-8"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        file.push_str(&page.text);
        let Some(more) = next(&page) else { return file.trim_start_matches('\u{feff}').to_owned() };
        query = more;
    }
}

#[tokio::test]
async fn each_order_is_exported_once_and_without_customer_data() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let mut product = crate::support::dragon();
    product["name"] = json!("=HYPERLINK(\"https://evil.example\"), \"a dragon\"");
    let product = staff.post("/admin/products", &product).await.json(201);
    let checkout = shop.checkout(&crate::support::cart_of(&product)).await;
    shop.stripe().pay(&checkout, &customer).await;
    staff.confirmed_order(&checkout).await;
    staff.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    staff.refund(&checkout.id, json!({"amount": eur(100), "reason": "a scratch"})).await.json(201);
    let order =
        staff.order_when(&checkout.id, "the refund", |o| o["refunds"][0]["status"] == "succeeded").await;
    let (other, _) = staff.paid_order(&Customer::new()).await;

    let file = file(&staff, "limit=1").await;
    let mut lines = file.split_terminator("\r\n");
    assert_eq!(lines.next(), Some(HEADER));
    assert_eq!(file.matches("number,id").count(), 1, "the header is on the first page only");
    let lines: Vec<&str> = lines.collect();
    assert_eq!(lines.iter().filter(|line| line.contains(&other.id)).count(), 1);
    let own: Vec<&&str> = lines.iter().filter(|line| line.contains(&checkout.id)).collect();
    let text = |pointer: &str| order.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let expected = format!(
        "{},{},processing,{},{},,,,{},DE,2,\
         \"2 × =HYPERLINK(\"\"https://evil.example\"\"), \"\"a dragon\"\" (Small, PLA, Red)\",\
         38.00,4.90,0.00,42.90,included,36.05,6.85,19 %: 36.05 + 6.85,1.00,false,EUR",
        text("/number"),
        checkout.id,
        text("/created_at"),
        text("/milestones/1/at"),
        text("/ship_by"),
    );
    assert_eq!(own, [&expected.as_str()]);
    for private in [&customer.email, &customer.name, &customer.phone, &customer.street] {
        assert!(!file.contains(private.as_str()), "{private}");
    }
}

#[tokio::test]
async fn an_order_export_filters_by_time_and_state_and_needs_an_admin() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, order) = staff.paid_order(&Customer::new()).await;
    let at = order["created_at"].as_str().unwrap();
    let during = file(&staff, &format!("from={at}&to={at}&state=payment_confirmed")).await;
    assert!(during.contains(&checkout.id), "{during}");
    let elsewhere = file(&staff, &format!("from={at}&to={at}&state=shipped")).await;
    assert!(!elsewhere.contains(&checkout.id), "{elsewhere}");
    let empty = staff.get("/admin/orders/export?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z").await;
    assert_eq!(
        (empty.status, empty.text.trim_start_matches('\u{feff}')),
        (200, format!("{HEADER}\r\n").as_str())
    );
    let name = "attachment; filename=\"orders-2020-01-01-to-2020-01-02.csv\"";
    let disposition = empty.headers.get("content-disposition").unwrap();
    assert_eq!(disposition.to_str().unwrap(), name);

    let faults = staff.get("/admin/orders/export?state=cart&limit=101&cursor=x").await.faults();
    assert_eq!(faults, ["/limit out_of_range"]);
    let faults = staff.get("/admin/orders/export?state=cart&cursor=x").await.faults();
    assert_eq!(faults, ["/cursor invalid_cursor", "/state no_order_state"]);
    for group in ["fulfilment", "viewer"] {
        let other = Staff::in_group(&shop, Some(group)).await;
        other.get("/admin/orders/export").await.problem(403, "forbidden");
    }
}
