//! Conversion of drafts to products: validation, stable ids and round trips.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::HashSet;

use domain::catalogue::product::{
    Image, ImageDraft, MAX_EXCLUSIONS, MAX_IMAGES, MAX_VARIANTS, Product, ProductDraft, PublicProduct,
    Revision, VariantDraft, VariantType,
};
use domain::fault::Faults;
use domain::ids::VariantId;
use domain::money::MAX_CHARGE;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::sample::Index;
use support::{
    created, dragon, eur, fresh_ids, ids_of, name, pairs, revision, slug, text, valid_draft, variant,
    variant_id, yen,
};

/// Replaces the product by a draft, as a PUT request does.
fn put(before: &Product, draft: ProductDraft) -> Result<Product, Faults> {
    let now = before.updated_at + 1.hour();
    let revision = Revision { now, ..revision(1, Some(before)) };
    draft.into_product(revision, fresh_ids(1000))
}

fn refused(draft: ProductDraft) -> Faults {
    draft.into_product(revision(1, None), fresh_ids(1)).expect_err("the draft is bad")
}

/// Returns the drafts without ids, for comparison.
fn without_ids(variants: &[VariantDraft]) -> Vec<VariantDraft> {
    variants.iter().map(|variant| VariantDraft { id: None, ..variant.clone() }).collect()
}

proptest! {
    #[test]
    fn a_product_equals_its_draft_plus_ids(draft in valid_draft()) {
        let product = created(draft.clone(), 1);
        let back = ProductDraft::from(&product);
        prop_assert_eq!(without_ids(&back.variants), without_ids(&draft.variants));
        prop_assert_eq!(ProductDraft { variants: draft.variants.clone(), ..back }, draft);
        let ids: HashSet<VariantId> = product.variants.iter().map(|variant| variant.id).collect();
        prop_assert_eq!(ids.len(), product.variants.len());
        prop_assert_eq!((product.version, product.created_at, product.updated_at), (1, Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH));
        let known = product.excluded_combinations.iter().flatten().all(|id| ids.contains(id));
        prop_assert!(known);
    }

    #[test]
    fn replacing_a_product_by_its_own_draft_changes_version_and_time(draft in valid_draft()) {
        let product = created(draft, 1);
        let again = put(&product, ProductDraft::from(&product)).unwrap();
        let expected = Product { version: 2, updated_at: product.updated_at + 1.hour(), ..product };
        prop_assert_eq!(again, expected);
    }

    #[test]
    fn variants_keep_their_ids_by_type_and_value_in_any_order(draft in valid_draft(), turn: Index) {
        let product = created(draft, 1);
        let mut draft = ProductDraft::from(&product);
        draft.variants = without_ids(&draft.variants);
        if !draft.variants.is_empty() {
            draft.variants.rotate_left(turn.index(product.variants.len()));
        }
        let again = put(&product, draft).unwrap();
        for variant in &product.variants {
            prop_assert!(again.variants.contains(variant), "{variant:?}");
        }
        prop_assert_eq!(again.excluded_combinations, product.excluded_combinations);
    }

    #[test]
    fn a_stored_product_round_trips(draft in valid_draft()) {
        let product = created(draft, 1);
        let written = serde_json::to_string(&product).unwrap();
        prop_assert_eq!(serde_json::from_str::<Product>(&written).unwrap(), product);
    }

    #[test]
    fn a_draft_round_trips_through_json(draft in valid_draft()) {
        let sent = serde_json::to_value(&draft).unwrap();
        prop_assert_eq!(deserr::deserialize::<ProductDraft, _, Faults>(sent).unwrap(), draft);
    }

    #[test]
    fn prices_that_cannot_be_charged_are_refused(base: i64, adjustment: i64) {
        let mut draft = dragon();
        draft.base_price = eur(base);
        draft.variants[0].price_adjustment = eur(adjustment);
        let outcome = draft.into_product(revision(1, None), fresh_ids(1));
        let valid = (0..=MAX_CHARGE).contains(&base) && (-MAX_CHARGE..=MAX_CHARGE).contains(&adjustment);
        prop_assert_eq!(outcome.is_ok(), valid);
    }
}

