//! Quotes: sums, lead times and shipping.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use domain::catalogue::product::{Product, ProductDraft, Variant, VariantType};
use domain::checkout::charge::least_charge;
use domain::checkout::quote::{Cart, CartItem, MAX_QUANTITY, QuoteLine, quote};
use domain::ids::VariantId;
use domain::money::{MAX_CHARGE, Money};
use domain::shop::settings::{Settings, ShippingRate};
use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::Index;
use support::{
    TODAY, by_id, cart, created, day, dragon, eur, fresh_ids, ids_of, item, pairs, price, revision, settings,
    slug, valid_cart, variant, yen,
};

fn chosen<'a>(item: &CartItem, products: &'a [Product]) -> (&'a Product, Vec<&'a Variant>) {
    let product = products.iter().find(|product| product.id == item.product_id).unwrap();
    let find = |id: &VariantId| product.variants.iter().find(|variant| variant.id == *id).unwrap();
    (product, item.variant_ids.iter().map(find).collect())
}

/// Computes the expected unit price independently, with integers that cannot overflow.
fn expected_unit(item: &CartItem, products: &[Product]) -> i128 {
    let (product, variants) = chosen(item, products);
    let adjustments: i128 = variants.iter().map(|variant| i128::from(variant.price_adjustment.amount)).sum();
    (i128::from(product.base_price.amount) + adjustments).max(0)
}

fn wide(money: Money) -> i128 {
    assert_eq!(money.currency, Settings::starter().currency);
    i128::from(money.amount)
}

fn first_rate<'a>(settings: &'a Settings, id: Option<&domain::text::Slug>) -> &'a ShippingRate {
    settings.shipping_rates.iter().find(|rate| id.is_none_or(|id| rate.id == *id)).unwrap()
}

fn assert_line_adds_up(line: &QuoteLine) -> Result<(), TestCaseError> {
    let adjustments: i128 = line.configuration.iter().map(|choice| wide(choice.price_adjustment)).sum();
    prop_assert_eq!(wide(line.unit_price), (wide(line.base_price) + adjustments).max(0));
    prop_assert_eq!(wide(line.total), wide(line.unit_price) * i128::from(line.quantity));
    prop_assert!(line.configuration.is_sorted_by_key(|choice| choice.kind), "size, material, colour");
    Ok(())
}

