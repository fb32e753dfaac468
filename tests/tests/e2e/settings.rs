//! Shop settings changed by the owner.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Customer, Shop, Staff, dragon, eventually, unique};

#[tokio::test]
async fn settings_appear_on_the_public_page_and_in_mails() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let street = format!("Gasse {}", unique());
    let address = json!({"name": "Studio GmbH", "line1": street, "postal_code": "1010", "city": "Wien", "country": "AT"});
    let terms = format!("Terms of {}.\n\nWe print to order.", unique());
    let set_to = staff
        .set(|settings| {
            settings["address"] = address.clone();
            settings["mail_sender"] = json!("hello@3d-things.local");
            settings["legal"]["terms"] = json!(terms);
        })
        .await;
    assert_eq!((&set_to["address"], &set_to["legal"]["terms"]), (&address, &json!(terms)));

    let public = eventually("the public page to show it", async || {
        let answer = shop.get("/shop").await;
        (answer.json(200)["legal"]["terms"] == json!(terms)).then_some(answer)
    })
    .await;
    let page = public.json(200);
    assert_eq!(
        (&page["address"], &page["currency"], &page["currency_decimals"]),
        (&address, &json!("EUR"), &json!(2))
    );
    assert!(
        page["countries"].as_array().unwrap().contains(&json!("DE")) && page["ships_everywhere"] == false
    );
    assert!(page.get("retention_days").is_none() && page.get("mail_sender").is_none());
    assert!(public.header("cache-control").unwrap().contains("stale-while-revalidate"));
    let again =
        shop.api(Method::GET, "/shop").header("if-none-match", public.header("etag").unwrap()).ask().await;
    assert_eq!(again.status, 304);

    let customer = Customer::new();
    let product = staff.product().await;
    let checkout = shop.checkout(&crate::support::cart_of(&product)).await;
    shop.stripe().pay(&checkout, &customer).await;
    let mail = shop.mail(&customer.email, "Your order is confirmed").await;
    assert!(mail.text.contains(&street) && mail.html.contains(&street), "{}", mail.text);
    assert_eq!(mail.from, "\"3D Things\" <hello@3d-things.local>");
}

#[tokio::test]
async fn settings_need_if_match_are_validated_and_are_for_admins_only() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let good = staff.get("/admin/settings").await.json(200);
    staff.api(Method::PUT, "/admin/settings").json(&good).ask().await.problem(428, "if_match_required");
    let stale = staff.change(Method::PUT, "/admin/settings", 1_000_000, &good).await;
    stale.problem(412, "precondition_failed");
    let mut bad = good.clone();
    bad["shop_name"] = json!("");
    bad["calendar"]["holidays"] = json!(["some day"]);
    bad["shipping_rates"][0]["countries"] = json!(["UK"]);
    let faults = staff.change(Method::PUT, "/admin/settings", 0, &bad).await.faults();
    let expected = [
        "/calendar/holidays/0 invalid_date",
        "/shipping_rates/0/countries/0 invalid_country",
        "/shop_name empty_text",
    ];
    assert_eq!(faults, expected);
    let mut elsewhere = good.clone();
    elsewhere["mail_sender"] = json!("orders@somewhere.example");
    let faults = staff.change(Method::PUT, "/admin/settings", 0, &elsewhere).await.faults();
    assert_eq!(faults, ["/mail_sender foreign_domain"]);
    for group in [Some("fulfilment"), Some("viewer"), None] {
        Staff::in_group(&shop, group).await.get("/admin/settings").await.problem(403, "forbidden");
    }
}

#[tokio::test]
async fn the_currency_cannot_change_while_there_are_products() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    staff.post("/admin/products", &dragon()).await.json(201);
    let refused = eventually("an answer about the settings as they are", async || {
        let shown = staff.get("/admin/settings").await;
        let mut settings = shown.json(200);
        settings["currency"] = json!("USD");
        for rate in settings["shipping_rates"].as_array_mut().unwrap() {
            rate["price"]["currency"] = json!("USD");
            rate["free_from"] = Value::Null;
        }
        let request =
            staff.api(Method::PUT, "/admin/settings").header("if-match", shown.header("etag").unwrap());
        let answer = request.json(&settings).ask().await;
        let raced = answer.status == 412 || answer.json(answer.status)["code"] == "conflict";
        (!raced).then_some(answer)
    })
    .await;
    let problem = refused.problem(409, "currency_in_use");
    assert_eq!(problem["errors"][0]["pointer"], "/currency");
}
