//! Product administration by staff.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Shop, dragon, eur, eventually, unique};

fn path(product: &Value) -> String {
    format!("/admin/products/{}", product["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_product_is_created_changed_and_deleted_with_its_version() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let draft = dragon();
    let product = staff.post("/admin/products", &draft).await.json(201);
    assert_eq!((&product["version"], &product["slug"]), (&json!(1), &draft["slug"]));
    let twin = staff.post("/admin/products", &draft).await.problem(409, "slug_taken");
    assert_eq!(twin["errors"][0]["pointer"], "/slug");

    let mut changed = draft.clone();
    changed["name"] = json!("Another name");
    staff.api(Method::PUT, &path(&product)).json(&changed).ask().await.problem(428, "if_match_required");
    let answer = staff.change(Method::PUT, &path(&product), 1, &changed).await;
    assert_eq!((answer.json(200)["version"].as_u64(), answer.header("etag")), (Some(2), Some("\"2\"")));
    assert_eq!(answer.json(200)["variants"], product["variants"], "variants keep their ids");
    let stale =
        staff.change(Method::PUT, &path(&product), 1, &draft).await.problem(412, "precondition_failed");
    assert_eq!(stale["version"], 2);

    let shown = staff.get(&path(&product)).await.json(200);
    let actions: Vec<&Value> =
        shown["audit"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["product_created", "product_updated"]);
    assert_eq!(shown["audit"][1]["actor"]["email"], shop.value("/admin/email"));

    staff.change(Method::DELETE, &path(&product), 1, &json!({})).await.problem(412, "precondition_failed");
    assert_eq!(staff.change(Method::DELETE, &path(&product), 2, &json!({})).await.status, 204);
    staff.get(&path(&product)).await.problem(404, "not_found");
    let public = format!("/products/{}", draft["slug"].as_str().unwrap());
    eventually("the product's end", async || (shop.get(&public).await.status == 404).then_some(())).await;
    staff.post("/admin/products", &draft).await.json(201);
}

#[tokio::test]
async fn an_old_slug_redirects_to_the_product_and_stays_reserved() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let old = product["slug"].as_str().unwrap();
    let mut draft = dragon();
    let new = draft["slug"].as_str().unwrap().to_owned();
    let changed = staff.change(Method::PUT, &path(&product), 1, &draft).await.json(200);
    assert_eq!(changed["former_slugs"], json!([old]));
    let moved = eventually("the old slug to lead on", async || {
        Some(shop.get(&format!("/products/{old}")).await).filter(|answer| answer.status == 308)
    })
    .await;
    assert_eq!((moved.text.as_str(), moved.header("location")), ("", Some(new.as_str())));
    assert!(moved.header("cache-control").unwrap().contains("max-age=60"));
    assert_eq!(shop.get(&format!("/products/{new}")).await.json(200)["id"], product["id"]);

    let mut other = dragon();
    other["slug"] = json!(old);
    staff.post("/admin/products", &other).await.problem(409, "slug_taken");
    draft["active"] = json!(false);
    staff.change(Method::PUT, &path(&product), 2, &draft).await.json(200);
    eventually("nothing to be found of a hidden product", async || {
        (shop.get(&format!("/products/{old}")).await.status == 404).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_sold_product_is_archived_and_can_be_restored() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let checkout = shop.checkout(&crate::support::cart_of(&product)).await;
    shop.stripe().pay(&checkout, &crate::support::Customer::new()).await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
    let seen = staff.get(&path(&product)).await.json(200)["version"].as_u64().unwrap();
    assert_eq!(staff.change(Method::DELETE, &path(&product), seen, &json!({})).await.status, 204);

    let archived = staff.get(&path(&product)).await.json(200);
    assert!(archived["archived_at"].is_string() && archived["active"] == false);
    let page = format!("/products/{}", product["slug"].as_str().unwrap());
    eventually("the product's end", async || (shop.get(&page).await.status == 404).then_some(())).await;
    let id = product["id"].as_str().unwrap();
    let listed =
        async |query: &str| staff.get(&format!("/admin/products?limit=100&{query}")).await.text.contains(id);
    assert!(listed("archived=true").await && !listed("archived=false").await);
    let put = staff.change(Method::PUT, &path(&product), seen + 1, &dragon()).await;
    put.problem(409, "product_archived");
    let mut twin = dragon();
    twin["slug"] = product["slug"].clone();
    staff.post("/admin/products", &twin).await.problem(409, "slug_taken");
    assert_eq!(staff.order(&checkout.id).await["state"], "payment_confirmed");

    let restoring = format!("{}/restore", path(&product));
    let restored = staff.change(Method::POST, &restoring, seen + 1, &json!({})).await.json(200);
    assert_eq!((&restored["archived_at"], &restored["active"]), (&Value::Null, &json!(false)));
    staff.change(Method::POST, &restoring, seen + 2, &json!({})).await.problem(409, "not_archived");
    let trail = staff.get(&path(&product)).await.json(200)["audit"].clone();
    let actions: Vec<&Value> = trail.as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["product_created", "product_archived", "product_restored"]);
}

#[tokio::test]
async fn a_duplicated_product_is_inactive_and_has_a_new_slug() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let copying = format!("{}/duplicate", path(&product));
    let slug = format!("copy-{}", unique());
    let copy = staff.post(&copying, &json!({"slug": slug, "name": "Another dragon"})).await.json(201);
    assert_eq!((&copy["slug"], &copy["name"]), (&json!(slug), &json!("Another dragon")));
    assert_eq!((&copy["active"], &copy["version"]), (&json!(false), &json!(1)));
    assert_eq!((&copy["images"], &copy["base_price"]), (&product["images"], &product["base_price"]));
    assert_ne!(copy["variants"][0]["id"], product["variants"][0]["id"]);
    staff.post(&copying, &json!({"slug": slug})).await.problem(409, "slug_taken");
    let faults = staff.post(&copying, &json!({"slug": "Not A Slug", "name": ""})).await.faults();
    assert_eq!(faults, ["/name empty_text", "/slug invalid_slug"]);
}

#[tokio::test]
async fn variants_are_added_changed_and_removed() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let variants = format!("{}/variants", path(&product));
    let blue = json!({"type": "color", "value": "Blue", "price_adjustment": eur(-100), "lead_time_days": 1,
        "active": true, "swatch": "#0000ff", "stock": 5});
    let added = staff.change(Method::POST, &variants, 1, &blue).await.json(201);
    let id = added["variants"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    let twin = staff.change(Method::POST, &variants, 2, &blue).await;
    assert_eq!(twin.faults(), ["/value duplicate_variant"]);
    staff.change(Method::POST, &variants, 1, &blue).await.problem(412, "precondition_failed");

    let mut navy = blue.clone();
    (navy["value"], navy["swatch"]) = (json!("Navy"), json!("#000080"));
    let one = format!("{variants}/{id}");
    let changed = staff.change(Method::PUT, &one, 2, &navy).await.json(200);
    let last = changed["variants"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["id"], &last["value"]), (&json!(id), &json!("Navy")));
    let page = format!("/products/{}", product["slug"].as_str().unwrap());
    let public = eventually("the new colour", async || {
        Some(shop.get(&page).await).filter(|public| public.text.contains("Navy"))
    })
    .await;
    assert!(!public.text.contains("stock"), "{}", public.text);

    assert_eq!(staff.change(Method::DELETE, &one, 3, &json!({})).await.status, 204);
    staff.change(Method::DELETE, &one, 4, &json!({})).await.problem(404, "not_found");
    let gold = product["variants"].as_array().unwrap().iter().find(|v| v["value"] == "Gold").unwrap();
    let gold = format!("{variants}/{}", gold["id"].as_str().unwrap());
    staff.change(Method::DELETE, &gold, 4, &json!({})).await.problem(409, "variant_in_use");
}

