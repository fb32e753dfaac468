//! The categories are replaced as a whole. Each change writes an audit entry and the catalogue's next version.

use shared::domain::audit;
use shared::domain::audit::Action;
use shared::domain::catalogue::category::{Categories, Category};
use shared::store::StoreError;
use shared::store::catalog_cards::CatalogCards;
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::{at, product_event, slug, stored_product, text};

fn named(names: &[&str]) -> Categories {
    let category = |name: &&str| Category { slug: slug(&name.to_lowercase()), name: text(name) };
    Categories { categories: names.iter().map(category).collect() }
}

#[tokio::test]
async fn categories_start_empty_and_are_read_with_the_catalogue() {
    let engine = Engine::start().await;
    stored_product(&engine.store, 1).await;
    let none = engine.store.products().categories().await.unwrap().stored;
    assert_eq!((none.version, &none.content), (0, &Categories::default()));
    let content = named(&["Toys", "Home"]);
    let event = product_event(Action::CategoriesUpdated, at(1));
    assert_eq!(engine.store.products().replace_categories(&none, content.clone(), event).await, Ok(1));
    let listed = CatalogCards::new(engine.store.clone(), None).current(at(2)).await.unwrap();
    assert_eq!((listed.number, &*listed.categories), (2, &content));
    assert_eq!(listed.cards.all().len(), 1);
}

#[tokio::test]
async fn each_change_has_an_audit_entry_and_a_concurrent_one_is_refused() {
    let engine = Engine::start().await;
    let event = |n| product_event(Action::CategoriesUpdated, at(n));
    let none = engine.store.products().categories().await.unwrap().stored;
    engine.store.products().replace_categories(&none, named(&["Toys"]), event(1)).await.unwrap();
    let refused = engine.store.products().replace_categories(&none, named(&["Home"]), event(2)).await;
    assert_eq!(refused, Err(StoreError::Conflict));
    let one = engine.store.products().categories().await.unwrap().stored;
    assert_eq!(engine.store.products().replace_categories(&one, named(&["Home"]), event(3)).await, Ok(2));
    assert_eq!(
        engine.store.products().replace_categories(&one, named(&["Tools"]), event(4)).await,
        Err(StoreError::Conflict)
    );
    let seen = engine.store.products().categories().await.unwrap();
    assert_eq!((&seen.stored.content, seen.audit.len()), (&named(&["Home"]), 2));
    audit::verify("categories", &seen.audit, &seen.stored.chain).unwrap();
}
