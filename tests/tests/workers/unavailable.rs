//! Pages of what cannot be had: products that are sold out, legal texts that are not published.

use lambda_http::http::StatusCode;
use shared::domain::audit::{Action, Event, difference};
use shared::domain::catalogue::product::{ProductDraft, VariantType};
use shared::domain::shop::settings::{LegalTexts, Settings};
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{admin, at, dragon, text};

use crate::pages::{NOT_FOR_SEARCH_ENGINES, page, stored, structured_data};

/// Replaces the shop's settings.
async fn save_settings(engine: &Engine, settings: Settings) {
    let handle = engine.store.shop_settings();
    let before = handle.stored_settings(true).await.unwrap();
    let evidence = difference(&before.settings, &settings).unwrap();
    let event = Event::note(at(0), admin(), Action::SettingsUpdated, evidence);
    handle.replace_settings(&before, settings, event).await.unwrap();
}

/// A dragon in two materials, of which this many pieces are left.
fn with_stock(left: [i64; 2]) -> ProductDraft {
    let mut draft = dragon("dragon");
    let materials = draft.variants.iter_mut().filter(|variant| variant.kind == VariantType::Material);
    for (variant, left) in materials.zip(left) {
        variant.stock = Some(left);
    }
    draft
}

#[tokio::test]
async fn a_product_that_is_sold_out_says_so_everywhere() {
    let engine = Engine::start().await;
    stored(&engine, with_stock([0, 0])).await;
    let (_, product) = page(&engine, "/products/dragon").await;
    assert!(product.contains(r#"<p id="lead">Sold out</p>"#), "{product}");
    assert_eq!(structured_data(&product)["offers"]["availability"], "https://schema.org/SoldOut");
    for path in ["/", "/products"] {
        let (_, list) = page(&engine, path).await;
        assert!(list.contains(r#"<span class="price">Sold out</span>"#), "{list}");
        assert!(!list.contains("€") && !list.contains("Made in"), "{list}");
    }
    assert!(page(&engine, "/de/products").await.1.contains("Ausverkauft"));
}

#[tokio::test]
async fn a_product_is_shown_in_a_configuration_that_is_left() {
    let engine = Engine::start().await;
    stored(&engine, with_stock([0, 1])).await;
    let (_, product) = page(&engine, "/products/dragon").await;
    assert!(
        product.contains(
            r#"checked>
<span class="choice"><span class="value">ABS</span>"#
        ),
        "{product}"
    );
    assert_eq!(structured_data(&product)["offers"]["availability"], "https://schema.org/MadeToOrder");
    assert!(page(&engine, "/products").await.1.contains("from €"));
}

#[tokio::test]
async fn unpublished_legal_texts_are_neither_linked_nor_pages() {
    let engine = Engine::start().await;
    for path in ["/terms", "/privacy", "/de/terms"] {
        let (status, html) = page(&engine, path).await;
        assert_eq!((status, html.contains(NOT_FOR_SEARCH_ENGINES)), (StatusCode::NOT_FOUND, true), "{path}");
    }
    let (_, home) = page(&engine, "/").await;
    let (_, sitemap) = page(&engine, "/sitemap.xml").await;
    for text in ["/terms", "/privacy"] {
        assert!(!home.contains(text) && !sitemap.contains(text), "{text}");
    }
    assert!(!home.contains("data-terms") && !home.contains("data-privacy"), "{home}");
}

#[tokio::test]
async fn a_published_legal_text_is_linked_and_a_page() {
    let engine = Engine::start().await;
    let legal = LegalTexts { terms: Some(text("We print to order.")), privacy: None };
    save_settings(&engine, Settings { legal, ..Settings::starter() }).await;
    let (status, terms) = page(&engine, "/terms").await;
    assert_eq!((status, terms.contains("<p>We print to order.</p>")), (StatusCode::OK, true), "{terms}");
    let (_, home) = page(&engine, "/").await;
    assert!(home.contains(r#"href="/terms""#) && !home.contains(r#"href="/privacy""#), "{home}");
    assert!(home.contains(r#" data-terms="published""#), "{home}");
    assert!(page(&engine, "/sitemap.xml").await.1.contains("https://shop.example/de/terms"));
}
