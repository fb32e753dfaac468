//! A purchase from the catalogue to delivery.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Ask, Checkout, Customer, Shop, Staff, cart_of, eur, tracking_secret};

#[tokio::test]
async fn a_purchase_goes_from_the_catalogue_to_delivered() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let checkout = quote_and_pay(&staff, &customer).await;

    let confirmed = shop.checkout_when(&checkout, "payment_confirmed").await;
    let number = confirmed["order_number"].as_str().unwrap().to_owned();
    assert!(number.starts_with("3DT-") && number.len() == 12, "{number}");
    assert_eq!(confirmed["url"], Value::Null, "a paid page is not offered again");
    let receipt = shop.mail(&customer.email, &number).await;
    assert!(receipt.text.contains(&customer.name) && receipt.text.contains("EUR 42.90"), "{}", receipt.text);
    let secret = tracking_secret(&receipt, &checkout.id);

    deliver(&staff, &checkout, &customer, &secret).await;
    assert_audit_trail(&staff, &checkout).await;
    let mails = shop.mails(&customer.email).await;
    assert_eq!(mails.len(), 4, "one mail a step: {mails:?}");
}

/// Quotes a product, checks out and pays.
async fn quote_and_pay(staff: &Staff<'_>, customer: &Customer) -> Checkout {
    let shop = staff.shop;
    let slug = staff.product().await["slug"].as_str().unwrap().to_owned();
    let product = shop.get(&format!("/products/{slug}")).await.json(200);
    let quote = shop.quote(&cart_of(&product)).await;
    assert_eq!(quote["lines"][0]["unit_price"], eur(1900));
    assert_eq!(quote["subtotal"], eur(3800));
    assert_eq!((&quote["shipping"]["price"], &quote["total"]), (&eur(490), &eur(4290)));
    assert_eq!(quote["lead_time_days"], 3, "the longest of the choices");

    let checkout = shop.checkout(&cart_of(&product)).await;
    let waiting = shop.get(&format!("/checkouts/{}", checkout.id)).await.json(200);
    assert_eq!((&waiting["state"], &waiting["url"]), (&json!("pending_payment"), &json!(checkout.url)));
    assert_eq!(waiting["quote"]["total"], quote["total"]);
    let session = shop.stripe().session(&checkout).await;
    assert_eq!((&session["amount_total"], &session["currency"]), (&json!(4290), &json!("eur")));
    shop.stripe().pay(&checkout, customer).await;
    checkout
}

/// Makes and ships the order; the customer gets a mail for each step.
async fn deliver(staff: &Staff<'_>, checkout: &Checkout, customer: &Customer, secret: &str) {
    let shop = staff.shop;
    let steps = [
        ("processing", json!({"to": "processing", "details_verified": true})),
        (
            "shipped",
            json!({"to": "shipped", "carrier": "DHL", "tracking_number": "JD0146000",
            "tracking_url": "https://dhl.example/JD0146000"}),
        ),
        ("delivered", json!({"to": "delivered", "customer_confirmed": true})),
    ];
    for (state, evidence) in steps {
        let order = staff.transition(&checkout.id, evidence).await.json(200);
        assert_eq!(order["state"], state);
        let tracked = track(shop, &checkout.id, Some(secret)).await.json(200);
        assert_eq!(tracked["state"], state);
        if state == "processing" {
            // A step's mail that the next step overtakes is not sent.
            shop.mail(&customer.email, "We are making your order").await;
        }
        if state == "shipped" {
            let mail = shop.mail(&customer.email, "on its way").await;
            assert!(mail.text.contains("DHL JD0146000"), "{}", mail.text);
            assert!(mail.text.contains("https://dhl.example/JD0146000"), "{}", mail.text);
            assert_eq!(tracking_secret(&mail, &checkout.id), secret, "later mails carry the same link");
            assert_eq!(tracked["parcels"][0]["tracking_number"], "JD0146000");
        }
    }
    shop.mail(&customer.email, "has arrived").await;
    let tracked = track(shop, &checkout.id, Some(secret)).await.json(200);
    let reached: Vec<&Value> =
        tracked["milestones"].as_array().unwrap().iter().map(|m| &m["state"]).collect();
    assert_eq!(reached, ["payment_confirmed", "processing", "shipped", "delivered"]);
}