proptest! {
    #[test]
    fn a_quote_is_the_exact_sum_of_its_parts_or_is_refused(
        (products, mut cart) in valid_cart(), settings in settings(), option in proptest::option::of(any::<Index>()), today in day(),
    ) {
        cart.shipping_option = option.map(|index| index.get(&settings.shipping_rates).id.clone());
        let subtotal: i128 =
            cart.items.iter().map(|item| expected_unit(item, &products) * i128::from(item.quantity)).sum();
        let rate = first_rate(&settings, cart.shipping_option.as_ref());
        let free = rate.free_from.is_some_and(|threshold| subtotal >= wide(threshold));
        let total = subtotal + if free { 0 } else { wide(rate.price) };
        let least = least_charge(settings.currency).amount;
        match quote(&cart, &by_id(&products), &settings, today) {
            Ok(quote) => {
                quote.lines.iter().try_for_each(assert_line_adds_up)?;
                for (line, item) in quote.lines.iter().zip(&cart.items) {
                    prop_assert_eq!((line.product_id, line.quantity), (item.product_id, item.quantity));
                    prop_assert_eq!(wide(line.unit_price), expected_unit(item, &products));
                }
                prop_assert_eq!(quote.lines.len(), cart.items.len());
                prop_assert_eq!(quote.lines.iter().map(|line| wide(line.total)).sum::<i128>(), wide(quote.subtotal));
                prop_assert_eq!(wide(quote.subtotal) + wide(quote.shipping.price), wide(quote.total));
                prop_assert_eq!((wide(quote.subtotal), wide(quote.total)), (subtotal, total));
                prop_assert_eq!(&quote.shipping.id, &rate.id);
                prop_assert!(quote.shipping_options.contains(&quote.shipping));
                prop_assert_eq!(quote.shipping_options.len(), settings.shipping_rates.len());
                prop_assert!((least..=MAX_CHARGE).contains(&quote.total.amount));
            }
            Err(faults) => {
                let code = if total < i128::from(least) { "total_too_small" } else { "total_out_of_range" };
                prop_assert_eq!(pairs(&faults), [("/items", code)]);
                prop_assert!(!(i128::from(least)..=i128::from(MAX_CHARGE)).contains(&total), "{total} can be charged");
            }
        }
    }

    #[test]
    fn the_slowest_variant_and_the_calendar_set_the_ship_by_date(
        (products, cart) in valid_cart(), settings in settings(), today in day(),
    ) {
        let Ok(quote) = quote(&cart, &by_id(&products), &settings, today) else { return Ok(()) };
        for (line, item) in quote.lines.iter().zip(&cart.items) {
            let slowest = chosen(item, &products).1.iter().map(|variant| variant.lead_time_days).max();
            prop_assert_eq!(line.lead_time_days, slowest.unwrap_or(0));
        }
        prop_assert_eq!(Some(quote.lead_time_days), quote.lines.iter().map(|line| line.lead_time_days).max());
        prop_assert_eq!(quote.ship_by, settings.calendar.after(today, quote.lead_time_days));
        prop_assert!(settings.calendar.is_open(quote.ship_by) && quote.ship_by >= today);
    }

    #[test]
    fn shipping_is_free_from_the_exact_threshold(threshold in 1_i64..200_000, quantity in 1_u32..=100, unit in 50_i64..2_000, fee in 1_i64..5_000) {
        let mut draft = dragon();
        draft.variants.clear();
        draft.excluded_combinations.clear();
        draft.base_price = eur(unit);
        let product = created(draft, 1);
        let mut settings = Settings::starter();
        settings.shipping_rates[0].price = eur(fee);
        settings.shipping_rates[0].free_from = Some(eur(threshold));
        let cart = cart(vec![item(&product, &[], quantity)]);
        let quote = quote(&cart, &by_id([&product]), &settings, TODAY).unwrap();
        let expected = if unit * i64::from(quantity) < threshold { fee } else { 0 };
        prop_assert_eq!(quote.shipping.price, eur(expected));
    }

    #[test]
    fn out_of_range_prices_are_refused_and_never_overflow(
        base: i64, adjustments: [i64; 3], fee: i64, quantity in 1_u32..=MAX_QUANTITY, lines in 1_usize..=50,
    ) {
        // Prices that no valid draft has, as if the table's data were wrong.
        let mut product = created(dragon(), 1);
        product.base_price = eur(base);
        for (variant, adjustment) in [0, 2, 4].into_iter().zip(adjustments) {
            product.variants[variant].price_adjustment = eur(adjustment);
        }
        let mut settings = Settings::starter();
        settings.shipping_rates[0].price = eur(fee);
        settings.shipping_rates[0].free_from = None;
        let item = item(&product, &["Small", "PLA", "Ember red"], quantity);
        let outcome = quote(&cart(vec![item.clone(); lines]), &by_id([&product]), &settings, TODAY);
        let subtotal = expected_unit(&item, std::slice::from_ref(&product)) * i128::from(quantity) * lines as i128;
        match outcome {
            Ok(quote) => prop_assert_eq!(wide(quote.total), subtotal + i128::from(fee)),
            Err(faults) => {
                let codes = faults.0.iter().all(|f| matches!(f.code, "total_too_large" | "total_too_small" | "total_out_of_range"));
                prop_assert!(codes, "{faults:?}");
            }
        }
    }

    #[test]
    fn any_invalid_quantity_is_reported_at_its_line(wrong in prop_oneof![Just(0), MAX_QUANTITY + 1..], lines in 1_usize..=50, place: Index) {
        let product = created(dragon(), 1);
        let mut items = vec![item(&product, &["Small", "PLA", "Gold"], 1); lines];
        let place = place.index(lines);
        items[place].quantity = wrong;
        let faults = price(&cart(items), &[product]).unwrap_err();
        let pointer = format!("/items/{place}/quantity");
        prop_assert_eq!(pairs(&faults), [(pointer.as_str(), "quantity_out_of_range")]);
    }

    #[test]
    fn only_possible_configurations_are_accepted((products, cart) in valid_cart(), picks: [Index; 3], length in 0_usize..=3) {
        let product = &products[0];
        let mut ids: Vec<_> = if product.variants.is_empty() { Vec::new() } else {
            picks[..length].iter().map(|pick| pick.get(&product.variants).id).collect()
        };
        let item = CartItem { product_id: product.id, variant_ids: ids.clone(), quantity: 1 };
        let outcome = price(&Cart { items: vec![item], ..cart }, &products);
        let refused = outcome.is_err_and(|faults| !faults.0.iter().all(|fault| fault.code.starts_with("total_")));
        ids.sort_unstable();
        let possible = support::configurations(product).into_iter().any(|mut possible| {
            possible.sort_unstable();
            possible == ids
        });
        prop_assert_eq!(refused, !possible);
    }
}

