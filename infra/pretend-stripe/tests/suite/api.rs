use serde_json::json;

use crate::support::{API_KEY, SESSION, Shop};

#[tokio::test]
async fn a_call_without_or_with_a_wrong_key_is_refused_as_stripe_does() {
    let shop = Shop::open().await;
    let url = shop.url("/v1/checkout/sessions");
    let none = shop.http.get(&url).send().await.unwrap();
    assert_eq!(none.status(), 401);
    let body: serde_json::Value = none.json().await.unwrap();
    assert_eq!(body["error"]["type"], "invalid_request_error");
    assert!(body["error"]["message"].as_str().unwrap().starts_with("You did not provide an API key."));

    let wrong = shop.http.get(&url).bearer_auth("sk_test_wrong").send().await.unwrap();
    assert_eq!(wrong.status(), 401);
    let basic = shop.http.get(&url).basic_auth(API_KEY, Some("")).send().await.unwrap();
    assert_eq!(basic.status(), 200);
}

#[tokio::test]
async fn a_new_session_is_open_and_adds_up() {
    let shop = Shop::open().await;
    let answer = shop.post("/v1/checkout/sessions", SESSION).await;
    assert!(answer.request_id.starts_with("req_"));
    let session = answer.ok();
    assert_eq!(session["status"], "open");
    assert_eq!(session["payment_status"], "unpaid");
    assert_eq!(session["payment_intent"], json!(null));
    assert_eq!(session["amount_subtotal"], 3800);
    assert_eq!(session["amount_total"], 4290);
    assert_eq!(session["total_details"]["amount_shipping"], 490);
    assert_eq!(session["client_reference_id"], "ord_1");
    assert_eq!(session["metadata"], json!({ "checkout": "ord_1" }));
    let day = session["expires_at"].as_i64().unwrap() - session["created"].as_i64().unwrap();
    assert_eq!(day, 24 * 60 * 60);

    let id = session["id"].as_str().unwrap();
    let lines = shop.get(&format!("/v1/checkout/sessions/{id}/line_items")).await.ok();
    assert_eq!(lines["data"][0]["description"], "Articulated dragon");
    assert_eq!(lines["data"][0]["amount_total"], 3800);
    let path = format!("/v1/checkout/sessions/{id}/line_items?expand[]=data.price.product");
    let lines = shop.get(&path).await.ok();
    assert_eq!(lines["data"][0]["price"]["product"]["metadata"]["product"], "prd_1");
}

#[tokio::test]
async fn a_parameter_that_stripe_would_refuse_is_refused_by_name() {
    let shop = Shop::open().await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let long = "x".repeat(501);
    let cases = [
        ("&colour=red".to_owned(), "parameter_unknown", "colour"),
        (
            "&line_items[0][price_data][size]=1".to_owned(),
            "parameter_unknown",
            "line_items[0][price_data][size]",
        ),
        (
            "&line_items[1][price]=price_no&line_items[1][quantity]=1".to_owned(),
            "resource_missing",
            "line_items[1][price]",
        ),
        ("&line_items[0][quantity]=two".to_owned(), "parameter_invalid_integer", "line_items[0][quantity]"),
        ("&line_items[0][quantity]=0".to_owned(), "parameter_invalid_integer", "line_items[0][quantity]"),
        (
            "&line_items[1][price_data][currency]=eur".to_owned(),
            "parameter_missing",
            "line_items[1][quantity]",
        ),
        ("&client_reference_id=".to_owned(), "parameter_invalid_empty", "client_reference_id"),
        ("&success_url=shop.example".to_owned(), "url_invalid", "success_url"),
        ("&line_items[0][price_data][unit_amount]=99999999".to_owned(), "amount_too_large", "line_items"),
        (format!("&metadata[long]={long}"), "", "metadata[long]"),
        (format!("&expires_at={}", now + 29 * 60), "", "expires_at"),
        (format!("&expires_at={}", now + 25 * 60 * 60), "", "expires_at"),
        (
            "&shipping_address_collection[allowed_countries][2]=nl".to_owned(),
            "",
            "shipping_address_collection[allowed_countries]",
        ),
        ("&mode=subscription".to_owned(), "", "mode"),
    ];
    for (extra, code, param) in cases {
        let refused = shop.post("/v1/checkout/sessions", &format!("{SESSION}{extra}")).await;
        let unlike = refused.body.to_string();
        assert!(refused.status == 400 || code == "resource_missing", "{extra}: {unlike}");
        assert_eq!(refused.error("type"), "invalid_request_error", "{extra}: {unlike}");
        assert_eq!((refused.error("code"), refused.error("param")), (code, param), "{extra}: {unlike}");
    }
    assert_eq!(shop.get("/v1/checkout/sessions").await.ok()["data"], json!([]));
}

