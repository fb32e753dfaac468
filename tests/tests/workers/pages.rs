//! The storefront's pages, rendered by the function's own code from a real engine.

use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use render_page::{Deps, Previews, RenderPage};
use shared::domain::audit::Action;
use shared::domain::product::{Image, Product, ProductDraft};
use shared::site::serve;
use shared::store::catalog::CatalogCache;
use shared_images::Bucket;
use shop_tests::bucket::{self, PublicFiles};
use shop_tests::engine::Engine;
use shop_tests::shop::{at, dragon, product_event, product_of, slug, stocked_shelf, text};

const NOT_FOR_SEARCH_ENGINES: &str = r#"<meta name="robots" content="noindex">"#;

async fn stored(engine: &Engine, draft: ProductDraft) -> Product {
    let product = product_of(draft, 1, None, at(0));
    engine.store.create_product(product.clone(), product_event(Action::ProductCreated, at(0))).await.unwrap();
    product
}

fn request(path: &str) -> Request {
    lambda_http::http::Request::builder()
        .uri(format!("https://shop.example{path}"))
        .body(Body::Empty)
        .unwrap()
}

fn deps(engine: &Engine, bucket: Bucket) -> Deps {
    let catalog = CatalogCache::new(engine.store.clone());
    Deps::new(catalog, Previews::new(bucket), "https://shop.example".into(), "a1".into()).unwrap()
}

async fn open(engine: &Engine, request: &Request) -> Response<Body> {
    serve::<RenderPage>(&deps(engine, bucket::at("http://127.0.0.1:9")), request).await
}

async fn page(engine: &Engine, path: &str) -> (StatusCode, String) {
    let response = open(engine, &request(path)).await;
    (response.status(), html(response))
}

fn html(response: Response<Body>) -> String {
    match response.into_body() {
        Body::Text(text) => text,
        other => panic!("a page answered {other:?}"),
    }
}