#[test]
fn a_priced_line_has_its_whole_breakdown() {
    let product = created(dragon(), 1);
    let cart = cart(vec![item(&product, &["Gold", "Large", "PLA"], 2)]);
    let quote = price(&cart, std::slice::from_ref(&product)).unwrap();
    let line = &quote.lines[0];
    let choices: Vec<_> =
        line.configuration.iter().map(|c| (c.kind, c.value.as_str(), c.price_adjustment)).collect();
    let expected = [
        (VariantType::Size, "Large", eur(800)),
        (VariantType::Material, "PLA", eur(0)),
        (VariantType::Color, "Gold", eur(0)),
    ];
    assert_eq!(choices, expected);
    assert_eq!((line.base_price, line.unit_price, line.total), (eur(1900), eur(2700), eur(5400)));
    assert_eq!(
        (quote.shipping.id.as_str(), quote.shipping.price, quote.total),
        ("standard", eur(490), eur(5890))
    );
    // Monday plus five business days.
    assert_eq!((quote.lead_time_days, quote.ship_by), (5, date(2026, 11, 30)));
}

#[test]
fn adjustments_can_make_a_unit_free_but_never_negative() {
    let mut draft = dragon();
    draft.variants[2].price_adjustment = eur(-5000);
    let product = created(draft, 1);
    let cart = cart(vec![item(&product, &["Small", "PLA", "Gold"], 3)]);
    let quote = price(&cart, &[product]).unwrap();
    assert_eq!((quote.lines[0].unit_price, quote.subtotal, quote.total), (eur(0), eur(0), eur(490)));
}

#[test]
fn a_total_of_zero_cannot_be_charged() {
    let mut draft = dragon();
    draft.base_price = eur(0);
    let product = created(draft, 1);
    let mut settings = Settings::starter();
    settings.shipping_rates[0].price = eur(0);
    let cart = cart(vec![item(&product, &["Small", "PLA", "Gold"], 1)]);
    let faults = quote(&cart, &by_id([&product]), &settings, TODAY).unwrap_err();
    assert_eq!(pairs(&faults), [("/items", "total_too_small")]);
}

#[test]
fn a_total_below_the_smallest_charge_is_refused() {
    let mut draft = dragon();
    draft.variants.clear();
    draft.excluded_combinations.clear();
    let quoted = |cents, quantity| {
        let product = created(ProductDraft { base_price: eur(cents), ..draft.clone() }, 1);
        let mut settings = Settings::starter();
        settings.shipping_rates[0].price = eur(0);
        let cart = cart(vec![item(&product, &[], quantity)]);
        quote(&cart, &by_id([&product]), &settings, TODAY)
    };
    for (cents, quantity) in [(1, 1), (49, 1), (7, 7)] {
        let faults = quoted(cents, quantity).unwrap_err();
        assert_eq!(pairs(&faults), [("/items", "total_too_small")], "{cents} × {quantity}");
    }
    assert_eq!(quoted(50, 1).unwrap().total, eur(50));
    assert_eq!(quoted(1, 50).unwrap().total, eur(50));
}

