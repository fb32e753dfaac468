//! Quotes of carts, from products that are read by key.

use http::StatusCode;
use serde_json::{Value, json};
use shared::domain::audit::Action;
use shared::domain::catalogue::product::{Product, ProductDraft};
use shared::http::serve;
use shared::store::catalog_items::CatalogItems;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{at, ordered, product_event, product_of, stored_product, variant_id};

/// Quotes some small red dragons of ABS.
async fn quote(catalog: &CatalogItems, product: &Product, quantity: u32) -> (StatusCode, Value) {
    let chosen = ["Small", "ABS", "Ember red"].map(|value| variant_id(product, value));
    let item = json!({"product_id": product.id, "variant_ids": chosen, "quantity": quantity});
    let body = Some(json!({"items": [item], "country": "DE"}).to_string());
    let call = ApiCall { body, ..ApiCall::to("POST /cart/quote") };
    let response = serve::<quote_cart::QuoteCart>(catalog, call.request()).await;
    (response.status(), serde_json::from_slice(response.body()).unwrap())
}

#[tokio::test]
async fn a_cart_that_copies_refuse_is_priced_with_what_the_table_holds_now() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    let catalog = CatalogItems::new(engine.store.clone());
    assert_eq!(quote(&catalog, &product, 9).await.0, StatusCode::UNPROCESSABLE_ENTITY);

    let before = engine.store.products().product(product.id).await.unwrap().unwrap().stored;
    let mut draft = ProductDraft::from(&before.product);
    for variant in &mut draft.variants {
        variant.stock = variant.stock.map(|_| 10);
    }
    let more = product_of(draft, 1, Some(&before.product), at(1));
    let event = product_event(Action::ProductUpdated, at(1));
    engine.store.products().replace_product(&before, more, event).await.unwrap();
    assert_eq!(quote(&catalog, &product, 9).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_cold_quote_knows_the_stock_that_orders_have_taken() {
    let engine = Engine::start().await;
    let product = stored_product(&engine.store, 1).await;
    ordered(&engine.store, 1, &product, at(1)).await;
    let catalog = CatalogItems::new(engine.store.clone());
    assert_eq!(quote(&catalog, &product, 3).await.0, StatusCode::OK);
    let (status, refused) = quote(&catalog, &product, 4).await;
    assert_eq!(
        (status, &refused["errors"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("out_of_stock"))
    );
}
