//! The storefront's pages, rendered by the function's own code from a real engine.

use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use render_page::{Deps, Previews, RenderPage};
use shared::domain::audit::Action;
use shared::domain::catalogue::product::{Image, Product, ProductDraft};
use shared::site::serve;
use shared::store::catalog_cards::CatalogCards;
use shared::store::catalog_items::CatalogItems;
use shared_images::Bucket;
use shop_tests::bucket::{self, PublicFiles};
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{at, dragon, product_event, product_of, slug, stored_product, text};

pub(crate) const NOT_FOR_SEARCH_ENGINES: &str = r#"<meta name="robots" content="noindex">"#;

pub(crate) async fn stored(engine: &Engine, draft: ProductDraft) -> Product {
    let product = product_of(draft, 1, None, at(0));
    engine
        .store
        .products()
        .create_product(product.clone(), product_event(Action::ProductCreated, at(0)))
        .await
        .unwrap();
    product
}

fn request(path: &str) -> Request {
    lambda_http::http::Request::builder()
        .uri(format!("https://shop.example{path}"))
        .body(Body::Empty)
        .unwrap()
}

fn deps(engine: &Engine, bucket: Bucket) -> Deps {
    let (catalog, items) =
        (CatalogCards::new(engine.store.clone(), None), CatalogItems::new(engine.store.clone()));
    Deps::new(catalog, items, Previews::new(bucket), "https://shop.example".into(), "a1".into()).unwrap()
}

async fn open(engine: &Engine, request: &Request) -> Response<Body> {
    serve::<RenderPage>(&deps(engine, bucket::at("http://127.0.0.1:9")), request).await
}

pub(crate) async fn page(engine: &Engine, path: &str) -> (StatusCode, String) {
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
async fn staff_input_is_text_and_never_markup_or_script() {
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
async fn a_page_may_run_only_our_scripts_and_apply_only_its_own_style() {
    let engine = Engine::start().await;
    let response = open(&engine, &request("/")).await;
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert_eq!(response.headers()["cache-control"].to_str().unwrap().split(", ").next(), Some("public"));
}

#[tokio::test]
async fn an_unchanged_page_is_answered_with_its_headers_only() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let first = open(&engine, &request("/products/dragon-1")).await;
    let mut again = request("/products/dragon-1");
    again.headers_mut().insert("if-none-match", first.headers()["etag"].clone());
    let second = open(&engine, &again).await;
    assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
    assert!(matches!(second.body(), Body::Empty));
}

#[tokio::test]
async fn a_missing_page_is_not_found_even_with_its_etag() {
    let engine = Engine::start().await;
    let first = open(&engine, &request("/nowhere")).await;
    let mut again = request("/nowhere");
    again.headers_mut().insert("if-none-match", first.headers()["etag"].clone());
    assert_eq!(open(&engine, &again).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_link_of_a_page_takes_its_host_from_the_address() {
    let engine = Engine::start().await;
    for path in ["/de//evil.example", "//evil.example", "/de/\\evil.example"] {
        let (status, html) = page(&engine, path).await;
        assert_eq!((status, html.contains("evil.example")), (StatusCode::NOT_FOUND, false), "{path}: {html}");
    }
}

/// Stores a dragon and moves it from `dragon` to `wyvern`.
async fn with_moved_product(engine: &Engine) {
    let before = stored(engine, dragon("dragon")).await;
    let moved = ProductDraft { slug: slug("wyvern"), ..ProductDraft::from(&before) };
    let moved = product_of(moved, 1, Some(&before), at(1));
    let event = product_event(Action::ProductUpdated, at(1));
    let item = engine.store.products().product(before.id).await.unwrap().unwrap().stored;
    engine.store.products().replace_product(&item, moved, event).await.unwrap();
}

#[tokio::test]
async fn a_former_slug_of_the_api_redirects_within_the_api() {
    let engine = Engine::start().await;
    with_moved_product(&engine).await;
    let call = ApiCall { path: vec![("slug", "dragon".to_owned())], ..ApiCall::to("GET /products/{slug}") };
    let catalog = CatalogItems::new(engine.store.clone());
    let response = shared::http::serve::<get_product::GetProduct>(&catalog, call.request()).await;
    assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT);
    // Resolved against `/api/products/dragon` as against `/products/dragon`.
    assert_eq!(response.headers()["location"], "wyvern");
}

#[tokio::test]
async fn unknown_pages_are_not_found_and_moved_products_redirect() {
    let engine = Engine::start().await;
    with_moved_product(&engine).await;
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
        stored_product(&engine.store, n).await;
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
async fn pages_after_the_last_and_unknown_categories_are_not_indexed() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    for (query, cards) in [("page=999999", 1), ("category=xyz", 0), ("category=toys&page=2", 1)] {
        let (status, html) = page(&engine, &format!("/products?{query}")).await;
        assert_eq!((status, html.matches("class=\"card\"").count()), (StatusCode::OK, cards), "{query}");
        assert!(html.contains(NOT_FOR_SEARCH_ENGINES) && !html.contains("canonical"), "{query}: {html}");
    }
}

#[tokio::test]
async fn robots_txt_disallows_purchase_pages_in_each_language() {
    let engine = Engine::start().await;
    let (_, robots) = page(&engine, "/robots.txt").await;
    for path in ["/checkout/", "/track/", "/de/checkout/", "/de/track/"] {
        assert!(robots.lines().any(|line| line == format!("Disallow: {path}")), "{path}: {robots}");
    }
}

#[tokio::test]
async fn a_list_ignores_filters_that_it_cannot_parse() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let (_, unread) = page(&engine, "/products?price=cheap&lead=soon").await;
    assert!(!unread.contains("Clear filters") && !unread.contains("cheap"), "{unread}");
    let (_, read) = page(&engine, "/products?price=%E2%82%AC17.50").await;
    assert!(read.contains("Clear filters") && read.contains("class=\"card\""), "{read}");
}

#[tokio::test]
async fn filters_apply_together_to_one_available_configuration() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let cards = async |query: &str| {
        let (_, html) = page(&engine, &format!("/products?{query}")).await;
        html.matches("class=\"card\"").count()
    };
    // Small ABS in red costs 17.50, small PLA in gold 21.00, and ABS in gold is excluded.
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
async fn a_list_offers_only_the_filters_of_its_own_category() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let plain = ProductDraft { category: slug("home"), slug: slug("coaster"), ..dragon("coaster") };
    let plain = ProductDraft { variants: Vec::new(), excluded_combinations: Vec::new(), ..plain };
    let plain = product_of(plain, 2, None, at(0));
    engine
        .store
        .products()
        .create_product(plain, product_event(Action::ProductCreated, at(0)))
        .await
        .unwrap();
    let (_, toys) = page(&engine, "/products?category=toys").await;
    assert!(toys.contains("<option value=\"ABS\">") && toys.contains("<option value=\"red\">Red</option>"));
    assert!(toys.contains("from €17.50") && toys.contains("Made in 3 business days<"), "{toys}");
    let (_, home) = page(&engine, "/products?category=home").await;
    assert!(!home.contains("<option value=\"ABS\">"));
    assert!(home.contains(">€19.00<"), "there is but one price: {home}");
}