#[test]
fn a_worldwide_rate_serves_only_countries_that_stripe_delivers_to() {
    let product = created(dragon(), 1);
    let mut settings = Settings::starter();
    settings.shipping_rates[0].countries.clear();
    let quoted = |country: &str| {
        let cart =
            Cart { country: country.to_owned(), ..cart(vec![item(&product, &["Small", "PLA", "Gold"], 1)]) };
        quote(&cart, &by_id([&product]), &settings, TODAY)
    };
    assert!(quoted("BR").is_ok());
    for country in ["CU", "IR", "KP", "SY"] {
        assert_eq!(pairs(&quoted(country).unwrap_err()), [("/country", "country_not_served")], "{country}");
    }
    let unassigned = [("/country", "country_not_served"), ("/country", "invalid_country")];
    for country in ["XX", "ZZ", "UK"] {
        assert_eq!(pairs(&quoted(country).unwrap_err()), unassigned, "{country}");
    }
}

#[test]
fn the_requested_shipping_option_or_the_first_for_the_country_is_used() {
    let product = created(dragon(), 1);
    let mut cart = cart(vec![item(&product, &["Small", "PLA", "Gold"], 1)]);
    let option = |cart: &Cart| price(cart, std::slice::from_ref(&product)).unwrap().shipping.id;
    assert_eq!(option(&cart), slug("standard"));
    cart.shipping_option = Some(slug("express"));
    assert_eq!(option(&cart), slug("express"));
    cart.shipping_option = None;
    cart.country = "US".to_owned();
    assert_eq!(option(&cart), slug("world"));
}

#[test]
fn a_quote_is_refused_if_the_settings_mix_currencies() {
    let product = created(dragon(), 1);
    let mut settings = Settings::starter();
    settings.shipping_rates[0].price = yen(490);
    settings.shipping_rates[0].free_from = None;
    let cart = cart(vec![item(&product, &["Small", "PLA", "Gold"], 1)]);
    assert!(quote(&cart, &by_id([&product]), &settings, TODAY).is_err());
}

#[test]
fn a_product_without_variants_can_be_bought() {
    let mut draft = dragon();
    draft.variants.clear();
    draft.excluded_combinations.clear();
    let product = draft.into_product(revision(1, None), fresh_ids(1)).unwrap();
    let quote = price(&cart(vec![item(&product, &[], 1)]), std::slice::from_ref(&product)).unwrap();
    assert_eq!((quote.total, quote.lead_time_days), (eur(2390), 0));
    let other = created(dragon(), 2);
    let chosen = CartItem { variant_ids: ids_of(&other, &["Gold"]), ..item(&product, &[], 1) };
    let faults = price(&cart(vec![chosen]), &[product]).unwrap_err();
    assert_eq!(pairs(&faults), [("/items/0/variant_ids/0", "unknown_variant")]);
}

#[test]
fn a_type_without_active_variants_makes_the_product_unavailable() {
    let mut draft = dragon();
    draft.variants.retain(|v| v.kind != VariantType::Color);
    draft.variants.push(variant(VariantType::Color, "Gold"));
    draft.variants.iter_mut().filter(|v| v.kind == VariantType::Color).for_each(|v| v.active = false);
    let product = created(draft, 1);
    let outcomes = [["Small", "PLA"].as_slice(), &["Small", "PLA", "Gold"]]
        .map(|values| price(&cart(vec![item(&product, values, 1)]), std::slice::from_ref(&product)));
    assert!(outcomes.iter().all(Result::is_err));
}