#[test]
fn a_variant_renamed_by_id_keeps_its_id() {
    let product = created(dragon(), 1);
    let mut draft = ProductDraft::from(&product);
    draft.variants[0].value = text("Tiny");
    let again = put(&product, draft).unwrap();
    assert_eq!(again.variants[0].id, product.variants[0].id);
    assert_eq!(again.variants[0].value.as_str(), "Tiny");
}

#[test]
fn a_reused_name_gets_a_new_id_after_a_rename() {
    let product = created(dragon(), 1);
    let mut draft = ProductDraft::from(&product);
    // Small is renamed to Tiny by id, and a new Small is added without an id.
    draft.variants[0].value = text("Tiny");
    draft.variants.push(variant(VariantType::Size, "Small"));
    let again = put(&product, draft).unwrap();
    assert_eq!(again.variants[0].id, product.variants[0].id);
    let new = again.variants.last().unwrap().id;
    assert!(product.variants.iter().all(|variant| variant.id != new));
}

#[test]
fn a_missing_variant_is_removed_and_a_new_one_gets_a_new_id() {
    let product = created(dragon(), 1);
    let mut draft = ProductDraft::from(&product);
    draft.variants[6] = variant(VariantType::Color, "Sea blue");
    let again = put(&product, draft).unwrap();
    assert_eq!(again.variants.len(), 7);
    assert_eq!(again.variants[..6], product.variants[..6]);
    assert!(product.variants.iter().all(|variant| variant.id != again.variants[6].id));
}

#[test]
fn exclusions_follow_their_variants_by_name() {
    let product = created(dragon(), 1);
    assert_eq!(product.excluded_combinations, [ids_of(&product, &["ABS", "Gold"])]);
    let mut draft = dragon();
    draft.excluded_combinations = vec![vec![
        name(VariantType::Size, "Large"),
        name(VariantType::Color, "Gold"),
        name(VariantType::Material, "PLA"),
    ]];
    let product = created(draft, 1);
    assert_eq!(product.excluded_combinations, [ids_of(&product, &["Large", "Gold", "PLA"])]);
}

#[test]
fn a_variant_in_an_exclusion_cannot_be_removed() {
    let product = created(dragon(), 1);
    let mut draft = ProductDraft::from(&product);
    draft.variants.retain(|variant| variant.value.as_str() != "Gold");
    let faults = put(&product, draft).unwrap_err();
    assert_eq!(pairs(&faults), [("/excluded_combinations/0/1", "unknown_variant")]);
}

#[test]
fn an_oversold_product_is_saved_as_it_was_read() {
    let mut product = created(dragon(), 1);
    product.variants[3].stock = Some(-2);
    let read = serde_json::to_value(ProductDraft::from(&product)).unwrap();
    let sent = |stock: i64| {
        let mut sent = read.clone();
        sent["variants"][3]["stock"] = stock.into();
        put(&product, deserr::deserialize::<_, _, Faults>(sent).unwrap())
    };
    for stock in [-2, -1, 0, 7] {
        assert_eq!(sent(stock).unwrap().variants[3].stock, Some(stock));
    }
    assert_eq!(pairs(&sent(-3).unwrap_err()), [("/variants/3/stock", "out_of_range")]);
}

/// A change to a valid draft, and the expected faults.
type BadDraft = (&'static str, fn(&mut ProductDraft), &'static [(&'static str, &'static str)]);

