use serde_json::{Value, json};

use super::*;
use crate::catalogue::product::sample::{product, variant, variant_id};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn document(value: Value) -> VariantDraft {
    deserr::deserialize::<_, _, Faults>(value).unwrap()
}

fn found(outcome: Result<Product, Faults>) -> Vec<(String, &'static str)> {
    outcome.unwrap_err().0.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}

#[test]
fn an_added_variant_gets_a_new_id_and_leaves_the_others_unchanged() {
    let mut before = product();
    before.variants[0].stock = Some(-2);
    let after = added(&before, document(variant("color", "Blue", 50, 1)), NOW, variant_id(9)).unwrap();
    assert_eq!(after.variants[..6], before.variants);
    assert_eq!(find(&after, variant_id(9)).unwrap().value.as_str(), "Blue");
    assert_eq!(after.version, before.version + 1);
}

#[test]
fn faults_are_in_the_variants_own_document() {
    let mut bad = variant("color", "gold", 50, 500);
    bad["swatch"] = json!("gold");
    bad["price_adjustment"]["currency"] = json!("USD");
    let expected = [
        "/price_adjustment wrong_currency",
        "/value duplicate_variant",
        "/lead_time_days out_of_range",
        "/swatch invalid_swatch",
    ];
    let outcome = added(&product(), document(bad), NOW, variant_id(9));
    let faults: Vec<_> =
        found(outcome).into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect();
    assert_eq!(faults, expected);
}

#[test]
fn one_variant_too_many_is_a_fault_of_the_whole_document() {
    let mut full = product();
    for place in 6..60 {
        full =
            added(&full, document(variant("size", &format!("Size {place}"), 0, 1)), NOW, variant_id(place))
                .unwrap();
    }
    let outcome = added(&full, document(variant("size", "Size 60", 0, 1)), NOW, variant_id(60));
    assert_eq!(found(outcome), [(String::new(), "too_many")]);
}

#[test]
fn a_replaced_variant_keeps_its_id_and_its_exclusions_follow_its_name() {
    let before = product();
    let after = replaced(&before, variant_id(5), document(variant("color", "Old gold", 200, 6)), NOW)
        .unwrap()
        .unwrap();
    assert_eq!(after.variants[5].id, variant_id(5));
    assert_eq!(after.variants[5].value.as_str(), "Old gold");
    assert_eq!(after.excluded_combinations, before.excluded_combinations);
    assert_eq!(after.variants[..5], before.variants[..5]);
}

#[test]
fn a_name_that_a_later_variant_has_is_reported_at_the_sent_variant() {
    let outcome = replaced(&product(), variant_id(0), document(variant("size", "SMALL", 0, 1)), NOW).unwrap();
    assert_eq!(found(outcome), [("/value".to_owned(), "duplicate_variant")]);
}

#[test]
fn a_type_that_invalidates_an_excluded_combination_is_refused() {
    let outcome =
        replaced(&product(), variant_id(5), document(variant("material", "Gold", 0, 1)), NOW).unwrap();
    assert_eq!(found(outcome), [("/type".to_owned(), "invalid_combination")]);
}

#[test]
fn another_variants_id_is_refused_and_an_unknown_id_is_not_found() {
    let mut named = variant("color", "Blue", 0, 1);
    named["id"] = json!(variant_id(2));
    let outcome = replaced(&product(), variant_id(5), document(named.clone()), NOW).unwrap();
    assert_eq!(found(outcome), [("/id".to_owned(), "wrong_id")]);
    assert!(replaced(&product(), variant_id(9), document(variant("color", "Blue", 0, 1)), NOW).is_none());
    let mut outcome = found(added(&product(), document(named), NOW, variant_id(9)));
    outcome.dedup();
    assert_eq!(outcome, [("/id".to_owned(), "duplicate_variant")]);
}

#[test]
fn a_removed_variant_leaves_the_others_unchanged() {
    let mut before = product();
    before.variants[0].stock = Some(-2);
    let after = removed(&before, variant_id(4), NOW).unwrap();
    assert!(find(&after, variant_id(4)).is_none());
    assert_eq!(after.variants[..4], before.variants[..4]);
    assert!(removed(&before, variant_id(5), NOW).is_err());
}
