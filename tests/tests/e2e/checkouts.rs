//! Checkouts: changed prices and repeated requests.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Checkout, Customer, Shop, Staff, cart_of, eur, unique};

/// Changes a product's base price through the admin API.
async fn reprice(staff: &Staff<'_>, product: &Value, amount: i64) {
    let mut draft = crate::support::dragon();
    (draft["slug"], draft["base_price"]) = (product["slug"].clone(), eur(amount));
    let path = format!("/admin/products/{}", product["id"].as_str().unwrap());
    staff.change(Method::PUT, &path, 1, &draft).await.json(200);
}

#[tokio::test]
async fn a_customer_pays_the_lower_price_after_a_drop() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let seen = shop.quote(&cart_of(&product)).await["total"].clone();
    reprice(&staff, &product, 1000).await;

    let answer = shop.request_checkout(&cart_of(&product), &seen, &unique()).await;
    let checkout = Checkout::of(&answer.json(201));
    shop.stripe().pay(&checkout, &Customer::new()).await;
    let order = staff.confirmed_order(&checkout).await;
    assert_eq!((&seen, &order["total"]), (&eur(4290), &eur(2490)));
}

#[tokio::test]
async fn a_raised_price_is_shown_before_anything_is_charged() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let cart = cart_of(&product);
    reprice(&staff, &product, 2000).await;

    let key = unique();
    let problem = shop.request_checkout(&cart, &eur(4290), &key).await.problem(409, "price_increased");
    assert_eq!(problem["quote"]["total"], eur(4490));
    assert_eq!(problem["quote"]["lines"][0]["unit_price"], eur(2000));
    shop.request_checkout(&cart, &problem["quote"]["total"], &key).await.json(201);
}

#[tokio::test]
async fn a_checkout_without_a_usable_idempotency_key_is_refused() {
    let shop = Shop::open();
    let cart = cart_of(&shop.staff().await.product().await);
    let mut body = cart.clone();
    body["expected_total"] = eur(4290);
    shop.post("/checkouts", &body).await.problem(400, "idempotency_key_required");
    for key in ["", "two words", &"k".repeat(256)] {
        shop.request_checkout(&cart, &eur(4290), key).await.problem(400, "idempotency_key_required");
    }
}

#[tokio::test]
async fn a_repeated_checkout_gets_the_same_response_and_one_session() {
    let shop = Shop::open();
    let (cart, key) = (cart_of(&shop.staff().await.product().await), unique());
    let first = shop.request_checkout(&cart, &eur(4290), &key).await.json(201);
    let second = shop.request_checkout(&cart, &eur(4290), &key).await.json(201);
    assert_eq!(first, second);
    let checkout = Checkout::of(&first);
    assert_eq!(shop.stripe().sessions_of(&checkout.id).await.len(), 1);

    shop.stripe().pay(&checkout, &Customer::new()).await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
    shop.request_checkout(&cart, &eur(4290), &key).await.problem(409, "checkout_closed");
}

#[tokio::test]
async fn a_key_that_was_used_for_another_request_is_refused() {
    let shop = Shop::open();
    let (mut cart, key) = (cart_of(&shop.staff().await.product().await), unique());
    shop.request_checkout(&cart, &eur(4290), &key).await.json(201);
    cart["items"][0]["quantity"] = json!(1);
    shop.request_checkout(&cart, &eur(4290), &key).await.problem(422, "idempotency_key_reused");
}

#[tokio::test]
async fn concurrent_checkouts_with_one_key_open_one_session() {
    let shop = Shop::open();
    let (cart, key, total) = (cart_of(&shop.staff().await.product().await), unique(), eur(4290));
    let ask = || shop.request_checkout(&cart, &total, &key);
    let answers = tokio::join!(ask(), ask(), ask(), ask());
    let answers = [answers.0, answers.1, answers.2, answers.3];
    let first = answers[0].json(201);
    for answer in &answers {
        assert_eq!(answer.json(201), first);
    }
    let checkout = Checkout::of(&first);
    assert_eq!(shop.stripe().sessions_of(&checkout.id).await.len(), 1);
    let trail = shop.aws().items_of(&checkout.id).await;
    assert_eq!(trail.iter().filter(|item| item["entity"]["S"] == "audit").count(), 1, "{trail:?}");
}

#[tokio::test]
async fn a_cart_in_two_tabs_has_one_page_and_is_paid_once() {
    let shop = Shop::open();
    let mut cart = cart_of(&shop.staff().await.product().await);
    cart["cart_id"] = json!(uuid::Uuid::now_v7().simple().to_string());
    let first = shop.request_checkout(&cart, &eur(4290), &unique()).await.json(201);
    assert_eq!(shop.request_checkout(&cart, &eur(4290), &unique()).await.json(201), first);

    cart["country"] = json!("AT");
    let second = Checkout::of(&shop.request_checkout(&cart, &eur(4290), &unique()).await.json(201));
    let replaced = Checkout::of(&first);
    assert_eq!(shop.stripe().session(&replaced).await["status"], "expired");
    shop.checkout_when(&replaced, "cancelled").await;

    shop.stripe().pay(&second, &Customer::new()).await;
    shop.checkout_when(&second, "payment_confirmed").await;
    cart["country"] = json!("DE");
    let problem = shop.request_checkout(&cart, &eur(4290), &unique()).await.problem(409, "already_paid");
    assert_eq!(problem["checkout_id"], json!(second.id));
}

#[tokio::test]
async fn a_later_ship_by_date_is_shown_before_anything_is_charged() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let mut cart = cart_of(&product);
    let quote = shop.quote(&cart).await;
    let mut draft = crate::support::dragon();
    draft["slug"] = product["slug"].clone();
    draft["variants"][0]["lead_time_days"] = json!(90);
    let path = format!("/admin/products/{}", product["id"].as_str().unwrap());
    staff.change(Method::PUT, &path, 1, &draft).await.json(200);

    cart["expected_ship_by"] = quote["ship_by"].clone();
    let problem =
        shop.request_checkout(&cart, &quote["total"], &unique()).await.problem(409, "ship_by_later");
    cart["expected_ship_by"] = problem["quote"]["ship_by"].clone();
    shop.request_checkout(&cart, &quote["total"], &unique()).await.json(201);
}

#[tokio::test]
async fn unknown_checkouts_are_not_found() {
    let shop = Shop::open();
    for id in ["ord_01h455vb4pex5vsknk084sn02q", "ord_x", "prd_01h455vb4pex5vsknk084sn02q"] {
        shop.api(Method::GET, &format!("/checkouts/{id}")).ask().await.problem(404, "not_found");
    }
}