const BAD_DRAFTS: &[BadDraft] = &[
    ("a negative stock", |d| d.variants[0].stock = Some(-1), &[("/variants/0/stock", "out_of_range")]),
    ("a negative price", |d| d.base_price = eur(-1), &[("/base_price", "out_of_range")]),
    ("a price too large", |d| d.base_price = eur(MAX_CHARGE + 1), &[("/base_price", "out_of_range")]),
    ("another currency", |d| d.base_price = yen(1900), &[("/base_price", "wrong_currency")]),
    (
        "an adjustment in another currency",
        |d| d.variants[1].price_adjustment = yen(1),
        &[("/variants/1/price_adjustment", "wrong_currency")],
    ),
    (
        "an adjustment too low",
        |d| d.variants[1].price_adjustment = eur(-MAX_CHARGE - 1),
        &[("/variants/1/price_adjustment", "out_of_range")],
    ),
    ("a long category", |d| d.category = slug(&"c".repeat(41)), &[("/category", "text_too_long")]),
    (
        "an endless lead time",
        |d| d.variants[2].lead_time_days = 121,
        &[("/variants/2/lead_time_days", "out_of_range")],
    ),
    (
        "a swatch by name",
        |d| d.variants[4].swatch = Some("red".into()),
        &[("/variants/4/swatch", "invalid_swatch")],
    ),
    (
        "a swatch too long",
        |d| d.variants[4].swatch = Some("#d9472b7".into()),
        &[("/variants/4/swatch", "invalid_swatch")],
    ),
    (
        "the same choice twice",
        |d| d.variants.push(variant(VariantType::Size, "SMALL")),
        &[("/variants/7/value", "duplicate_variant")],
    ),
    (
        "an id on a new product",
        |d| d.variants[0].id = Some(variant_id(9)),
        &[("/variants/0/id", "unknown_variant")],
    ),
    (
        "a combination of one",
        |d| d.excluded_combinations[0].truncate(1),
        &[("/excluded_combinations/0", "invalid_combination")],
    ),
    (
        "a combination of nothing",
        |d| d.excluded_combinations[0].clear(),
        &[("/excluded_combinations/0", "invalid_combination")],
    ),
    (
        "a combination of two sizes",
        |d| {
            d.excluded_combinations[0] =
                vec![name(VariantType::Size, "Small"), name(VariantType::Size, "Large")];
        },
        &[("/excluded_combinations/0", "invalid_combination")],
    ),
    (
        "a combination with an unknown variant",
        |d| d.excluded_combinations[0][1] = name(VariantType::Color, "Mauve"),
        &[("/excluded_combinations/0/1", "unknown_variant")],
    ),
];

#[test]
fn every_invalid_draft_is_refused_with_code_and_pointer() {
    for (what, spoil, expected) in BAD_DRAFTS {
        let mut draft = dragon();
        spoil(&mut draft);
        assert_eq!(pairs(&refused(draft)), *expected, "{what}");
    }
}

/// Addresses that are no picture of a product, and ways to write them so that a check of the beginning misses them.
const FOREIGN: [&str; 15] = [
    "https://evil.example/a.png",
    "//evil.example/a.png",
    "/\\evil.example/a.png",
    "javascript:alert(1)",
    "data:image/svg+xml,<svg/>",
    "file:///etc/passwd",
    "a.svg",
    "/a.svg",
    "/admin/",
    "/images/",
    "/images/../admin/a.svg",
    "/images//evil.example/a.svg",
    "/images/%2e%2e/a.svg",
    "/images/a.svg?b#c",
    "/media/img_01h455vb4pex5vsknk084sn02q.webp",
];

fn showing(path: &str) -> ImageDraft {
    ImageDraft { path: text(path), alt: text("A"), variant: None }
}

#[test]
fn a_picture_that_the_product_does_not_have_is_refused() {
    let before = created(dragon(), 1);
    for path in FOREIGN {
        let mut draft = dragon();
        draft.images.push(showing(path));
        let place = format!("/images/{}/path", draft.images.len() - 1);
        let expected = [(place.as_str(), "unknown_image")];
        assert_eq!(pairs(&refused(draft.clone())), expected, "created: {path}");
        assert_eq!(pairs(&put(&before, draft).unwrap_err()), expected, "replaced: {path}");
    }
}

#[test]
fn a_stored_picture_of_another_host_is_neither_kept_nor_shown() {
    let mut stored = created(dragon(), 1);
    let own = stored.images.clone();
    for path in FOREIGN.into_iter().filter(|path| !path.starts_with("/media/")) {
        stored.images.push(Image { path: text(path), alt: text("A"), variant_id: None, widths: Vec::new() });
    }
    let shown = PublicProduct::of(&stored).unwrap().unwrap();
    assert_eq!(shown.images, own);
    assert_eq!(stored.archived(stored.updated_at).restored(stored.updated_at).images, own);
    let place = |n: usize| format!("/images/{n}/path");
    let expected: Vec<String> = (own.len()..stored.images.len()).map(place).collect();
    let mut draft = ProductDraft::from(&stored);
    draft.images.truncate(MAX_IMAGES);
    let faults = put(&stored, draft).unwrap_err();
    let seen: HashSet<&str> = pairs(&faults).into_iter().map(|(place, _)| place).collect();
    assert!(seen.iter().all(|place| expected.iter().any(|known| known == place)) && !seen.is_empty());
}