#[tokio::test]
async fn sessions_are_found_by_id_status_and_payment_intent() {
    let shop = Shop::open().await;
    let open = shop.session().await;
    let (paid, intent) = shop.paid().await;
    let ids = async |query: &str| {
        let list = shop.get(&format!("/v1/checkout/sessions?{query}")).await.ok();
        list["data"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids("").await, [json!(paid), json!(open)]);
    assert_eq!(ids("limit=1").await, [json!(paid)]);
    assert_eq!(ids(&format!("starting_after={paid}")).await, [json!(open)]);
    assert_eq!(ids("status=open").await, [json!(open)]);
    assert_eq!(ids(&format!("payment_intent={intent}")).await, [json!(paid)]);
    let missing = shop.get("/v1/checkout/sessions/cs_test_no").await;
    assert_eq!((missing.status, missing.error("code")), (404, "resource_missing"));
    assert_eq!(missing.error("message"), "No such checkout.session: 'cs_test_no'");
}

#[tokio::test]
async fn an_open_session_can_be_expired_once() {
    let shop = Shop::open().await;
    let session = shop.session().await;
    let path = format!("/v1/checkout/sessions/{session}/expire");
    let expired = shop.post(&path, "").await.ok();
    assert_eq!((&expired["status"], &expired["url"]), (&json!("expired"), &json!(null)));
    let again = shop.post(&path, "").await;
    assert_eq!(again.status, 400);
    assert_eq!(
        again.error("message"),
        "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of \
         `expired`."
    );
    assert_eq!(shop.hook.wait_for(1).await[0].event["type"], "checkout.session.expired");
}

#[tokio::test]
async fn a_session_expires_by_itself_at_expires_at() {
    let shop = Shop::open().await;
    let session = shop.session().await;
    shop.pretend(&format!("/_pretend/sessions/{session}/tamper"), json!({ "expires_at": 1 })).await;
    let event = &shop.hook.wait_for(1).await[0].event;
    assert_eq!(event["type"], "checkout.session.expired");
    assert_eq!(event["data"]["object"]["status"], "expired");
}

#[tokio::test]
async fn an_unknown_path_gets_stripes_404() {
    let shop = Shop::open().await;
    let unknown = shop.post("/v1/unicorns", "").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.error("message").starts_with("Unrecognized request URL (POST: /v1/unicorns)."));
}

#[tokio::test]
async fn automatic_tax_is_computed_once_the_address_is_known() {
    let shop = Shop::open().await;
    let form = format!("{SESSION}&automatic_tax[enabled]=true");
    let session = shop.post("/v1/checkout/sessions", &form).await.ok();
    assert_eq!(session["automatic_tax"]["status"], "requires_location_inputs");
    let id = session["id"].as_str().unwrap();
    shop.press(id, "pay", "").await;
    let paid = shop.get(&format!("/v1/checkout/sessions/{id}")).await.ok();
    assert_eq!(paid["automatic_tax"]["status"], "complete");
    assert_eq!(paid["amount_total"], 4290);
    assert_eq!(paid["total_details"]["amount_tax"], 633 + 82);
}

#[tokio::test]
async fn exclusive_tax_is_added_to_lines_and_shipping() {
    let shop = Shop::open().await;
    let form = format!(
        "{SESSION}&automatic_tax[enabled]=true&line_items[0][price_data][tax_behavior]=exclusive\
         &shipping_options[0][shipping_rate_data][tax_behavior]=exclusive"
    );
    let session = shop.post("/v1/checkout/sessions", &form).await.ok();
    assert_eq!(session["amount_total"], 4290);
    let id = session["id"].as_str().unwrap();
    shop.press(id, "pay", "").await;
    let paid = shop.get(&format!("/v1/checkout/sessions/{id}")).await.ok();
    assert_eq!(paid["amount_subtotal"], 3800);
    assert_eq!(paid["shipping_cost"]["amount_subtotal"], 490);
    assert_eq!(paid["shipping_cost"]["amount_total"], 490 + 98);
    assert_eq!(paid["total_details"]["amount_tax"], 760 + 98);
    assert_eq!(paid["amount_total"], 4290 + 760 + 98);
}