#[tokio::test]
async fn categories_have_canonical_urls_and_language_links_retain_filters() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
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
async fn an_empty_shop_says_so() {
    let engine = Engine::start().await;
    for path in ["/", "/products"] {
        assert!(page(&engine, path).await.1.contains("There is nothing for sale yet."), "{path}");
    }
}

/// Stores a product whose only picture was uploaded.
async fn with_uploaded_picture(engine: &Engine) {
    let (path, alt) = (text("/media/img_1.webp"), text("A dragon"));
    let image = Image { path, alt, variant_id: None, widths: vec![160, 400, 800] };
    let draft = ProductDraft { images: Vec::new(), ..dragon("dragon") };
    let product = product_of(draft, 1, None, at(0)).with_image(image, at(0)).unwrap();
    engine
        .store
        .products()
        .create_product(product, product_event(Action::ProductCreated, at(0)))
        .await
        .unwrap();
}

#[tokio::test]
async fn an_uploaded_picture_has_its_widths_and_an_inline_preview() {
    let engine = Engine::start().await;
    with_uploaded_picture(&engine).await;
    let files = PublicFiles::with_files([("/media/img_1-preview.webp", b"seen at once")]).await;
    let deps = deps(&engine, files.bucket.clone());
    for _ in 0..2 {
        let page = html(serve::<RenderPage>(&deps, &request("/products/dragon")).await);
        assert!(page.contains(r#"src="data:image/webp;base64,c2VlbiBhdCBvbmNl""#), "{page}");
        let widths = "/media/img_1-160.webp 160w, /media/img_1-400.webp 400w, /media/img_1.webp 800w";
        assert!(page.contains(&format!(r#"srcset="{widths}""#)), "{page}");
        assert!(page.contains(&format!(r#"imagesrcset="{widths}""#)), "{page}");
    }
    assert_eq!(files.requests(), 1, "a warm function knows it");
}

#[tokio::test]
async fn a_page_is_complete_without_a_picture_preview() {
    let engine = Engine::start().await;
    with_uploaded_picture(&engine).await;
    let empty = PublicFiles::with_files([]).await.bucket;
    for bucket in [empty, bucket::at("http://127.0.0.1:9")] {
        let response = serve::<RenderPage>(&deps(&engine, bucket), &request("/products/dragon")).await;
        assert_eq!(response.status(), StatusCode::OK);
        let page = html(response);
        assert!(!page.contains("data:image"), "{page}");
        assert!(page.contains(r#"src="/media/img_1.webp""#), "{page}");
    }
}

#[tokio::test]
async fn without_scripts_the_add_button_is_disabled() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let (_, product) = page(&engine, "/products/dragon-1").await;
    assert!(product.contains(r#"<button class="button" id="add" disabled>"#), "{product}");
}

pub(crate) fn structured_data(html: &str) -> serde_json::Value {
    let (_, data) = html.split_once(r#"<script type="application/ld+json">"#).unwrap();
    serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap()
}

#[tokio::test]
async fn structured_data_contains_the_price_and_the_handling_time() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let (_, html) = page(&engine, "/products/dragon-1").await;
    let data = structured_data(&html);
    let offer = &data["offers"];
    assert_eq!((&offer["price"], &offer["priceCurrency"]), (&"19.00".into(), &"EUR".into()));
    let lead = &offer["deliveryLeadTime"];
    assert_eq!(lead["unitCode"], "DAY");
    assert!((3..=5).contains(&lead["value"].as_i64().unwrap()), "three days of work, and a weekend: {lead}");
}