#[test]
fn lists_are_limited_in_length() {
    let mut draft = dragon();
    draft.variants.extend(
        (draft.variants.len()..MAX_VARIANTS).map(|n| variant(VariantType::Size, &format!("Size {n}"))),
    );
    draft.excluded_combinations = vec![draft.excluded_combinations[0].clone(); MAX_EXCLUSIONS];
    draft.images =
        vec![ImageDraft { path: text("/images/a.svg"), alt: text("A"), variant: None }; MAX_IMAGES];
    created(draft.clone(), 1);
    draft.variants.push(variant(VariantType::Size, "One more"));
    draft.excluded_combinations.push(draft.excluded_combinations[0].clone());
    draft.images.push(draft.images[0].clone());
    let expected =
        [("/excluded_combinations", "too_many"), ("/images", "too_many"), ("/variants", "too_many")];
    assert_eq!(pairs(&refused(draft)), expected);
}

#[test]
fn one_id_cannot_identify_two_variants() {
    let product = created(dragon(), 1);
    let mut draft = ProductDraft::from(&product);
    draft.variants[1].id = draft.variants[0].id;
    assert_eq!(pairs(&put(&product, draft).unwrap_err()), [("/variants/1/id", "duplicate_variant")]);
}

#[test]
fn the_id_of_another_products_variant_is_unknown() {
    let (product, other) = (created(dragon(), 1), created(dragon(), 2));
    let mut draft = ProductDraft::from(&product);
    draft.variants[0].id = Some(other.variants[0].id);
    assert_eq!(pairs(&put(&product, draft).unwrap_err()), [("/variants/0/id", "unknown_variant")]);
}

#[test]
fn all_faults_of_a_draft_are_returned_at_once() {
    let mut draft = dragon();
    for (_, spoil, _) in BAD_DRAFTS.iter().filter(|(what, ..)| !what.contains("combination of")) {
        spoil(&mut draft);
    }
    let expected = [
        ("/base_price", "wrong_currency"),
        ("/category", "text_too_long"),
        ("/excluded_combinations/0/1", "unknown_variant"),
        ("/variants/0/id", "unknown_variant"),
        ("/variants/0/stock", "out_of_range"),
        ("/variants/1/price_adjustment", "out_of_range"),
        ("/variants/2/lead_time_days", "out_of_range"),
        ("/variants/4/swatch", "invalid_swatch"),
        ("/variants/7/value", "duplicate_variant"),
    ];
    assert_eq!(pairs(&refused(draft)), expected);
}

#[test]
fn a_draft_is_parsed_strictly_and_all_faults_are_returned() {
    let mut sent = serde_json::to_value(dragon()).unwrap();
    sent["slug"] = "Not a slug".into();
    sent["name"] = " ".into();
    sent["base_price"] = serde_json::json!({"amount": 19.5, "currency": "eur", "tax": 1});
    sent["variants"][0]["type"] = "taste".into();
    sent["variants"][1]["stock"] = 1.5.into();
    sent["variants"][2]["lead_time_days"] = 70_000.into();
    sent["variants"][3].as_object_mut().unwrap().remove("active");
    sent["images"][0]["alt"] = "".into();
    sent["version"] = 1.into();
    let faults = deserr::deserialize::<ProductDraft, _, Faults>(sent).unwrap_err();
    let expected = [
        ("/base_price/amount", "wrong_type"),
        ("/base_price/tax", "unknown_field"),
        ("/images/0/alt", "empty_text"),
        ("/name", "empty_text"),
        ("/slug", "invalid_slug"),
        ("/variants/0/type", "unknown_value"),
        ("/variants/1/stock", "wrong_type"),
        ("/variants/2/lead_time_days", "invalid_value"),
        ("/variants/3/active", "missing_field"),
        ("/version", "unknown_field"),
    ];
    assert_eq!(pairs(&faults), expected);
}
