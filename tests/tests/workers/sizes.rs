//! No answer is over a megabyte, whatever is in the shop: a function can return 6 MB. Left out are documents and the CSV
//! files, which have limits of their own.

use std::collections::{BTreeMap, BTreeSet};

use functions::{Context, Visitor};
use render_page::{Deps, Previews, RenderPage};
use serde_json::{Value, json};
use shared::domain::audit::subject::Subject;
use shared::domain::audit::{Action, ChainHead, Event};
use shared::domain::catalogue::product::{
    ImageDraft, MAX_EXCLUSIONS, MAX_IMAGES, MAX_VARIANTS, Product, ProductDraft, VariantDraft, VariantName,
    VariantType,
};
use shared::domain::checkout::quote::{Cart, CartItem, MAX_LINES, Quote, quote};
use shared::domain::ids::{OrderId, OrderNumber};
use shared::domain::purchase::{MAX_NOTES, Order};
use shared::domain::shop::settings::Settings;
use shared::domain::time::utc_date;
use shared::http::{Endpoint, serve};
use shared::lookup::LookupKey;
use shared::store::Item;
use shared::store::catalog_cards::CatalogCards;
use shared::store::catalog_items::CatalogItems;
use shared::store::items::{AuditItem, to_item};
use shared::store::keys;
use shared::store::settings::SettingsCache;
use shared::vault::Vault;
use shop_tests::bucket;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{
    admin, at, confirm, customer, dragon, eur, order_id, pending, product, product_event, product_of, text,
    vault, write,
};

const MEGABYTE: usize = 1_000_000;
/// More products and orders than a page can have.
const MANY: u128 = 101;

/// A shop in which everything is as large as it may be.
struct Shop {
    engine: Engine,
    vault: Vault,
    products: Vec<Product>,
    secret: String,
    answered: BTreeSet<String>,
}

/// Returns a text of so many characters of three bytes each, which ends in a number.
fn long(characters: usize, n: usize) -> String {
    format!("{}{n:03}", "語".repeat(characters - 3))
}

fn variant(n: usize) -> VariantDraft {
    VariantDraft {
        id: None,
        kind: [VariantType::Size, VariantType::Material, VariantType::Color][n % 3],
        value: text(&long(60, n)),
        price_adjustment: eur(0),
        lead_time_days: 120,
        active: true,
        swatch: Some("#d9472b".to_owned()),
        stock: None,
    }
}

fn largest(n: u128) -> ProductDraft {
    let variants: Vec<_> = (0..MAX_VARIANTS).map(variant).collect();
    let name = |of: &VariantDraft| VariantName { kind: of.kind, value: of.value.clone() };
    let number = usize::try_from(n).unwrap();
    let image = |n| ImageDraft {
        path: text(&format!("/images/{}{n:03}.svg", "x".repeat(180))),
        alt: text(&long(200, n)),
        variant: None,
    };
    ProductDraft {
        name: text(&long(120, number)),
        description: text(&long(4000, number)),
        excluded_combinations: (0..MAX_EXCLUSIONS)
            .map(|n| variants[n..n + 3].iter().map(name).collect())
            .collect(),
        variants,
        images: (0..MAX_IMAGES).map(image).collect(),
        ..dragon(&format!("{}-{n}", "x".repeat(36)))
    }
}

/// Prices a cart with the most lines.
fn largest_quote(products: &[Product]) -> Quote {
    let line = |product: &Product| {
        let chosen = [57, 58, 56].map(|place| product.variants[place].id);
        CartItem { product_id: product.id, variant_ids: chosen.to_vec(), quantity: 1 }
    };
    let items = products[..MAX_LINES].iter().map(line).collect();
    let cart = Cart { items, country: "DE".to_owned(), shipping_option: None, discount_code: None };
    let known: BTreeMap<_, _> = products.iter().map(|product| (product.id, product)).collect();
    quote(&cart, &known, &Settings::starter(), utc_date(at(0))).unwrap()
}

