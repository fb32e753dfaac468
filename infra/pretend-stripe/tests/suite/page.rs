use serde_json::json;

use crate::support::{SESSION, Shop, nothing};

#[tokio::test]
async fn the_page_says_that_it_is_a_pretence_and_shows_the_order() {
    let shop = Shop::open().await;
    let session = shop.session().await;
    for path in [format!("/pay/{session}"), "/pay/cs_test_no".to_owned(), "/_pretend".to_owned()] {
        let page = shop.http.get(shop.url(&path)).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("This is a simulation.") && page.contains("no money moves"), "{path}");
    }
    let page =
        shop.http.get(shop.url(&format!("/pay/{session}"))).send().await.unwrap().text().await.unwrap();
    for part in ["2 × Articulated dragon", "Large, PLA", "Post", "€4.90", "€42.90", "Pay later by bank"]
    {
        assert!(page.contains(part), "{part} is missing");
    }
}

#[tokio::test]
async fn shop_text_is_escaped_on_the_page() {
    let shop = Shop::open().await;
    let form = SESSION.replace("Articulated%20dragon", "%3Cscript%3Ealert(1)%3C%2Fscript%3E");
    let session = shop.post("/v1/checkout/sessions", &form).await.ok();
    let page = shop.http.get(session["url"].as_str().unwrap()).send().await.unwrap().text().await.unwrap();
    assert!(!page.contains("<script>") && page.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn paying_redirects_to_the_shop_and_completes_the_session() {
    let shop = Shop::open().await;
    let session = shop.session().await;
    let form =
        "email=ada@example.com&name=Ada&phone=%2B49301&line1=Weg+1&city=Berlin&postal_code=10115&country=DE";
    let (status, to) = shop.press(&session, "pay", form).await;
    assert_eq!((status, to), (303, format!("https://shop.example/done?session={session}")));

    let path = format!("/v1/checkout/sessions/{session}?expand[]=payment_intent");
    let paid = shop.get(&path).await.ok();
    assert_eq!((&paid["status"], &paid["payment_status"]), (&json!("complete"), &json!("paid")));
    assert_eq!(paid["customer_details"]["email"], "ada@example.com");
    assert_eq!(paid["customer_details"]["phone"], "+49301");
    let shipping = &paid["collected_information"]["shipping_details"];
    assert_eq!(shipping["name"], "Ada");
    assert_eq!(shipping["address"]["city"], "Berlin");
    assert_eq!(paid["payment_intent"]["amount_received"], 4290);
    assert_eq!(paid["payment_intent"]["metadata"], json!({ "checkout": "ord_1" }));
    assert_eq!(shop.press(&session, "pay", form).await.0, 400);
}

#[tokio::test]
async fn an_incomplete_or_invalid_form_changes_nothing() {
    let shop = Shop::open().await;
    let session = shop.session().await;
    for form in ["email=", "email=nobody", "name=", "line1=", "phone=", "country=FR", "shipping=7"] {
        assert_eq!(shop.press(&session, "pay", form).await.0, 400, "{form}");
    }
    assert_eq!(shop.get(&format!("/v1/checkout/sessions/{session}")).await.ok()["status"], "open");
}

#[tokio::test]
async fn a_declined_card_leaves_the_session_open_for_another_try() {
    let shop = Shop::open().await;
    let session = shop.session().await;
    assert_eq!(shop.press(&session, "decline", "").await.0, 402);
    let path = format!("/v1/checkout/sessions/{session}?expand[]=payment_intent");
    let declined = shop.get(&path).await.ok();
    assert_eq!(declined["status"], "open");
    assert_eq!(declined["payment_intent"]["status"], "requires_payment_method");
    assert_eq!(declined["payment_intent"]["last_payment_error"]["code"], "card_declined");
    assert_eq!(shop.press(&session, "pay", "").await.0, 303);
    let paid = shop.get(&path).await.ok();
    assert_eq!(paid["payment_intent"]["status"], "succeeded");
    assert_eq!(paid["payment_intent"]["id"], declined["payment_intent"]["id"]);
}

#[tokio::test]
async fn a_bank_payment_completes_unpaid_and_settles_later() {
    for (button, kind, status) in [
        ("bank/succeed", "checkout.session.async_payment_succeeded", "paid"),
        ("bank/fail", "checkout.session.async_payment_failed", "unpaid"),
    ] {
        let shop = Shop::open().await;
        let session = shop.session().await;
        assert_eq!(shop.press(&session, "bank", "").await.0, 303);
        let completed = shop.hook.wait_for(1).await[0].event.clone();
        assert_eq!(completed["type"], "checkout.session.completed");
        assert_eq!(completed["data"]["object"]["payment_status"], "unpaid");
        let intent = completed["data"]["object"]["payment_intent"].as_str().unwrap().to_owned();
        let intent_path = format!("/v1/payment_intents/{intent}");
        assert_eq!(shop.get(&intent_path).await.ok()["status"], "processing");
        let early = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
        assert_eq!(early.status, 400);

        assert_eq!(shop.press(&session, button, "").await.0, 303);
        let answered = shop.hook.wait_for(2).await[1].event.clone();
        assert_eq!(answered["type"], kind);
        assert_eq!(answered["data"]["object"]["payment_status"], status);
        assert_eq!(shop.press(&session, button, "").await.0, 400);
    }
}

#[tokio::test]
async fn a_session_for_cards_only_takes_no_bank_payment() {
    let shop = Shop::open().await;
    let form = format!("{SESSION}&payment_method_types[0]=card");
    let session = shop.post("/v1/checkout/sessions", &form).await.ok();
    assert_eq!(shop.press(session["id"].as_str().unwrap(), "bank", "").await.0, 400);
}

#[tokio::test]
async fn abandoning_redirects_to_cancel_url_and_expiring_ends_the_session() {
    let shop = Shop::open().await;
    let session = shop.session().await;
    assert_eq!(shop.press(&session, "abandon", "").await, (303, "https://shop.example/cart".to_owned()));
    assert_eq!(shop.press(&session, "expire", "").await.0, 303);
    assert_eq!(shop.get(&format!("/v1/checkout/sessions/{session}")).await.ok()["status"], "expired");
    assert_eq!(shop.press(&session, "pay", "").await.0, 400);
}

#[tokio::test]
async fn the_customer_can_choose_another_shipping_rate() {
    let shop = Shop::open().await;
    let form = format!(
        "{SESSION}&shipping_options[1][shipping_rate_data][display_name]=Courier\
         &shipping_options[1][shipping_rate_data][type]=fixed_amount\
         &shipping_options[1][shipping_rate_data][fixed_amount][amount]=990\
         &shipping_options[1][shipping_rate_data][fixed_amount][currency]=eur"
    );
    let session = shop.post("/v1/checkout/sessions", &form).await.ok();
    let id = session["id"].as_str().unwrap();
    shop.press(id, "pay", "shipping=1").await;
    let path = format!("/v1/checkout/sessions/{id}?expand[]=shipping_cost.shipping_rate");
    let paid = shop.get(&path).await.ok();
    assert_eq!(paid["amount_total"], 3800 + 990);
    assert_eq!(paid["shipping_cost"]["shipping_rate"]["display_name"], "Courier");
}

#[tokio::test]
async fn a_tampered_session_is_paid_with_another_amount_and_currency() {
    let shop = Shop::open().await;
    let session = shop.session().await;
    let path = format!("/_pretend/sessions/{session}/tamper");
    shop.pretend(&path, json!({ "amount_total": 1, "currency": "usd" })).await;
    shop.press(&session, "pay", "").await;
    let paid = &shop.hook.wait_for(1).await[0].event["data"]["object"];
    assert_eq!((&paid["amount_total"], &paid["currency"]), (&json!(1), &json!("usd")));
    shop.pretend("/_pretend/reset", nothing()).await;
    assert_eq!(shop.get(&format!("/v1/checkout/sessions/{session}")).await.status, 404);
}
