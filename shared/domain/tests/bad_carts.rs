//! Invalid carts, and the code and pointer of each fault.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use domain::catalogue::product::Product;
use domain::checkout::quote::{Cart, CartItem};
use domain::fault::Faults;
use support::{cart, created, dragon, ids_of, item, pairs, price, product_id, slug, variant_id};

/// A change to a valid cart, and the expected faults.
type BadCart = (&'static str, fn(&mut Cart), &'static [(&'static str, &'static str)]);

const BAD_CARTS: &[BadCart] = &[
    ("no line", |cart| cart.items.clear(), &[("/items", "empty_cart")]),
    ("quantity 0", |cart| cart.items[0].quantity = 0, &[("/items/0/quantity", "quantity_out_of_range")]),
    ("quantity 101", |cart| cart.items[0].quantity = 101, &[("/items/0/quantity", "quantity_out_of_range")]),
    (
        "quantity 10^9",
        |cart| cart.items[0].quantity = 1_000_000_000,
        &[("/items/0/quantity", "quantity_out_of_range")],
    ),
    ("51 lines", |cart| cart.items = vec![cart.items[0].clone(); 51], &[("/items", "too_many")]),
    ("501 lines", |cart| cart.items = vec![cart.items[0].clone(); 501], &[("/items", "too_many")]),
    (
        "unknown product",
        |cart| cart.items[0].product_id = product_id(99),
        &[("/items/0/product_id", "unknown_product")],
    ),
    (
        "unknown variant",
        |cart| cart.items[0].variant_ids[0] = variant_id(99),
        &[("/items/0/variant_ids", "missing_type"), ("/items/0/variant_ids/0", "unknown_variant")],
    ),
    (
        "no size",
        |cart| cart.items[0].variant_ids = cart.items[0].variant_ids.split_off(1),
        &[("/items/0/variant_ids", "missing_type")],
    ),
    (
        "nothing chosen",
        |cart| cart.items[0].variant_ids.clear(),
        &[
            ("/items/0/variant_ids", "missing_type"),
            ("/items/0/variant_ids", "missing_type"),
            ("/items/0/variant_ids", "missing_type"),
        ],
    ),
    (
        "the same variant twice",
        |cart| {
            let twice = cart.items[0].variant_ids[0];
            cart.items[0].variant_ids.push(twice);
        },
        &[("/items/0/variant_ids/3", "duplicate_type")],
    ),
    (
        "a country by name",
        |cart| cart.country = "Germany".into(),
        &[("/country", "country_not_served"), ("/country", "invalid_country")],
    ),
    (
        "a country in lower case",
        |cart| cart.country = "de".into(),
        &[("/country", "country_not_served"), ("/country", "invalid_country")],
    ),
    (
        "a country that is not served",
        |cart| cart.country = "BR".into(),
        &[("/country", "country_not_served")],
    ),
    (
        "an option of another country",
        |cart| cart.shipping_option = Some(slug("world")),
        &[("/shipping_option", "unknown_shipping_option")],
    ),
    (
        "an unknown option",
        |cart| cart.shipping_option = Some(slug("drone")),
        &[("/shipping_option", "unknown_shipping_option")],
    ),
    (
        "a discount code",
        |cart| cart.discount_code = Some("SPRING".into()),
        &[("/discount_code", "unknown_discount_code")],
    ),
];

#[test]
fn every_invalid_cart_is_refused_with_code_and_pointer() {
    let product = created(dragon(), 1);
    for (what, spoil, expected) in BAD_CARTS {
        let mut cart = cart(vec![item(&product, &["Small", "PLA", "Gold"], 1)]);
        spoil(&mut cart);
        let faults = price(&cart, std::slice::from_ref(&product)).expect_err(what);
        assert_eq!(pairs(&faults), *expected, "{what}");
    }
}

/// Chosen values, and the expected faults.
type Impossible = (&'static [&'static str], &'static [(&'static str, &'static str)]);

#[test]
fn every_invalid_configuration_is_refused_with_code_and_pointer() {
    let product = created(dragon(), 1);
    for (values, expected) in [
        (&["Small", "Large", "PLA", "Gold"], &[("/items/0/variant_ids/1", "duplicate_type")]),
        (&["Small", "PLA", "Sold out green"], &[("/items/0/variant_ids/2", "inactive_variant")]),
        (&["Small", "ABS", "Gold"], &[("/items/0/variant_ids", "excluded_combination")]),
        (
            &["ABS", "Gold"],
            &[("/items/0/variant_ids", "excluded_combination"), ("/items/0/variant_ids", "missing_type")],
        ),
        (
            &["Small", "PLA", "Sold out green", "Gold"],
            &[("/items/0/variant_ids/2", "inactive_variant"), ("/items/0/variant_ids/3", "duplicate_type")],
        ),
    ] as [Impossible; 5]
    {
        let faults =
            price(&cart(vec![item(&product, values, 1)]), std::slice::from_ref(&product)).unwrap_err();
        assert_eq!(pairs(&faults), expected, "{values:?}");
    }
}

