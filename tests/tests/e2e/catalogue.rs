//! The public catalogue: search, sorting, pages and caching.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Shop, dragon, eur, eventually, unique};

/// Creates five products in a new category, the most expensive first; the second is inactive. Returns the names
/// of the active ones, cheapest first.
async fn create_products(shop: &Shop) -> (String, Vec<String>) {
    let staff = shop.staff().await;
    let category = format!("c{}", unique());
    for (place, name) in ["Echo", "Hidden", "Delta", "Bravo", "Alpha"].into_iter().enumerate() {
        let mut product = dragon();
        product["category"] = json!(category);
        product["name"] = json!(format!("{name} {category}"));
        product["base_price"] = eur(5000 - 1000 * i64::try_from(place).unwrap());
        product["active"] = json!(name != "Hidden");
        staff.post("/admin/products", &product).await.json(201);
    }
    let names = ["Alpha", "Bravo", "Delta", "Echo"].map(|name| format!("{name} {category}"));
    let (path, created) = (format!("/products?category={category}&sort=price"), Instant::now());
    // Functions may serve a cached catalogue for one second.
    eventually("every function to list the products", async || {
        let shown = self::names(&shop.get(&path).await.json(200)) == names;
        (shown && created.elapsed() > Duration::from_millis(1200)).then_some(())
    })
    .await;
    (category, names.to_vec())
}

fn names(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn products_are_found_by_category_and_words_and_sorted() {
    let shop = Shop::open();
    let (category, rising) = create_products(&shop).await;
    let falling: Vec<String> = rising.iter().rev().cloned().collect();
    let list = async |query: &str| {
        names(&shop.get(&format!("/products?category={category}{query}")).await.json(200))
    };
    assert_eq!(list("&sort=price").await, rising);
    assert_eq!(list("&sort=-price").await, falling);
    assert_eq!(list("&sort=name").await, rising);
    assert_eq!(list("").await, rising, "newest first");
    assert_eq!(list("&q=DELT").await, rising[2..3], "in either case");
    assert_eq!(list("&q=gold").await.len(), 4, "by a choice");
    assert!(list("&q=hidden").await.is_empty(), "what is not for sale is not found");
    assert!(list("&q=silver").await.is_empty(), "nor by a choice that there is not now");
}

#[tokio::test]
async fn paging_returns_every_product_once() {
    let shop = Shop::open();
    let (category, rising) = create_products(&shop).await;
    for (sort, limit) in [("price", 1), ("name", 2), ("newest", 3), ("-price", 4)] {
        let first = format!("/products?category={category}&sort={sort}&limit={limit}");
        let (mut seen, mut path) = (Vec::new(), first.clone());
        loop {
            let page = shop.get(&path).await.json(200);
            assert!(names(&page).len() <= limit);
            seen.extend(names(&page));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("{first}&cursor={cursor}");
        }
        seen.sort();
        assert_eq!(seen, rising, "{sort}, {limit} at once");
    }
}

#[tokio::test]
async fn a_cached_product_is_not_modified_until_it_changes() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let slug = product["slug"].as_str().unwrap();
    // Other tests change the catalogue at the same time, so the page of this one product is requested twice in
    // a row.
    let path = format!("/products/{slug}");
    let mut known = String::new();
    let unchanged = eventually("a moment in which nothing changes", async || {
        let fresh = shop.get(&path).await;
        fresh.json(200);
        assert!(fresh.header("cache-control").unwrap().contains("stale-while-revalidate"));
        known = fresh.header("etag").unwrap().to_owned();
        let again = shop.api(Method::GET, &path).header("if-none-match", &known).ask().await;
        (again.status == 304).then_some(again)
    })
    .await;
    assert_eq!((unchanged.text.as_str(), unchanged.header("etag")), ("", Some(known.as_str())));

    let mut changed = dragon();
    (changed["slug"], changed["name"]) = (json!(slug), json!("Another name"));
    let admin_path = format!("/admin/products/{}", product["id"].as_str().unwrap());
    staff.change(Method::PUT, &admin_path, 1, &changed).await.json(200);
    let fresh = eventually("the change", async || {
        let asked = shop.api(Method::GET, &path).header("if-none-match", &known).ask().await;
        (asked.status != 304).then_some(asked)
    })
    .await;
    assert_eq!(fresh.json(200)["name"], "Another name");
    assert_ne!(fresh.header("etag"), Some(known.as_str()));
}

#[tokio::test]
async fn a_public_product_shows_only_available_choices() {
    let shop = Shop::open();
    let product = shop.staff().await.product().await;
    let shown = shop.get(&format!("/products/{}", product["slug"].as_str().unwrap())).await;
    let public = shown.json(200);
    assert_eq!(public["variants"].as_array().map(Vec::len), Some(6));
    assert!(!shown.text.contains("Silver") && !shown.text.contains("stock") && !shown.text.contains("audit"));
    assert_eq!((&public["price_from"], &public["lead_time_days_from"]), (&eur(1900), &json!(3)));
    assert_eq!(public["excluded_combinations"], product["excluded_combinations"]);
    for slug in ["no-such-product", "No-Slug"] {
        shop.get(&format!("/products/{slug}")).await.problem(404, "not_found");
    }
}
