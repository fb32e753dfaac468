//! Names and order of categories.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Shop, dragon, eventually, unique};

#[tokio::test]
async fn categories_are_named_and_ordered_by_staff_and_shown_to_customers() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let (lamps, toys, bare) = (format!("l{}", unique()), format!("t{}", unique()), format!("b{}", unique()));
    for category in [&toys, &toys, &bare] {
        let mut draft = dragon();
        draft["category"] = json!(category);
        staff.post("/admin/products", &draft).await.json(201);
    }
    let before = staff.get("/admin/categories").await;
    let version = before.header("etag").unwrap().trim_matches('"').parse::<u64>().unwrap();
    let mut named = before.json(200)["categories"].as_array().unwrap().clone();
    named.insert(0, json!({"slug": toys, "name": "Toys & games"}));
    named.insert(0, json!({"slug": lamps, "name": "Lamps"}));
    let content = json!({"categories": named});
    staff.api(Method::PUT, "/admin/categories").json(&content).ask().await.problem(428, "if_match_required");
    let answer = staff.change(Method::PUT, "/admin/categories", version, &content).await;
    assert_eq!(
        (answer.json(200), answer.header("etag")),
        (content.clone(), Some(&*format!("\"{}\"", version + 1)))
    );
    let stale = staff.change(Method::PUT, "/admin/categories", version, &json!({"categories": []})).await;
    stale.problem(412, "precondition_failed");

    let of = |page: &Value, slug: &str| {
        page["items"].as_array().unwrap().iter().find(|c| c["slug"] == *slug).cloned()
    };
    let page = eventually("the categories", async || {
        let page = shop.get("/categories").await.json(200);
        of(&page, &toys).filter(|toys| toys["products"] == 2).map(|_| page)
    })
    .await;
    assert_eq!(page["items"][0], json!({"slug": lamps, "name": "Lamps", "products": 0}));
    assert_eq!(page["items"][1], json!({"slug": toys, "name": "Toys & games", "products": 2}));
    assert_eq!(of(&page, &bare).unwrap(), json!({"slug": bare, "name": bare, "products": 1}));
    let trail = staff.get("/admin/categories").await.json(200)["audit"].clone();
    let last = trail.as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["action"], &last["evidence"]["after"]), (&json!("categories_updated"), &content));

    let doubled = json!({"categories": [named[0], named[0], {"slug": "No", "name": ""}]});
    let faults = staff.change(Method::PUT, "/admin/categories", version + 1, &doubled).await.faults();
    assert_eq!(faults, ["/categories/2/name empty_text", "/categories/2/slug invalid_slug"]);
    let doubled = json!({"categories": [named[0], named[0]]});
    let faults = staff.change(Method::PUT, "/admin/categories", version + 1, &doubled).await.faults();
    assert_eq!(faults, ["/categories/1/slug duplicate_category"]);
}
