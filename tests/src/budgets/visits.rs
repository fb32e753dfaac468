//! Paths that answer from parts of the catalogue that a function caches.

use std::fmt;
use std::time::Duration;

use lambda_http::Body;
use render_page::Previews;
use shared::store::catalog_cards::CatalogCards;
use shared::store::catalog_items::CatalogItems;

use super::paths::{cart, spent};
use super::{CountedShop, Spent};
use crate::bucket;
use crate::events::ApiCall;

/// The state in which a function answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visit {
    /// It has not read what it needs.
    First,
    /// It read it within the last second.
    Again,
    /// It read it more than a second ago.
    Later,
}

impl fmt::Display for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "never read",
            Self::Again => "read within a second",
            Self::Later => "read before",
        })
    }
}

/// Product page data, in a shop with this number of products.
pub(super) async fn product(shop: &CountedShop, visit: Visit, products: u16) -> Spent {
    shop.put_products(products).await;
    let deps = CatalogItems::new(shop.store.clone());
    let path = vec![("slug", shop.product.slug.to_string())];
    let call = ApiCall { path, ..ApiCall::to("GET /products/{slug}") };
    visited(visit, async || spent::<get_product::GetProduct>(shop, &deps, &call, 200).await).await
}

/// Quote of a cart.
pub(super) async fn quote(shop: &CountedShop, visit: Visit, products: u16) -> Spent {
    shop.put_products(products).await;
    let deps = CatalogItems::new(shop.store.clone());
    let mut cart = cart(shop);
    cart.as_object_mut().unwrap().remove("expected_total");
    let call = ApiCall { body: Some(cart.to_string()), ..ApiCall::to("POST /cart/quote") };
    visited(visit, async || spent::<quote_cart::QuoteCart>(shop, &deps, &call, 200).await).await
}

/// Product's page of the storefront.
pub(super) async fn product_page(shop: &CountedShop, visit: Visit, products: u16) -> Spent {
    shop.put_products(products).await;
    let (deps, path) = (pages(shop), format!("/products/{}", shop.product.slug));
    visited(visit, async || rendered(shop, &deps, &path).await).await
}

/// List of the storefront, warm.
pub(super) async fn list_page(shop: &CountedShop) -> Spent {
    let deps = pages(shop);
    visited(Visit::Again, async || rendered(shop, &deps, "/products").await).await
}

/// Measures a call of a function that answers from copies.
async fn visited(visit: Visit, call: impl AsyncFn() -> Spent) -> Spent {
    let first = call().await;
    match visit {
        Visit::First => return first,
        // The first call starts slowly, which could take a second of a busy machine.
        Visit::Again => {
            call().await;
        }
        Visit::Later => tokio::time::sleep(Duration::from_millis(1100)).await,
    }
    call().await
}

fn pages(shop: &CountedShop) -> render_page::Deps {
    let catalog = CatalogCards::new(shop.store.clone(), None);
    let items = CatalogItems::new(shop.store.clone());
    let previews = Previews::new(bucket::at("http://127.0.0.1:9"));
    render_page::Deps::new(catalog, items, previews, "https://shop.example".into(), "assets".into()).unwrap()
}

/// Measures a page and asserts that it exists.
async fn rendered(shop: &CountedShop, deps: &render_page::Deps, path: &str) -> Spent {
    let uri = format!("https://shop.example{path}");
    let request = lambda_http::http::Request::builder().uri(uri).body(Body::Empty).unwrap();
    shop.counts.take();
    let answer = shared::site::serve::<render_page::RenderPage>(deps, &request).await;
    assert_eq!(answer.status().as_u16(), 200);
    shop.counts.take()
}