/// Asserts one audit entry for each step, with its actor, and a complete chain.
async fn assert_audit_trail(staff: &Staff<'_>, checkout: &Checkout) {
    let order = staff.order(&checkout.id).await;
    let trail = order["audit"].as_array().unwrap();
    let steps: Vec<_> = trail.iter().map(|e| (text(&e["to"]), text(&e["actor"]["kind"]))).collect();
    let expected = [
        ("pending_payment", "customer"),
        ("payment_confirmed", "stripe"),
        ("processing", "admin"),
        ("shipped", "admin"),
        ("delivered", "admin"),
    ];
    assert_eq!(steps, expected.map(|(to, who)| (to.to_owned(), who.to_owned())));
    assert_eq!(trail[2]["actor"]["email"], staff.shop.value("/admin/email"));
    assert_eq!(trail[3]["evidence"].to_string().matches("JD0146000").count(), 2, "number and address");
    for (place, entry) in trail.iter().enumerate() {
        assert_eq!(entry["seq"], place + 1);
        let before = if place == 0 { "0".repeat(64) } else { text(&trail[place - 1]["hash"]) };
        assert_eq!(text(&entry["previous_hash"]), before);
    }
    assert_eq!(order["audit_intact"], true);
    assert_eq!(order["allowed"], json!([]), "nothing follows delivery");
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

async fn track(shop: &Shop, id: &str, secret: Option<&str>) -> Answer {
    let request = shop.api(Method::GET, &format!("/orders/{id}"));
    let request = match secret {
        Some(secret) => request.bearer_auth(secret),
        None => request,
    };
    request.ask().await
}

#[tokio::test]
async fn tracking_needs_the_secret_and_shows_no_customer_data() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, _) = staff.paid_order(&customer).await;
    let (other, _) = staff.paid_order(&Customer::new()).await;
    let secret = tracking_secret(&shop.mail(&customer.email, "3DT-").await, &checkout.id);
    assert!(secret.len() >= 43, "256 bits: {secret}");

    let tracked = track(&shop, &checkout.id, Some(&secret)).await;
    assert_eq!(tracked.header("cache-control"), Some("no-store"));
    assert_eq!(tracked.json(200)["lines"][0]["quantity"], 2);
    for private in [&customer.email, &customer.name, &customer.phone, &customer.street] {
        assert!(!tracked.text.contains(private.as_str()), "{private} in {}", tracked.text);
    }

    let unknown = "ord_01h455vb4pex5vsknk084sn02q";
    let refused = track(&shop, unknown, Some(&secret)).await;
    refused.problem(404, "not_found");
    for (id, secret) in [
        (checkout.id.as_str(), Some("A".repeat(43))),
        (&checkout.id, Some(secret[..secret.len() - 1].to_owned())),
        (&checkout.id, None),
        (&checkout.id, Some(String::new())),
        (&other.id, Some(secret)),
        ("not-an-id", None),
    ] {
        let answer = track(&shop, id, secret.as_deref()).await;
        assert_eq!((answer.status, answer.text), (404, refused.text.clone()), "{id}");
    }
}

#[tokio::test]
async fn staff_see_the_customer_and_find_orders_by_email() {
    let (shop, customer) = (Shop::open(), Customer::new());
    let staff = shop.staff().await;
    let (checkout, order) = staff.paid_order(&customer).await;
    assert_eq!(order.get("customer"), None, "nobody asked who bought");
    let order = staff.order_with_customer(&checkout.id).await;
    assert_eq!(order["customer"]["email"], customer.email);
    assert_eq!(order["customer"]["name"], customer.name);
    assert_eq!(order["customer"]["phone"], customer.phone);
    assert_eq!(order["customer"]["shipping_address"]["line1"], customer.street);
    assert_eq!((&order["payment"]["captured"], &order["refundable"]), (&eur(4290), &eur(4290)));

    let written = format!("  {} ", customer.email.to_uppercase());
    let query = [("email", written.as_str())];
    let found = staff.api(Method::GET, "/admin/orders").query(&query).ask().await;
    let list = found.json(200);
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!((&list["items"][0]["id"], &list["items"][0]["item_count"]), (&json!(checkout.id), &json!(2)));
    assert!(!found.text.contains(&customer.name), "a list shows nobody by name");
}
