use deserr::deserialize;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use shared::domain::catalogue::card::Card;
use shared::domain::catalogue::product::Product;
use shared::domain::fault::Faults;
use shared::domain::ids::ProductId;
use uuid::Uuid;

use super::*;

/// A product with a size of its own. Three consecutive numbers share a price, and five share a second of creation.
fn product(number: u8) -> Product {
    let category = if number.is_multiple_of(2) { "toys" } else { "lamps" };
    let price = |amount: u32| json!({"amount": amount, "currency": "EUR"});
    let variant = |id: u128, value: String, active: bool| {
        let id = shared::domain::ids::VariantId::from_uuid(Uuid::from_u128(id));
        json!({"id": id, "type": "size", "value": value, "price_adjustment": price(0), "lead_time_days": 1, "active": active})
    };
    serde_json::from_value(json!({
        "id": ProductId::from_uuid(Uuid::from_u128(u128::from(number) + 1)),
        "slug": format!("thing-{number}"), "name": format!("Thing {}", 255 - number),
        "description": "It is GRÜN.", "category": category, "base_price": price(u32::from(number) / 3 * 10),
        "variants": [variant(1, format!("Size {number:03}"), true), variant(2, "Hidden".to_owned(), false)],
        "excluded_combinations": [], "images": [], "active": number != 7, "version": 1,
        "created_at": Timestamp::from_second(i64::from(number) / 5).unwrap(), "updated_at": Timestamp::UNIX_EPOCH,
    }))
    .unwrap()
}

fn cards(products: impl IntoIterator<Item = Product>) -> Cards {
    products.into_iter().filter_map(|product| Card::of(&product).unwrap()).collect()
}

fn index(numbers: impl IntoIterator<Item = u8>) -> Cards {
    cards(numbers.into_iter().map(product))
}

fn query(asked: Value) -> ListQuery {
    deserialize::<_, _, Faults>(asked).unwrap()
}

/// The slugs of a page and the cursor to the next.
fn listed(cards: &Cards, asked: Value) -> (Vec<String>, Option<String>) {
    let query = query(asked);
    let found = page(cards, &query, query.position().unwrap().as_ref()).page;
    (found.items.into_iter().map(|item| item.slug.to_string()).collect(), found.next_cursor)
}

fn faults(asked: Value) -> Vec<(String, &'static str)> {
    let read = deserialize::<ListQuery, _, Faults>(asked).and_then(|query| query.position().map(|_| ()));
    let mut faults: Vec<_> =
        read.unwrap_err().0.into_iter().map(|fault| (fault.pointer, fault.code)).collect();
    faults.sort();
    faults
}

#[test]
fn each_order_breaks_ties_by_id() {
    let index = index(0..6);
    let sorted = |sort: &str| listed(&index, json!({"sort": sort})).0.join(" ");
    assert_eq!(sorted("newest"), "thing-5 thing-4 thing-3 thing-2 thing-1 thing-0");
    assert_eq!(sorted("price"), "thing-0 thing-1 thing-2 thing-3 thing-4 thing-5");
    assert_eq!(sorted("-price"), "thing-5 thing-4 thing-3 thing-2 thing-1 thing-0");
    assert_eq!(sorted("name"), "thing-5 thing-4 thing-3 thing-2 thing-1 thing-0");
    assert_eq!(listed(&index, json!({})).0.join(" "), sorted("newest"));
}

#[test]
fn words_are_found_in_either_case_in_what_customers_see_only() {
    let index = index(0..20);
    let found = |q: &str| listed(&index, json!({"q": q, "sort": "price"})).0;
    assert_eq!(found(" size 012 "), ["thing-12"]);
    assert_eq!(found("grün").len(), 19);
    assert_eq!(found("LAMPS").len(), 9);
    assert_eq!(found("").len(), 19);
    assert!(found("hidden").is_empty() && found("size 007").is_empty());
}

#[test]
fn filters_hold_together() {
    let asked = json!({"category": "toys", "q": "size 01", "sort": "-price"});
    assert_eq!(listed(&index(0..20), asked).0, ["thing-18", "thing-16", "thing-14", "thing-12", "thing-10"]);
}

#[test]
fn every_fault_of_the_query_is_reported() {
    let asked = json!({"sort": "age", "limit": "101", "q": "x".repeat(81), "category": "A", "page": "2"});
    let expected = [
        ("/category", "invalid_slug"),
        ("/limit", "out_of_range"),
        ("/page", "unknown_field"),
        ("/q", "text_too_long"),
        ("/sort", "unknown_value"),
    ];
    assert_eq!(faults(asked), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
}

#[test]
fn a_cursor_of_other_filters_or_none_at_all_is_refused() {
    let cursor = listed(&index(0..6), json!({"limit": "2"})).1.unwrap();
    for other in [
        json!({"cursor": "noise"}),
        json!({"cursor": cursor, "sort": "price"}),
        json!({"cursor": cursor, "q": "a"}),
    ] {
        assert_eq!(faults(other), [("/cursor".to_owned(), "invalid_cursor")]);
    }
    assert_eq!(listed(&index(0..6), json!({"cursor": cursor, "limit": "1"})).0, ["thing-3"]);
}

#[test]
fn the_stamp_changes_with_a_product_and_with_a_further_page() {
    let stamp =
        |products: &[Product]| page(&cards(products.to_vec()), &query(json!({"limit": "1"})), None).stamp;
    let (first, second) = (product(1), product(2));
    let changed = Product { version: 2, ..first.clone() };
    let stamps = [stamp(std::slice::from_ref(&first)), stamp(&[changed]), stamp(&[first, second])];
    assert!(stamps[0] != stamps[1] && stamps[1] != stamps[2] && stamps[0] != stamps[2]);
}

proptest! {
    #[test]
    fn pages_follow_each_other_without_gap_or_double(count in 0_u8..40, limit in 1_u8..9, sort in prop::sample::select(vec!["newest", "price", "-price", "name"])) {
        let index = index(0..count);
        let (whole, none) = listed(&index, json!({"sort": sort, "limit": "100"}));
        prop_assert_eq!(none, None);
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let asked = match cursor {
                Some(cursor) => json!({"sort": sort, "limit": limit.to_string(), "cursor": cursor}),
                None => json!({"sort": sort, "limit": limit.to_string()}),
            };
            let (mut slugs, next) = listed(&index, asked);
            prop_assert!(next.is_none() || slugs.len() == usize::from(limit));
            seen.append(&mut slugs);
            cursor = next;
            if cursor.is_none() { break; }
        }
        prop_assert_eq!(seen, whole);
    }

    #[test]
    fn a_product_deleted_between_two_pages_loses_no_other(gone in 0_u8..10, sort in prop::sample::select(vec!["newest", "price", "-price", "name"])) {
        let (first, cursor) = listed(&index(10..20), json!({"sort": sort, "limit": "4"}));
        let left = index((10..20).filter(|number| *number != gone + 10));
        let (second, _) = listed(&left, json!({"sort": sort, "limit": "100", "cursor": cursor}));
        let mut seen: Vec<String> = [first, second].concat();
        seen.push(format!("thing-{}", gone + 10));
        seen.sort();
        seen.dedup();
        prop_assert_eq!(seen.len(), 10);
    }
}
