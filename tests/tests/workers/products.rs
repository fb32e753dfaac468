//! Product page data, read by key.

use http::{Response, StatusCode};
use lambda_http::Body;
use shared::domain::audit::Action;
use shared::domain::catalogue::product::ProductDraft;
use shared::http::serve;
use shared::store::catalog_items::CatalogItems;
use shop_tests::engine::{Engine, Handles};
use shop_tests::events::ApiCall;
use shop_tests::shop::{at, ordered, product_event, product_of, stored_product, text};

/// Requests the first dragon from a cold function.
async fn product(engine: &Engine, if_none_match: Option<&str>) -> Response<Body> {
    let path = vec![("slug", "dragon-1".to_owned())];
    let headers = if_none_match.map(|tag| ("if-none-match", tag.to_owned())).into_iter().collect();
    let call = ApiCall { path, headers, ..ApiCall::to("GET /products/{slug}") };
    serve::<get_product::GetProduct>(&CatalogItems::new(engine.store.clone()), call.request()).await
}

fn tag(response: &Response<Body>) -> String {
    response.headers()["etag"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_products_tag_changes_only_with_what_customers_see() {
    let engine = Engine::start().await;
    let dragon = stored_product(&engine.store, 1).await;
    let first = tag(&product(&engine, None).await);
    stored_product(&engine.store, 2).await;
    ordered(&engine.store, 1, &dragon, at(1)).await;
    let before = engine.store.products().product(dragon.id).await.unwrap().unwrap().stored;
    assert!(before.product.version > dragon.version, "a sale takes stock");
    let unchanged = product(&engine, Some(&first)).await;
    assert_eq!((unchanged.status(), tag(&unchanged)), (StatusCode::NOT_MODIFIED, first.clone()));

    let draft = ProductDraft { name: text("Wyvern"), ..ProductDraft::from(&before.product) };
    let after = product_of(draft, 1, Some(&before.product), at(2));
    let event = product_event(Action::ProductUpdated, at(2));
    engine.store.products().replace_product(&before, after, event).await.unwrap();
    let changed = product(&engine, Some(&first)).await;
    assert_eq!(changed.status(), StatusCode::OK);
    assert_ne!(tag(&changed), first);
}