#[tokio::test]
async fn all_errors_of_a_product_are_returned_at_once() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let mut draft = dragon();
    draft["base_price"] = json!({"amount": -1, "currency": "USD"});
    draft["variants"][0]["lead_time_days"] = json!(121);
    draft["variants"][1]["value"] = draft["variants"][0]["value"].clone();
    draft["variants"][2]["swatch"] = json!("red");
    draft["excluded_combinations"] = json!([[{"type": "material", "value": "Wood"}]]);
    let faults = staff.post("/admin/products", &draft).await.faults();
    let expected = [
        "/base_price wrong_currency",
        "/excluded_combinations/0 invalid_combination",
        "/excluded_combinations/0/0 unknown_variant",
        "/variants/0/lead_time_days out_of_range",
        "/variants/1/value duplicate_variant",
        "/variants/2/swatch invalid_swatch",
    ];
    assert_eq!(faults, expected);
    let mut draft = dragon();
    (draft["slug"], draft["name"], draft["id"]) = (json!("Not A Slug"), json!(""), json!("x"));
    let faults = staff.post("/admin/products", &draft).await.faults();
    assert_eq!(faults, ["/id unknown_field", "/name empty_text", "/slug invalid_slug"]);
    staff.get(&format!("/admin/products/{}", unique())).await.problem(404, "not_found");
}

#[tokio::test]
async fn stock_is_shown_only_to_staff_and_reduced_by_orders() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let mut draft = dragon();
    draft["variants"][0]["stock"] = json!(3);
    let product = staff.post("/admin/products", &draft).await.json(201);
    let mut cart = crate::support::cart_of(&product);
    cart["items"][0]["quantity"] = json!(4);
    let faults = shop.post("/cart/quote", &cart).await.faults();
    assert_eq!(faults, ["/items/0/variant_ids/0 out_of_stock"]);

    cart["items"][0]["quantity"] = json!(2);
    let checkout = shop.checkout(&cart).await;
    shop.stripe().pay(&checkout, &crate::support::Customer::new()).await;
    shop.checkout_when(&checkout, "payment_confirmed").await;
    let left = staff.get(&path(&product)).await.json(200)["variants"][0]["stock"].clone();
    assert_eq!(left, 1);
    let refused = eventually("a quote that knows of the sale", async || {
        Some(shop.post("/cart/quote", &cart).await).filter(|quote| quote.status != 200)
    })
    .await;
    assert_eq!(refused.faults(), ["/items/0/variant_ids/0 out_of_stock"]);
}

#[tokio::test]
async fn staff_find_inactive_products_too() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (mark, mut created) = (unique(), Vec::new());
    for active in [true, false, true] {
        let mut draft = dragon();
        (draft["description"], draft["active"]) = (json!(format!("Made for {mark}.")), json!(active));
        let product = staff.post("/admin/products", &draft).await.json(201);
        created.push(product["id"].as_str().unwrap().to_owned());
    }
    let first = format!("/admin/products?limit=1&q={mark}");
    let (mut found, mut path) = (Vec::new(), first.clone());
    loop {
        let page = staff.get(&path).await.json(200);
        found.extend(page["items"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("{first}&cursor={cursor}");
    }
    created.sort();
    found.sort();
    assert_eq!(found, created);
}