impl Shop {
    async fn open() -> Self {
        let (engine, vault) = (Engine::start().await, vault());
        let products: Vec<Product> = (1..=MANY).map(|n| product_of(largest(n), n, None, at(0))).collect();
        for product in &products {
            let event = product_event(Action::ProductCreated, at(0));
            engine.store.products().create_product(product.clone(), event).await.unwrap();
        }
        let before = pending(&engine.store, 1, &product(1), at(0)).await;
        write(&engine.store, confirm(&vault, before, customer("ada"), at(1)).await).await.unwrap();
        let mut shop = Self { engine, vault, products, secret: String::new(), answered: BTreeSet::new() };
        shop.fill().await;
        shop
    }

    async fn put(&self, item: Item) {
        let put = self.engine.client.put_item().table_name(&self.engine.table);
        put.set_item(Some(item)).send().await.unwrap();
    }

    /// Enlarges the order, copies it, adds notes and long audit trails.
    async fn fill(&mut self) {
        let purchase = self.engine.store.purchases().purchase(order_id(1)).await.unwrap().unwrap();
        let (mut checkout, mut order) = (purchase.checkout, purchase.order.unwrap());
        let sealed = order.confidential.clone().unwrap();
        let secret = self.vault.open(order.id, &sealed).await.unwrap().tracking_secret;
        self.secret.clone_from(secret.reveal());
        checkout.quote = largest_quote(&self.products);
        order.quote = checkout.quote.clone();
        let trail =
            |n: usize| Event::note(at(2), admin(), Action::NoteAdded, json!({})).because(long(400, n));
        for n in 0..120 {
            let entry = order.chain.append(&order.id.to_string(), trail(n));
            self.put(to_item(&AuditItem { partition: keys::purchase(order.id), entry }).unwrap()).await;
        }
        self.put(to_item(&checkout).unwrap()).await;
        self.put(to_item(&order).unwrap()).await;
        for n in 2..=MANY {
            let id = OrderId::from_uuid(uuid::Uuid::from_u128(n));
            let number = OrderNumber::from_random([0, 0, 0, 0, u8::try_from(n).unwrap()]);
            self.put(to_item(&Order { id, number, ..order.clone() }).unwrap()).await;
        }
        let product = self.products[0].clone();
        let mut chain = ChainHead::empty();
        for _ in 0..40 {
            let evidence = json!({"before": product, "after": product});
            let change = Event::note(at(3), admin(), Action::ProductUpdated, evidence);
            let entry = chain.append(&product.id.to_string(), change);
            let partition = keys::subject(Subject::Product(product.id));
            self.put(to_item(&AuditItem { partition, entry }).unwrap()).await;
        }
    }

    /// Calls an endpoint and asserts that its answer is complete and small. Returns it.
    async fn call<E: Endpoint>(&mut self, deps: &E::Deps, call: ApiCall) -> Value {
        let call = ApiCall { staff: !E::ROUTE.access.roles().is_empty(), ..call };
        let answer = serve::<E>(deps, call.request()).await;
        let (status, body) = (answer.status().as_u16(), answer.body().to_vec());
        let start = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
        assert!(status < 300, "{} {status}: {start}", call.route);
        assert!(body.len() <= MEGABYTE, "{} {:?}: {} bytes", call.route, call.query, body.len());
        self.answered.insert(call.route.to_owned());
        serde_json::from_slice(&body).unwrap_or_default()
    }

