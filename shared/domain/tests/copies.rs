//! Duplication of an existing product.

#![allow(clippy::unwrap_used)]

use domain::catalogue::product::{Copied, Image, Product, ProductDraft, Revision};
use domain::ids::{ProductId, VariantId};
use jiff::Timestamp;
use uuid::Uuid;

mod support;
use support::{dragon, slug, text};

fn made() -> Product {
    let mut ids = (1..).map(|n| VariantId::from_uuid(Uuid::from_u128(n)));
    let currency = domain::money::Currency::EUR;
    let id = ProductId::from_uuid(Uuid::from_u128(1));
    let revision = Revision { before: None, id, currency, now: Timestamp::UNIX_EPOCH };
    let product = dragon().into_product(revision, || ids.next().unwrap()).unwrap();
    let variant_id = Some(product.variants[4].id);
    let image = Image { path: text("/media/a.png"), alt: text("Red"), variant_id, widths: vec![160, 400] };
    product.with_image(image, Timestamp::UNIX_EPOCH).unwrap()
}

#[test]
fn a_copy_is_inactive_with_new_ids_and_no_stock() {
    let original = made();
    let now = Timestamp::from_second(60).unwrap();
    let id = ProductId::from_uuid(Uuid::from_u128(2));
    let mut ids = (1000..).map(|n| VariantId::from_uuid(Uuid::from_u128(n)));
    let copied = Copied { id, slug: slug("another-dragon"), name: None, now };
    let copy = original.duplicate(copied, || ids.next().unwrap());
    assert_eq!((copy.id, copy.active, copy.version, copy.created_at), (id, false, 1, now));
    assert!(copy.variants.iter().all(|own| original.variants.iter().all(|variant| variant.id != own.id)));
    assert_eq!(copy.variants.iter().filter_map(|variant| variant.stock).collect::<Vec<_>>(), [0]);

    let (mut own, mut expected) = (ProductDraft::from(&copy), ProductDraft::from(&original));
    for draft in [&mut own, &mut expected] {
        (draft.slug, draft.active) = (slug("same"), true);
        draft.variants.iter_mut().for_each(|variant| (variant.id, variant.stock) = (None, None));
    }
    assert_eq!(own, expected, "exclusions and pictures name the same variants");
}

#[test]
fn a_copy_has_no_picture_of_another_host() {
    let mut original = made();
    let own = original.images.len();
    let path = text("https://evil.example/a.png");
    original.images.push(Image { path, alt: text("A"), variant_id: None, widths: Vec::new() });
    let id = ProductId::from_uuid(Uuid::from_u128(2));
    let copied = Copied { id, slug: slug("another-dragon"), name: None, now: Timestamp::UNIX_EPOCH };
    assert_eq!(original.duplicate(copied, || VariantId::from_uuid(Uuid::from_u128(9))).images.len(), own);
}
