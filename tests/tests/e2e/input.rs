//! Invalid input: every error is returned at once, with its code and pointer.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Shop, cart_of, eur, unique};

const UNKNOWN_PRODUCT: &str = "prd_01h455vb4pex5vsknk084sn02q";
const UNKNOWN_VARIANT: &str = "var_01h455vb4pex5vsknk084sn02q";

/// Finds the id of a product's variant by value.
fn variant(product: &Value, value: &str) -> Value {
    let mut variants = product["variants"].as_array().unwrap().iter();
    variants.find(|variant| variant["value"] == value).unwrap()["id"].clone()
}

#[tokio::test]
async fn every_error_of_a_cart_has_its_pointer() {
    let shop = Shop::open();
    let product = shop.staff().await.product().await;
    let good = cart_of(&product);
    let ids =
        |values: &[&str]| json!(values.iter().map(|value| variant(&product, value)).collect::<Vec<_>>());
    let (line, choice) = ("/items/0", "/items/0/variant_ids");
    let table = [
        ("/items/0/quantity", json!(0), vec![format!("{line}/quantity quantity_out_of_range")]),
        ("/items/0/quantity", json!(-1), vec![format!("{line}/quantity wrong_type")]),
        ("/items/0/quantity", json!(1_000_000_000), vec![format!("{line}/quantity quantity_out_of_range")]),
        ("/items/0/quantity", json!("two"), vec![format!("{line}/quantity wrong_type")]),
        ("/items/0/quantity", json!(1.5), vec![format!("{line}/quantity wrong_type")]),
        ("/items/0/product_id", json!(UNKNOWN_PRODUCT), vec![format!("{line}/product_id unknown_product")]),
        ("/items/0/product_id", json!("dragon"), vec![format!("{line}/product_id invalid_id")]),
        (
            "/items/0/variant_ids/0",
            json!(UNKNOWN_VARIANT),
            vec![format!("{choice} missing_type"), format!("{choice}/0 unknown_variant")],
        ),
        (
            "/items/0/variant_ids",
            ids(&["Small", "PLA", "Silver"]),
            vec![format!("{choice}/2 inactive_variant")],
        ),
        ("/items/0/variant_ids", ids(&["Small", "PLA"]), vec![format!("{choice} missing_type")]),
        ("/items/0/variant_ids", ids(&["Small", "PLA", "Red", "Gold"]), vec![format!("{choice} too_many")]),
        (
            "/items/0/variant_ids",
            ids(&["Small", "ABS", "Gold"]),
            vec![format!("{choice} excluded_combination")],
        ),
        ("/items", json!([]), vec!["/items empty_cart".to_owned()]),
        ("/items", json!({}), vec!["/items wrong_type".to_owned()]),
        ("/items", json!(vec![good["items"][0].clone(); 51]), vec!["/items too_many".to_owned()]),
        ("/items", json!(vec![good["items"][0].clone(); 501]), vec!["/items too_many".to_owned()]),
        (
            "/country",
            json!("Germany"),
            vec!["/country country_not_served".to_owned(), "/country invalid_country".to_owned()],
        ),
        ("/country", json!("KP"), vec!["/country country_not_served".to_owned()]),
        ("/country", json!(null), vec!["/country wrong_type".to_owned()]),
    ];
    for (pointer, value, faults) in table {
        let mut cart = good.clone();
        *cart.pointer_mut(pointer).unwrap() = value.clone();
        assert_eq!(shop.post("/cart/quote", &cart).await.faults(), faults, "{pointer} = {value}");
    }
}

#[tokio::test]
async fn all_errors_are_returned_at_once() {
    let shop = Shop::open();
    let mut cart = cart_of(&shop.staff().await.product().await);
    let second = json!({"product_id": UNKNOWN_PRODUCT, "variant_ids": [], "quantity": 1});
    cart["items"].as_array_mut().unwrap().push(second);
    cart["items"][0]["quantity"] = json!(101);
    cart["shipping_option"] = json!("pigeon");
    cart["discount_code"] = json!("FREE");
    let expected = [
        "/discount_code unknown_discount_code",
        "/items/0/quantity quantity_out_of_range",
        "/items/1/product_id unknown_product",
        "/shipping_option unknown_shipping_option",
    ];
    assert_eq!(shop.post("/cart/quote", &cart).await.faults(), expected);
    assert_eq!(
        shop.request_checkout(&cart, &eur(1), &unique()).await.faults(),
        expected,
        "a checkout says the same"
    );

    let ill_formed = json!({"items": [{"product_id": 7, "quantity": "x", "price": 1}], "gift": true});
    let expected = [
        "/country missing_field",
        "/gift unknown_field",
        "/items/0/price unknown_field",
        "/items/0/product_id wrong_type",
        "/items/0/quantity wrong_type",
        "/items/0/variant_ids missing_field",
    ];
    assert_eq!(shop.post("/cart/quote", &ill_formed).await.faults(), expected);
}

#[tokio::test]
async fn an_expected_total_must_be_an_amount_in_the_shops_currency() {
    let shop = Shop::open();
    let cart = cart_of(&shop.staff().await.product().await);
    let total = |amount: Value, currency: &str| json!({"amount": amount, "currency": currency});
    for (total, fault) in [
        (total(json!(4290), "USD"), "/expected_total/currency wrong_currency"),
        (total(json!(4290), "XXX"), "/expected_total/currency unknown_currency"),
        (total(json!(42.9), "EUR"), "/expected_total/amount wrong_type"),
        (json!(4290), "/expected_total wrong_type"),
    ] {
        assert_eq!(shop.request_checkout(&cart, &total, &unique()).await.faults(), [fault], "{total}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let shop = Shop::open();
    let send = async |kind: &str, body: String| {
        shop.api(Method::POST, "/cart/quote").header("content-type", kind).body(body).ask().await
    };
    for broken in ["", "{", "{\"items\": [}", "not json", "{\"items\": [], }"] {
        send("application/json", broken.to_owned()).await.problem(400, "malformed_json");
    }
    assert_eq!(send("application/json; charset=utf-8", "[]".to_owned()).await.faults(), [" wrong_type"]);
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
        send(kind, "{}".to_owned()).await.problem(415, "unsupported_media_type");
    }
    let large = format!("{{\"items\": [], \"country\": \"{}\"}}", "D".repeat(256 * 1024));
    send("application/json", large).await.problem(413, "body_too_large");
}

#[tokio::test]
async fn broken_cursors_and_those_of_another_list_are_refused() {
    let shop = Shop::open();
    shop.staff().await.product().await;
    let page = shop.get("/products?limit=1&sort=name").await.json(200);
    let next = page["next_cursor"].as_str().expect("the shop is seeded");
    for path in [
        "/products?sort=name&cursor=broken".to_owned(),
        "/products?sort=name&cursor=%00".to_owned(),
        format!("/products?sort=price&cursor={next}"),
        format!("/products?sort=name&category=e2e&cursor={next}"),
        format!("/products?sort=name&cursor={}", &next[..next.len() / 2]),
    ] {
        assert_eq!(shop.get(&path).await.faults(), ["/cursor invalid_cursor"], "{path}");
    }
    let faults = shop.get("/products?limit=101&sort=size&category=No!&page=2").await.faults();
    let expected =
        ["/category invalid_slug", "/limit out_of_range", "/page unknown_field", "/sort unknown_value"];
    assert_eq!(faults, expected);
    let long = format!("/products?q={}", "x".repeat(81));
    assert_eq!(shop.get(&long).await.faults(), ["/q text_too_long"]);
}
