use super::*;
use crate::catalogue::product::sample::{product, variant_id};

fn shown(product: &Product) -> PublicProduct {
    PublicProduct::of(product).unwrap().unwrap()
}

#[test]
fn from_adds_the_cheapest_and_fastest_variant_of_each_type() {
    let (whole, summary) = (shown(&product()), ProductSummary::of(&product()).unwrap().unwrap());
    assert_eq!((whole.price_from.amount, whole.lead_time_days_from), (1700, 3));
    assert_eq!((summary.price_from, summary.lead_time_days_from), (whole.price_from, 3));
    assert_eq!(summary.image.unwrap().path.as_str(), "/images/dragon.svg");
}

#[test]
fn from_is_never_negative_and_equals_the_base_without_variants() {
    let mut cheap = product();
    cheap.variants[1].price_adjustment.amount = -5000;
    assert_eq!(shown(&cheap).price_from.amount, 0);
    cheap.variants.clear();
    assert_eq!((shown(&cheap).price_from.amount, shown(&cheap).lead_time_days_from), (1900, 0));
}

#[test]
fn an_inactive_product_is_not_shown() {
    let mut hidden = product();
    hidden.active = false;
    assert_eq!(PublicProduct::of(&hidden).unwrap(), None);
    assert_eq!(ProductSummary::of(&hidden).unwrap(), None);
}

#[test]
fn an_inactive_variant_is_neither_shown_nor_counted_nor_excluded() {
    let mut product = product();
    assert_eq!(shown(&product).excluded_combinations, [[variant_id(3), variant_id(5)]]);
    product.variants[1].active = false;
    product.variants[3].active = false;
    let shown = shown(&product);
    let ids: Vec<_> = shown.variants.iter().map(|variant| variant.id).collect();
    assert_eq!(ids, [0, 2, 4, 5].map(variant_id));
    assert!(shown.excluded_combinations.is_empty());
    assert_eq!((shown.price_from.amount, shown.lead_time_days_from), (2800, 7));
}

#[test]
fn customers_never_see_stock_and_staff_do() {
    let mut stocked = product();
    stocked.variants[0].stock = Some(77);
    let public = serde_json::to_string(&shown(&stocked)).unwrap();
    assert!(!public.contains("stock") && !public.contains("77"), "{public}");
    let staff = serde_json::to_value(ProductWithAudit { product: stocked, audit: Vec::new() }).unwrap();
    assert_eq!(staff["variants"][0]["stock"], 77);
    assert_eq!((&staff["version"], &staff["audit"]), (&1.into(), &serde_json::json!([])));
}

#[test]
fn a_picture_of_a_hidden_variant_is_hidden_with_it() {
    let mut product = product();
    let of_red = Image { variant_id: Some(product.variants[0].id), ..product.images[0].clone() };
    product.images.insert(0, of_red.clone());
    assert_eq!(shown(&product).images[0], of_red);
    product.variants[0].active = false;
    assert_eq!(shown(&product).images, product.images[1..]);
    assert_eq!(ProductSummary::of(&product).unwrap().unwrap().image.as_ref(), product.images.get(1));
}
