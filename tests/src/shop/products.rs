//! The example products.

use jiff::Timestamp;
use shared::domain::audit::{Action, ChainHead};
use shared::domain::catalogue::product::{
    FileType, ImageDraft, Product, ProductDraft, Revision, UploadDraft, VariantDraft, VariantName,
    VariantType,
};
use shared::domain::ids::{ImageId, ProductId, VariantId};
use shared::domain::money::Currency;
use shared::store::items::{ProductItem, SlugItem, UploadItem, to_item};
use shared::store::{Item, Store};

use super::{at, eur, product_event, slug, text};
use crate::engine::Handles;

/// Stock of ABS, the only variant with an inventory.
pub const STOCK: u32 = 5;

fn variant(kind: VariantType, value: &str, adjustment: i64, stock: Option<u32>) -> VariantDraft {
    let (price_adjustment, stock) = (eur(adjustment), stock.map(i64::from));
    let value = text(value);
    VariantDraft {
        id: None,
        kind,
        value,
        price_adjustment,
        lead_time_days: 3,
        active: true,
        swatch: None,
        stock,
    }
}

/// A dragon in two sizes, two materials (five pieces of ABS are in stock) and two colours; gold ABS is excluded.
pub fn dragon(at_slug: &str) -> ProductDraft {
    use VariantType::{Color, Material, Size};
    let name = |kind, value| VariantName { kind, value: text(value) };
    let mut red = variant(Color, "Ember red", 0, None);
    red.swatch = Some("#d9472b".to_owned());
    ProductDraft {
        slug: slug(at_slug),
        name: text("Articulated dragon"),
        description: text("Moves in every joint."),
        category: slug("toys"),
        base_price: eur(1900),
        variants: vec![
            variant(Size, "Small", 0, None),
            variant(Size, "Large", 800, None),
            variant(Material, "PLA", 0, None),
            variant(Material, "ABS", -150, Some(STOCK)),
            red,
            variant(Color, "Gold", 200, None),
        ],
        excluded_combinations: vec![vec![name(Material, "ABS"), name(Color, "Gold")]],
        images: vec![ImageDraft { path: text("/images/dragon.svg"), alt: text("A dragon"), variant: None }],
        model: None,
        active: true,
    }
}

/// Builds a product from a draft, with ids that follow from `n`.
pub fn product_of(draft: ProductDraft, n: u128, before: Option<&Product>, now: Timestamp) -> Product {
    let mut next = n << 32;
    let fresh = || {
        next += 1;
        VariantId::from_uuid(uuid::Uuid::from_u128(next))
    };
    let id = ProductId::from_uuid(uuid::Uuid::from_u128(n));
    draft.into_product(Revision { before, id, currency: Currency::EUR, now }, fresh).unwrap()
}

/// The items of a product that was stored without an audit trail or a version of the catalogue.
pub fn items_of(product: Product) -> [Item; 2] {
    let slug = SlugItem { slug: product.slug.clone(), product_id: product.id };
    let (version, chain) = (product.version, ChainHead::empty());
    let product = ProductItem { product, version, chain, deleted_at: None };
    [to_item(&product).unwrap(), to_item(&slug).unwrap()]
}

/// The `n`th dragon, not stored yet.
pub fn product(n: u128) -> Product {
    product_of(dragon(&format!("dragon-{n}")), n, None, at(0))
}

/// Stores the `n`th dragon.
pub async fn stored_product(store: &Store, n: u128) -> Product {
    let product = product(n);
    store
        .products()
        .create_product(product.clone(), product_event(Action::ProductCreated, at(0)))
        .await
        .unwrap();
    product
}

/// An announced upload of a picture of the product's first variant.
pub fn upload(product: &Product) -> UploadItem {
    let variant_id = Some(product.variants[0].id);
    let draft = UploadDraft { content_type: FileType::Png, size: 1000, alt: text("A dragon"), variant_id };
    UploadItem::new(product.id, ImageId::from_uuid(uuid::Uuid::from_u128(7)), draft, at(0))
}

/// Returns the id of the product's variant with this value.
pub fn variant_id(product: &Product, value: &str) -> VariantId {
    product.variants.iter().find(|variant| variant.value.as_str() == value).unwrap().id
}