#[test]
fn a_variant_of_another_product_is_unknown_here() {
    let (product, other) = (created(dragon(), 1), created(dragon(), 2));
    let mut line = item(&product, &["Small", "PLA"], 1);
    line.variant_ids.extend(ids_of(&other, &["Gold"]));
    let faults = price(&cart(vec![line]), &[product, other]).unwrap_err();
    let expected = [("/items/0/variant_ids", "missing_type"), ("/items/0/variant_ids/2", "unknown_variant")];
    assert_eq!(pairs(&faults), expected);
}

#[test]
fn an_inactive_product_looks_like_an_unknown_one() {
    let product = Product { active: false, ..created(dragon(), 1) };
    let faults = price(&cart(vec![item(&product, &["Small", "PLA", "Gold"], 1)]), &[product]).unwrap_err();
    assert_eq!(pairs(&faults), [("/items/0/product_id", "unknown_product")]);
}

#[test]
fn stock_is_counted_over_all_lines_of_the_cart() {
    let product = created(dragon(), 1);
    let lines = |quantities: &[u32]| {
        let line = |quantity: &u32| item(&product, &["Small", "ABS", "Ember red"], *quantity);
        price(&cart(quantities.iter().map(line).collect()), std::slice::from_ref(&product))
    };
    assert!(lines(&[5]).is_ok());
    assert!(lines(&[2, 3]).is_ok());
    assert_eq!(pairs(&lines(&[6]).unwrap_err()), [("/items/0/variant_ids/1", "out_of_stock")]);
    let both = [("/items/0/variant_ids/1", "out_of_stock"), ("/items/1/variant_ids/1", "out_of_stock")];
    assert_eq!(pairs(&lines(&[3, 3]).unwrap_err()), both);
}

#[test]
fn a_negative_stock_sells_nothing_and_no_stock_count_sells_anything() {
    let mut product = created(dragon(), 1);
    product.variants[3].stock = Some(-2);
    let line = |material| cart(vec![item(&product, &["Small", material, "Ember red"], 1)]);
    let faults = price(&line("ABS"), std::slice::from_ref(&product)).unwrap_err();
    assert_eq!(pairs(&faults), [("/items/0/variant_ids/1", "out_of_stock")]);
    assert!(price(&line("PLA"), std::slice::from_ref(&product)).is_ok());
}

#[test]
fn all_faults_of_a_cart_are_returned_at_once() {
    let product = created(dragon(), 1);
    let mut sums = item(&product, &["Small", "Large", "ABS", "Gold"], 0);
    sums.variant_ids.push(variant_id(99));
    let unknown = CartItem { product_id: product_id(7), variant_ids: Vec::new(), quantity: 101 };
    let cart = Cart {
        items: vec![sums, item(&product, &["Small", "PLA", "Gold"], 1), unknown],
        country: "DE".to_owned(),
        shipping_option: Some(slug("drone")),
        discount_code: Some("SPRING".to_owned()),
    };
    let expected = [
        ("/discount_code", "unknown_discount_code"),
        ("/items/0/quantity", "quantity_out_of_range"),
        ("/items/0/variant_ids", "excluded_combination"),
        ("/items/0/variant_ids/1", "duplicate_type"),
        ("/items/0/variant_ids/4", "unknown_variant"),
        ("/items/2/product_id", "unknown_product"),
        ("/items/2/quantity", "quantity_out_of_range"),
        ("/shipping_option", "unknown_shipping_option"),
    ];
    assert_eq!(pairs(&price(&cart, &[product]).unwrap_err()), expected);
}

#[test]
fn a_cart_is_parsed_strictly_and_all_faults_are_returned() {
    let sent = serde_json::json!({
        "items": [{"product_id": "ord_01h455vb4pex5vsknk084sn02q", "variant_ids": [7], "quantity": -1, "price": 1},
                  {"variant_ids": [], "quantity": 1.5}],
        "country": 49, "total": 1,
    });
    let faults = deserr::deserialize::<Cart, _, Faults>(sent).unwrap_err();
    let expected = [
        ("/country", "wrong_type"),
        ("/items/0/price", "unknown_field"),
        ("/items/0/product_id", "invalid_id"),
        ("/items/0/quantity", "wrong_type"),
        ("/items/0/variant_ids/0", "wrong_type"),
        ("/items/1/product_id", "missing_field"),
        ("/items/1/quantity", "wrong_type"),
        ("/total", "unknown_field"),
    ];
    assert_eq!(pairs(&faults), expected);
}
