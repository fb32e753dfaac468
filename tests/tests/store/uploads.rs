//! Pictures between their announced upload and their place on a product.

use shared::domain::audit::Action;
use shared::domain::catalogue::product::{Image, Product};
use shared::store::StoreError;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, product_event, stored_product, text, upload};

async fn with_picture(engine: &Engine, product: &Product) -> Result<Product, StoreError> {
    let upload = upload(product);
    let before = engine.store.products().product(product.id).await.unwrap().unwrap().stored;
    let image = Image {
        path: text(&upload.path()),
        alt: upload.alt.clone(),
        variant_id: upload.variant_id,
        widths: vec![160, 400],
    };
    let after = before.product.with_image(image, at(9)).unwrap();
    let event = product_event(Action::ImageAdded, at(9));
    engine.store.products().add_file(&before, after.clone(), &upload, event).await.map(|()| after)
}

#[tokio::test]
async fn an_announced_upload_is_read_with_its_product_until_added() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    engine.store.products().announce_upload(&upload(&made)).await.unwrap();
    assert_eq!(engine.store.products().announce_upload(&upload(&made)).await, Err(StoreError::Conflict));
    let seen = engine.store.products().product(made.id).await.unwrap().unwrap();
    assert_eq!((&seen.stored.product, seen.uploads), (&made, vec![upload(&made)]));

    let after = with_picture(&engine, &made).await.unwrap();
    let seen = engine.store.products().product(made.id).await.unwrap().unwrap();
    assert_eq!((&seen.stored.product, seen.uploads.len(), seen.audit.len()), (&after, 0, 2));
    assert_eq!((after.version, after.images.len()), (2, 2));
}

#[tokio::test]
async fn a_picture_is_added_to_its_product_once() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    engine.store.products().announce_upload(&upload(&made)).await.unwrap();
    with_picture(&engine, &made).await.unwrap();
    assert_eq!(with_picture(&engine, &made).await, Err(StoreError::Conflict));
}

#[tokio::test]
async fn a_picture_whose_upload_was_removed_cannot_be_added() {
    let engine = Engine::start().await;
    let made = stored_product(&engine.store, 1).await;
    engine.store.products().announce_upload(&upload(&made)).await.unwrap();
    engine.store.products().forget_upload(&upload(&made)).await.unwrap();
    assert_eq!(engine.store.products().product(made.id).await.unwrap().unwrap().uploads, []);
    assert_eq!(with_picture(&engine, &made).await, Err(StoreError::Conflict));
}