#[tokio::test]
async fn the_taxes_of_lines_and_shipping_are_expanded() {
    let shop = Shop::open().await;
    let line = |behavior: &str| {
        let form = format!(
            "{SESSION}&automatic_tax[enabled]=true&line_items[0][price_data][tax_behavior]={behavior}\
             &shipping_options[0][shipping_rate_data][tax_behavior]={behavior}"
        );
        (behavior == "inclusive", form)
    };
    for ((inclusive, form), [tax, taxable, of_shipping]) in
        [(line("inclusive"), [633, 3167, 82]), (line("exclusive"), [760, 3800, 98])]
    {
        let id = shop.post("/v1/checkout/sessions", &form).await.ok()["id"].as_str().unwrap().to_owned();
        let expanded = "expand[]=line_items.data.taxes&expand[]=shipping_cost.taxes";
        let session = async |query: &str| shop.get(&format!("/v1/checkout/sessions/{id}?{query}")).await.ok();
        assert_eq!(session(expanded).await["line_items"]["data"][0]["taxes"], json!([]), "not computed yet");
        shop.press(&id, "pay", "").await;
        assert_eq!(session("expand[]=line_items").await["line_items"]["data"][0].get("taxes"), None);
        let paid = session(expanded).await;
        let taxes = &paid["line_items"]["data"][0]["taxes"][0];
        assert_eq!((&taxes["amount"], &taxes["taxable_amount"]), (&json!(tax), &json!(taxable)));
        let rate = &taxes["rate"];
        assert_eq!((&rate["percentage"], &rate["inclusive"]), (&json!(20), &json!(inclusive)));
        assert_eq!(paid["shipping_cost"]["taxes"][0]["amount"], of_shipping);
        let listed = format!("/v1/checkout/sessions/{id}/line_items?expand[]=data.taxes");
        assert_eq!(shop.get(&listed).await.ok()["data"][0]["taxes"][0]["amount"], tax);
    }
}

#[tokio::test]
async fn every_object_has_the_fields_that_stripe_gives_it() {
    let shop = Shop::open().await;
    let (session, intent) = shop.paid().await;
    let path =
        format!("/v1/checkout/sessions/{session}?expand[]=payment_intent.latest_charge&expand[]=line_items");
    let session = shop.get(&path).await.ok();
    let refund = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await.ok();
    let event = shop.get("/v1/events?limit=1").await.ok()["data"][0].clone();
    let charge = &session["payment_intent"]["latest_charge"];
    let has = |object: &serde_json::Value, fields: &str| {
        for field in fields.split(' ') {
            assert!(object.get(field).is_some(), "{} lacks {field}", object["object"]);
        }
    };
    has(
        &session,
        "id object after_expiration amount_subtotal amount_total automatic_tax cancel_url \
        client_reference_id collected_information created currency customer customer_creation customer_details \
        customer_email expires_at livemode locale metadata mode payment_intent payment_method_types payment_status \
        phone_number_collection shipping_address_collection shipping_cost shipping_options status success_url \
        total_details ui_mode url",
    );
    has(
        &session["payment_intent"],
        "id object amount amount_capturable amount_received canceled_at \
        capture_method client_secret confirmation_method created currency description last_payment_error \
        latest_charge livemode metadata payment_method payment_method_types processing receipt_email shipping status",
    );
    has(
        charge,
        "id object amount amount_captured amount_refunded balance_transaction billing_details captured \
        created currency disputed failure_code failure_message livemode metadata outcome paid payment_intent \
        payment_method payment_method_details refunded shipping status",
    );
    has(
        &refund,
        "id object amount balance_transaction charge created currency destination_details metadata \
        payment_intent reason receipt_number status",
    );
    has(&event, "id object api_version created data livemode pending_webhooks request type");
}