#[tokio::test]
async fn what_staff_typed_is_text_and_never_markup_or_script() {
    let engine = Engine::start().await;
    let name = text("</script><img src=x onerror=alert(1)>");
    stored(
        &engine,
        ProductDraft { name, description: text("\"><script>alert(2)</script>"), ..dragon("dragon") },
    )
    .await;
    for path in
        ["/", "/products", "/products/dragon", "/products?q=%22%3E%3Cscript%3E", "/de/products/dragon"]
    {
        let (status, html) = page(&engine, path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        for markup in ["<img src=x", "<script>alert", "\"><script"] {
            assert!(!html.contains(markup), "{path} holds {markup}");
        }
    }
}

#[tokio::test]
async fn a_page_may_run_our_scripts_and_apply_its_own_style_alone() {
    let engine = Engine::start().await;
    let response = open(&engine, &request("/")).await;
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert_eq!(response.headers()["cache-control"].to_str().unwrap().split(", ").next(), Some("public"));
}

#[tokio::test]
async fn whoever_has_a_page_already_is_sent_its_headers_alone() {
    let engine = Engine::start().await;
    stocked_shelf(&engine.store, 1).await;
    let first = open(&engine, &request("/products/dragon-1")).await;
    let mut again = request("/products/dragon-1");
    again.headers_mut().insert("if-none-match", first.headers()["etag"].clone());
    let second = open(&engine, &again).await;
    assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
    assert!(matches!(second.body(), Body::Empty));
}

#[tokio::test]
async fn what_is_not_found_stays_so_for_whoever_has_seen_that() {
    let engine = Engine::start().await;
    let first = open(&engine, &request("/nowhere")).await;
    let mut again = request("/nowhere");
    again.headers_mut().insert("if-none-match", first.headers()["etag"].clone());
    assert_eq!(open(&engine, &again).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_link_of_a_page_leads_to_a_host_that_its_address_names() {
    let engine = Engine::start().await;
    for path in ["/de//evil.example", "//evil.example", "/de/\\evil.example"] {
        let (status, html) = page(&engine, path).await;
        assert_eq!((status, html.contains("evil.example")), (StatusCode::NOT_FOUND, false), "{path}: {html}");
    }
}

#[tokio::test]
async fn what_is_hidden_or_unknown_is_not_found_and_what_has_moved_leads_on() {
    let engine = Engine::start().await;
    let before = stored(&engine, dragon("dragon")).await;
    let moved = ProductDraft { slug: slug("wyvern"), ..ProductDraft::from(&before) };
    let moved = product_of(moved, 1, Some(&before), at(1));
    let event = product_event(Action::ProductUpdated, at(1));
    let item = engine.store.product(before.id).await.unwrap().unwrap().stored;
    engine.store.replace_product(&item, moved, event).await.unwrap();
    let response = open(&engine, &request("/de/products/dragon")).await;
    assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(response.headers()["location"], "/de/products/wyvern");
    assert_eq!(page(&engine, "/products/unknown").await.0, StatusCode::NOT_FOUND);
    assert_eq!(page(&engine, "/nowhere").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_paged_by_their_address() {
    let engine = Engine::start().await;
    for n in 1..=30 {
        stocked_shelf(&engine.store, n).await;
    }
    let cards = |html: &str| html.matches("class=\"card\"").count();
    let (_, first) = page(&engine, "/products?sort=name").await;
    assert_eq!((cards(&first), first.contains("rel=\"next\"")), (24, true));
    let (_, second) = page(&engine, "/products?sort=name&page=2").await;
    assert_eq!((cards(&second), second.contains("rel=\"prev\"")), (6, true));
    let (_, none) = page(&engine, "/products?material=Titanium").await;
    assert_eq!((cards(&none), none.contains(NOT_FOR_SEARCH_ENGINES)), (0, true));
    let (_, far) = page(&engine, "/products?page=99999999999999999999").await;
    assert_eq!(cards(&far), 24);
}

#[tokio::test]
async fn search_engines_keep_no_page_beyond_the_last_and_no_category_that_nobody_has() {
    let engine = Engine::start().await;
    stocked_shelf(&engine.store, 1).await;
    for (query, cards) in [("page=999999", 1), ("category=xyz", 0), ("category=toys&page=2", 1)] {
        let (status, html) = page(&engine, &format!("/products?{query}")).await;
        assert_eq!((status, html.matches("class=\"card\"").count()), (StatusCode::OK, cards), "{query}");
        assert!(html.contains(NOT_FOR_SEARCH_ENGINES) && !html.contains("canonical"), "{query}: {html}");
    }
}

#[tokio::test]
async fn search_engines_look_for_nobodys_purchase_in_any_language() {
    let engine = Engine::start().await;
    let (_, robots) = page(&engine, "/robots.txt").await;
    for path in ["/checkout/", "/track/", "/de/checkout/", "/de/track/"] {
        assert!(robots.lines().any(|line| line == format!("Disallow: {path}")), "{path}: {robots}");
    }
}

#[tokio::test]
async fn a_list_does_not_pretend_to_filter_by_what_it_cannot_read() {
    let engine = Engine::start().await;
    stocked_shelf(&engine.store, 1).await;
    let (_, unread) = page(&engine, "/products?price=cheap&lead=soon").await;
    assert!(!unread.contains("Clear filters") && !unread.contains("cheap"), "{unread}");
    let (_, read) = page(&engine, "/products?price=%E2%82%AC17.50").await;
    assert!(read.contains("Clear filters") && read.contains("class=\"card\""), "{read}");
}

#[tokio::test]
async fn filters_hold_together_for_one_configuration_that_can_be_made() {
    let engine = Engine::start().await;
    stocked_shelf(&engine.store, 1).await;
    let cards = async |query: &str| {
        let (_, html) = page(&engine, &format!("/products?{query}")).await;
        html.matches("class=\"card\"").count()
    };
    // Small ABS in red is 17.50, Small PLA in gold 21.00, and ABS in gold cannot be made.
    assert_eq!(cards("price=17.50").await, 1);
    assert_eq!(cards("price=17.49").await, 0);
    assert_eq!(cards("price=17.50&material=PLA").await, 0, "that much buys another material only");
    assert_eq!(cards("price=20.99&color=Gold").await, 0, "the cheaper gold one cannot be made");
    assert_eq!(cards("price=21&color=Gold").await, 1);
    assert_eq!(cards("material=ABS&color=Gold").await, 0);
    assert_eq!(cards("color=red&lead=3").await, 1, "a colour is found by its hue");
    assert_eq!(cards("lead=2").await, 0);
}

#[tokio::test]
async fn a_list_asks_for_what_there_is_where_somebody_looks() {
    let engine = Engine::start().await;
    stocked_shelf(&engine.store, 1).await;
    let plain = ProductDraft { category: slug("home"), slug: slug("coaster"), ..dragon("coaster") };
    let plain = ProductDraft { variants: Vec::new(), excluded_combinations: Vec::new(), ..plain };
    let plain = product_of(plain, 2, None, at(0));
    engine.store.create_product(plain, product_event(Action::ProductCreated, at(0))).await.unwrap();
    let (_, toys) = page(&engine, "/products?category=toys").await;
    assert!(toys.contains("<option value=\"ABS\">") && toys.contains("<option value=\"red\">Red</option>"));
    assert!(toys.contains("from €17.50") && toys.contains("Made in 3 business days<"), "{toys}");
    let (_, home) = page(&engine, "/products?category=home").await;
    assert!(!home.contains("<option value=\"ABS\">"));
    assert!(home.contains(">€19.00<"), "there is but one price: {home}");
}

#[tokio::test]
async fn search_engines_find_each_category_and_page_once_and_the_other_language_keeps_the_view() {
    let engine = Engine::start().await;
    stocked_shelf(&engine.store, 1).await;
    let (_, category) = page(&engine, "/products?category=toys").await;
    let canonical = r#"<link rel="canonical" href="https://shop.example/products?category=toys">"#;
    assert!(category.contains(canonical) && !category.contains("noindex"), "{category}");
    let (_, narrower) = page(&engine, "/products?category=toys&color=red").await;
    assert!(narrower.contains("noindex"));
    assert!(narrower.contains(r#"href="/de/products?category=toys&#38;color=red""#), "{narrower}");
    let (_, map) = page(&engine, "/sitemap.xml").await;
    assert!(map.contains("<loc>https://shop.example/de/products?category=toys</loc>"), "{map}");
}

#[tokio::test]
async fn a_shop_that_sells_nothing_yet_says_so() {
    let engine = Engine::start().await;
    for path in ["/", "/products"] {
        assert!(page(&engine, path).await.1.contains("There is nothing for sale yet."), "{path}");
    }
}

/// A product whose one picture was uploaded.
async fn with_uploaded_picture(engine: &Engine) {
    let (path, alt) = (text("/media/img_1.webp"), text("A dragon"));
    let image = Image { path, alt, variant_id: None, widths: vec![160, 400, 800] };
    let draft = ProductDraft { images: Vec::new(), ..dragon("dragon") };
    let product = product_of(draft, 1, None, at(0)).with_image(image, at(0)).unwrap();
    engine.store.create_product(product, product_event(Action::ProductCreated, at(0))).await.unwrap();
}

#[tokio::test]
async fn an_uploaded_picture_is_offered_in_its_widths_and_seen_in_the_page_itself() {
    let engine = Engine::start().await;
    with_uploaded_picture(&engine).await;
    let files = PublicFiles::holding([("/media/img_1-preview.webp", b"seen at once")]).await;
    let deps = deps(&engine, files.bucket.clone());
    for _ in 0..2 {
        let page = html(serve::<RenderPage>(&deps, &request("/products/dragon")).await);
        assert!(page.contains(r#"src="data:image/webp;base64,c2VlbiBhdCBvbmNl""#), "{page}");
        let widths = "/media/img_1-160.webp 160w, /media/img_1-400.webp 400w, /media/img_1.webp 800w";
        assert!(page.contains(&format!(r#"srcset="{widths}""#)), "{page}");
        assert!(page.contains(&format!(r#"imagesrcset="{widths}""#)), "{page}");
    }
    assert_eq!(files.asked(), 1, "a warm function knows it");
}

#[tokio::test]
async fn a_page_is_whole_without_the_preview_that_nobody_has() {
    let engine = Engine::start().await;
    with_uploaded_picture(&engine).await;
    let empty = PublicFiles::holding([]).await.bucket;
    for bucket in [empty, bucket::at("http://127.0.0.1:9")] {
        let response = serve::<RenderPage>(&deps(&engine, bucket), &request("/products/dragon")).await;
        assert_eq!(response.status(), StatusCode::OK);
        let page = html(response);
        assert!(!page.contains("data:image"), "{page}");
        assert!(page.contains(r#"src="/media/img_1.webp""#), "{page}");
    }
}

#[tokio::test]
async fn without_its_script_a_page_offers_nothing_that_would_do_nothing() {
    let engine = Engine::start().await;
    stocked_shelf(&engine.store, 1).await;
    let (_, product) = page(&engine, "/products/dragon-1").await;
    assert!(product.contains(r#"<button class="button" id="add" disabled>"#), "{product}");
}

#[tokio::test]
async fn search_engines_read_what_a_product_costs_and_in_how_many_days_of_the_week_it_is_made() {
    let engine = Engine::start().await;
    stocked_shelf(&engine.store, 1).await;
    let (_, html) = page(&engine, "/products/dragon-1").await;
    let (_, data) = html.split_once(r#"<script type="application/ld+json">"#).unwrap();
    let data: serde_json::Value = serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap();
    let offer = &data["offers"];
    assert_eq!((&offer["price"], &offer["priceCurrency"]), (&"19.00".into(), &"EUR".into()));
    let lead = &offer["deliveryLeadTime"];
    assert_eq!(lead["unitCode"], "DAY");
    assert!((3..=5).contains(&lead["value"].as_i64().unwrap()), "three days of work, and a weekend: {lead}");
}