    async fn get<E: Endpoint>(
        &mut self,
        deps: &E::Deps,
        path: &[(&'static str, String)],
        query: &[(&'static str, &str)],
    ) -> Value {
        let route: &'static str = format!("GET {}", E::ROUTE.path).leak();
        let query = query.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let headers = vec![("authorization", format!("Bearer {}", self.secret))];
        self.call::<E>(deps, ApiCall { path: path.to_vec(), query, headers, ..ApiCall::to(route) }).await
    }

    /// Reads a list to its end in its largest pages, and returns the number of its items.
    async fn list<E: Endpoint>(&mut self, deps: &E::Deps, filter: &[(&'static str, &str)]) -> usize {
        let (mut found, mut cursor) = (0, None::<String>);
        loop {
            let mut query = filter.to_vec();
            query.push(("limit", "100"));
            query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let page = self.get::<E>(deps, &[], &query).await;
            found += page["items"].as_array().or(page["products"].as_array()).unwrap().len();
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return found,
            }
        }
    }
}

/// Returns every route that reads, but for documents and CSV files.
fn routes() -> BTreeSet<String> {
    struct Collect(BTreeSet<String>);
    impl Visitor for Collect {
        fn visit<E: Endpoint>(&mut self, _: Context) {
            if E::ROUTE.method == "GET" {
                self.0.insert(format!("GET {}", E::ROUTE.path));
            }
        }
    }
    let mut found = Collect(BTreeSet::new());
    functions::visit_all(&mut found);
    for own_limit in
        ["/admin/orders/{id}/documents/{document}", "/admin/orders/export", "/admin/products/export/csv"]
    {
        assert!(found.0.remove(&format!("GET {own_limit}")), "{own_limit}");
    }
    found.0
}

#[tokio::test]
async fn no_answer_is_over_a_megabyte_when_everything_is_at_its_limit() {
    let mut shop = Shop::open().await;
    let many = usize::try_from(MANY).unwrap();
    let store = shop.engine.store.clone();
    let (cards, items) = (CatalogCards::new(store.clone(), None), CatalogItems::new(store.clone()));
    let id = |id: String| [("id", id)];
    let (order, product) = (id(order_id(1).to_string()), id(shop.products[0].id.to_string()));
    let slug = [("slug", shop.products[0].slug.to_string())];

    let notes = (store.clone().into(), shop.vault.clone());
    for n in 0..=MAX_NOTES {
        let body = Some(json!({"text": "🐉".repeat(2000), "visible_to_customer": true}).to_string());
        let call =
            ApiCall { path: order.to_vec(), body, ..ApiCall::by_staff("POST /admin/orders/{id}/notes") };
        let status =
            serve::<admin_create_note::AdminCreateNote>(&notes, call.request()).await.status().as_u16();
        assert_eq!(status, if n == MAX_NOTES { 422 } else { 201 }, "note {n}");
    }

    assert_eq!(shop.list::<list_products::ListProducts>(&cards, &[]).await, many);
    shop.get::<get_product::GetProduct>(&items, &slug, &[]).await;
    shop.get::<list_categories::ListCategories>(&cards, &[], &[]).await;
    shop.get::<get_shop::GetShop>(&SettingsCache::from(store.clone()), &[], &[]).await;
    shop.get::<get_checkout::GetCheckout>(&store.clone().into(), &order, &[]).await;
    shop.get::<track_order::TrackOrder>(&store.clone().into(), &order, &[]).await;

    let lists = (store.clone().into(), store.clone().into(), LookupKey::new("secret"));
    let november = [("from", "2026-11-01T00:00:00Z"), ("to", "2026-11-30T00:00:00Z")];
    assert_eq!(shop.list::<admin_list_orders::AdminListOrders>(&lists, &november).await, many);
    assert_eq!(shop.list::<admin_print_queue::AdminPrintQueue>(&store.clone().into(), &[]).await, many);
    let deps = (store.clone().into(), shop.vault.clone());
    let shown = shop.get::<admin_get_order::AdminGetOrder>(&deps, &order, &[("customer", "true")]).await;
    assert_eq!(shown["notes"].as_array().unwrap().len(), MAX_NOTES);
    let trail = shown["audit"].as_array().unwrap();
    assert!(trail[0]["seq"].as_u64().unwrap() > 1 && trail.len() > 50, "{} entries", trail.len());

    assert_eq!(shop.list::<admin_list_products::AdminListProducts>(&store.clone().into(), &[]).await, many);
    assert_eq!(
        shop.list::<admin_export_products::AdminExportProducts>(&store.clone().into(), &[]).await,
        many
    );
    shop.get::<admin_get_product::AdminGetProduct>(&store.clone().into(), &product, &[]).await;
    shop.get::<admin_get_categories::AdminGetCategories>(&store.clone().into(), &[], &[]).await;
    shop.get::<admin_get_settings::AdminGetSettings>(&store.clone().into(), &[], &[]).await;
    let sdk = aws_sdk_sqs::Config::builder().behavior_version_latest().build();
    let dead_letters = admin_summary::DeadLetters::new(aws_sdk_sqs::Client::from_conf(sdk), Vec::new());
    let of = || store.clone();
    let deps = (of().into(), of().into(), of().into(), of().into(), dead_letters);
    shop.get::<admin_summary::AdminSummary>(&deps, &[], &[]).await;
    for filter in [("day", "2026-11-23"), ("subject", &product[0].1)] {
        let entries = shop.list::<admin_list_audit::AdminListAudit>(&of().into(), &[filter]).await;
        assert!(entries >= 40, "{entries} entries");
    }
    let subject = [("subject", product[0].1.clone())];
    shop.get::<admin_verify_audit::AdminVerifyAudit>(&of().into(), &subject, &[]).await;
    assert_eq!(shop.answered, routes(), "every route that reads is called here");

    shop.import_and_quote(&items).await;
    pages(cards, items, &slug[0].1).await;
}

impl Shop {
    /// Previews an import that changes each product in everything, and prices the largest cart.
    async fn import_and_quote(&mut self, items: &CatalogItems) {
        let changed = |product: &Product| {
            let slug = product.slug.to_string();
            json!({
                "slug": slug, "name": "x", "description": "x", "category": "toys", "active": false, "variants": [],
                "base_price": {"amount": 1, "currency": "EUR"},
            })
        };
        let products: Vec<_> = self.products.iter().take(100).map(changed).collect();
        let body = Some(json!({"dry_run": true, "products": products}).to_string());
        let store = self.engine.store.clone();
        let call = ApiCall { body, ..ApiCall::to("POST /admin/products/import") };
        let deps = (store.clone().into(), store.into());
        let report = self.call::<admin_import_products::AdminImportProducts>(&deps, call).await;
        assert_eq!(report["updated"], 100, "{report}");
        let line = |product: &Product| {
            let chosen = [57, 58, 56].map(|place| product.variants[place].id);
            json!({"product_id": product.id, "variant_ids": chosen, "quantity": 1})
        };
        let lines: Vec<_> = self.products.iter().take(MAX_LINES).map(line).collect();
        let body = Some(json!({"items": lines, "country": "DE"}).to_string());
        let call = ApiCall { body, ..ApiCall::to("POST /cart/quote") };
        self.call::<quote_cart::QuoteCart>(items, call).await;
    }
}

/// Opens the storefront's pages.
async fn pages(cards: CatalogCards, items: CatalogItems, slug: &str) {
    let previews = Previews::new(bucket::at("http://127.0.0.1:9"));
    let deps = Deps::new(cards, items, previews, "https://shop.example".into(), "a1".into()).unwrap();
    for path in ["/", "/products", "/de/products", &format!("/products/{slug}"), "/sitemap.xml"] {
        let uri = format!("https://shop.example{path}");
        let request = lambda_http::http::Request::builder().uri(uri).body(lambda_http::Body::Empty).unwrap();
        let answer = shared::site::serve::<RenderPage>(&deps, &request).await;
        let size = answer.body().len();
        assert!(answer.status().is_success() && size <= MEGABYTE, "{path}: {} {size}", answer.status());
    }
}
