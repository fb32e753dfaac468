//! Printed documents of an order.

use serde_json::json;

use crate::support::{Answer, Customer, Shop, Staff, cart_of, dragon, eur};

async fn document(staff: &Staff<'_>, id: &str, name: &str) -> Answer {
    staff.get(&format!("/admin/orders/{id}/documents/{name}")).await
}

#[tokio::test]
async fn an_order_has_a_packing_slip_without_prices_and_an_invoice_that_adds_up() {
    let shop = Shop::open();
    let customer = Customer { name: format!("<b>Eve</b> & {}", crate::support::unique()), ..Customer::new() };
    let staff = shop.staff().await;
    let mut product = dragon();
    product["name"] = json!("Dragon <script>alert(1)</script>");
    let product = staff.post("/admin/products", &product).await.json(201);
    let checkout = shop.checkout(&cart_of(&product)).await;
    shop.stripe().pay(&checkout, &customer).await;
    let order = staff.confirmed_order(&checkout).await;
    let number = order["number"].as_str().unwrap();
    let name = customer.name.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;");

    let slip = document(&staff, &checkout.id, "packing-slip").await;
    let invoice = document(&staff, &checkout.id, "invoice").await;
    for page in [&slip, &invoice] {
        assert_eq!(page.status, 200, "{}", page.text);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        for shown in [number, &name, &customer.street, "3D Things", "size: Small", "@media print"] {
            assert!(page.text.contains(shown), "{shown}: {}", page.text);
        }
        assert!(!page.text.contains("<b>") && !page.text.contains("<script"), "{}", page.text);
    }
    assert!(!slip.text.contains("EUR"), "no prices: {}", slip.text);
    for amount in ["EUR 19.00", "EUR 38.00", "EUR 4.90", "EUR 42.90"] {
        assert!(invoice.text.contains(amount), "{amount}: {}", invoice.text);
    }
    assert!(!invoice.text.contains("Refunded"));

    staff.refund(&checkout.id, json!({"amount": eur(150), "reason": "a scratch"})).await.json(201);
    staff.order_when(&checkout.id, "the refund", |o| o["refunds"][0]["status"] == "succeeded").await;
    let invoice = document(&staff, &checkout.id, "invoice").await;
    assert!(invoice.text.contains("Refunded") && invoice.text.contains("EUR 1.50"), "{}", invoice.text);
}

#[tokio::test]
async fn documents_need_permission_to_see_the_customer() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&Customer::new()).await;
    let fulfilment = Staff::in_group(&shop, Some("fulfilment")).await;
    assert_eq!(document(&fulfilment, &checkout.id, "packing-slip").await.status, 200);
    let viewer = Staff::in_group(&shop, Some("viewer")).await;
    document(&viewer, &checkout.id, "invoice").await.problem(403, "forbidden");
    document(&staff, &checkout.id, "receipt").await.problem(404, "not_found");
    document(&staff, "ord_01h455vb4pex5vsknk084sn02q", "invoice").await.problem(404, "not_found");
    let unpaid = staff.start_checkout().await;
    document(&staff, &unpaid.id, "invoice").await.problem(404, "not_found");
}
