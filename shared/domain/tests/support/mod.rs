//! Generators of valid products, carts and settings, and helpers for examples.

// Each test binary uses a different part of this module.
#![allow(dead_code, unreachable_pub)]

use std::collections::{BTreeMap, BTreeSet};

use domain::catalogue::product::{
    ImageDraft, Product, ProductDraft, Revision, Variant, VariantDraft, VariantName, VariantType,
};
use domain::checkout::quote::{Cart, CartItem, MAX_LINES, MAX_QUANTITY, Quote, quote};
use domain::fault::Faults;
use domain::ids::{ProductId, VariantId};
use domain::money::{Currency, MAX_CHARGE, Money};
use domain::place::CountryCode;
use domain::shop::calendar::BusinessCalendar;
use domain::shop::settings::{Settings, ShippingRate};
use domain::text::{Line, Slug, Text};
use jiff::Timestamp;
use jiff::civil::Date;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::Index;
use uuid::Uuid;

pub const TYPES: [VariantType; 3] = [VariantType::Size, VariantType::Material, VariantType::Color];

pub fn eur(amount: i64) -> Money {
    Money::new(amount, Currency::EUR)
}

pub fn yen(amount: i64) -> Money {
    Money::new(amount, Currency::parse("JPY").unwrap())
}

pub fn slug(written: &str) -> Slug {
    Slug::parse(written).unwrap()
}

pub fn text<const MAX: usize>(written: &str) -> Text<MAX> {
    Text::parse(written).unwrap()
}

pub fn product_id(n: u128) -> ProductId {
    ProductId::from_uuid(Uuid::from_u128(n))
}

pub fn variant_id(n: u128) -> VariantId {
    VariantId::from_uuid(Uuid::from_u128(n))
}

/// Generates variant ids that differ between products.
pub fn fresh_ids(seed: u128) -> impl FnMut() -> VariantId {
    let mut next = seed << 32;
    move || {
        next += 1;
        variant_id(next)
    }
}

pub fn revision(n: u128, before: Option<&Product>) -> Revision<'_> {
    Revision { before, id: product_id(n), currency: Currency::EUR, now: Timestamp::UNIX_EPOCH }
}

pub fn created(draft: ProductDraft, n: u128) -> Product {
    draft.into_product(revision(n, None), fresh_ids(n)).unwrap()
}

/// The date of the examples, a Monday.
pub const TODAY: Date = jiff::civil::date(2026, 11, 23);

/// Prices a cart with the default settings.
pub fn price(cart: &Cart, products: &[Product]) -> Result<Quote, Faults> {
    quote(cart, &by_id(products), &Settings::starter(), TODAY)
}

/// Returns the faults as sorted pairs of pointer and code.
pub fn pairs(faults: &Faults) -> Vec<(&str, &str)> {
    let mut pairs: Vec<_> = faults.0.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
    pairs.sort_unstable();
    pairs
}

pub fn variant(kind: VariantType, value: &str) -> VariantDraft {
    VariantDraft {
        id: None,
        kind,
        value: text(value),
        price_adjustment: eur(0),
        lead_time_days: 3,
        active: true,
        swatch: None,
        stock: None,
    }
}

pub fn name(kind: VariantType, value: &str) -> VariantName {
    VariantName { kind, value: text(value) }
}

/// A dragon in two sizes, two materials (ABS with limited stock) and three colours, one of them inactive; ABS
/// in gold is excluded.
pub fn dragon() -> ProductDraft {
    use VariantType::{Color, Material, Size};
    let mut draft = ProductDraft {
        slug: slug("articulated-dragon"),
        name: text("Articulated dragon"),
        description: text("Moves in every joint."),
        category: slug("toys"),
        base_price: eur(1900),
        variants: vec![
            variant(Size, "Small"),
            variant(Size, "Large"),
            variant(Material, "PLA"),
            variant(Material, "ABS"),
            variant(Color, "Ember red"),
            variant(Color, "Gold"),
            variant(Color, "Sold out green"),
        ],
        excluded_combinations: vec![vec![name(Material, "ABS"), name(Color, "Gold")]],
        images: vec![ImageDraft {
            path: text("/images/articulated-dragon.svg"),
            alt: text("A dragon"),
            variant: None,
        }],
        model: None,
        active: true,
    };
    draft.variants[1].price_adjustment = eur(800);
    draft.variants[1].lead_time_days = 5;
    draft.variants[3].price_adjustment = eur(-150);
    draft.variants[3].stock = Some(5);
    draft.variants[6].active = false;
    draft
}

/// Returns the ids of the variants with these values.
pub fn ids_of(product: &Product, values: &[&str]) -> Vec<VariantId> {
    let id = |value: &&str| product.variants.iter().find(|v| v.value.as_str() == *value).unwrap().id;
    values.iter().map(id).collect()
}

pub fn item(product: &Product, values: &[&str], quantity: u32) -> CartItem {
    CartItem { product_id: product.id, variant_ids: ids_of(product, values), quantity }
}

pub fn cart(items: Vec<CartItem>) -> Cart {
    Cart { items, country: "DE".to_owned(), shipping_option: None, discount_code: None }
}

pub fn by_id<'a>(products: impl IntoIterator<Item = &'a Product>) -> BTreeMap<ProductId, &'a Product> {
    products.into_iter().map(|product| (product.id, product)).collect()
}

/// Generates mostly ordinary amounts and sometimes the limits.
fn amount(least: i64) -> impl Strategy<Value = i64> {
    prop_oneof![
        40 => least.max(-2_000)..=5_000_i64,
        1 => least..=MAX_CHARGE,
        1 => Just(least),
        1 => Just(MAX_CHARGE),
    ]
}

/// Generates variants of one type. The first is always active, so that the product can be bought.
fn variants_of(kind: VariantType) -> impl Strategy<Value = Vec<VariantDraft>> {
    let one = (amount(-MAX_CHARGE), 0_u16..=120, any::<bool>(), proptest::option::of(0_u32..0x100_0000));
    vec(one, 0..=6).prop_map(move |drawn| {
        let draft = |(index, (adjustment, lead_time_days, active, swatch)): (
            usize,
            (i64, u16, bool, Option<u32>),
        )| {
            VariantDraft {
                price_adjustment: eur(adjustment),
                lead_time_days,
                active: active || index == 0,
                swatch: swatch.map(|rgb| format!("#{rgb:06x}")),
                ..variant(kind, &format!("{kind:?} {index}"))
            }
        };
        drawn.into_iter().enumerate().map(draft).collect()
    })
}

/// Builds combinations of two or three variants of different types; none contains a type's first variant.
fn exclusions(variants: &[VariantDraft], picks: &[[Option<Index>; 3]]) -> Vec<Vec<VariantName>> {
    let pick = |kind: VariantType, index: &Index| {
        let rest: Vec<_> = variants.iter().filter(|v| v.kind == kind).skip(1).collect();
        (!rest.is_empty()).then(|| index.get(&rest)).map(|v| VariantName { kind, value: v.value.clone() })
    };
    let row = |picks: &[Option<Index>; 3]| {
        TYPES.iter().zip(picks).filter_map(|(kind, index)| pick(*kind, index.as_ref()?)).collect::<Vec<_>>()
    };
    picks.iter().map(row).filter(|combination| combination.len() >= 2).collect()
}

prop_compose! {
    /// Generates valid drafts of active products.
    pub fn valid_draft()(
        words in "[a-z0-9]{1,12}(-[a-z0-9]{1,8}){0,3}",
        title in "[A-Z][a-z äöü]{0,80}[a-z]",
        base in amount(0),
        sizes in variants_of(VariantType::Size),
        materials in variants_of(VariantType::Material),
        colours in variants_of(VariantType::Color),
        picks in vec(any::<[Option<Index>; 3]>(), 0..6),
        images in 0_usize..=3,
    ) -> ProductDraft {
        let variants = [sizes, materials, colours].concat();
        ProductDraft {
            slug: slug(&words),
            name: text(&title),
            description: text(&format!("{title}, printed for you.\nMade to order.")),
            category: slug("toys"),
            base_price: eur(base),
            excluded_combinations: exclusions(&variants, &picks),
            variants,
            images: (0..images).map(|n| ImageDraft { path: text(&format!("/images/{n}.svg")), alt: text(&title), variant: None }).collect(),
            model: None,
            active: true,
        }
    }
}

/// Returns every configuration that can be bought, by brute force.
pub fn configurations(product: &Product) -> Vec<Vec<VariantId>> {
    let mut all: Vec<Vec<&Variant>> = vec![Vec::new()];
    for kind in TYPES.into_iter().filter(|kind| product.variants.iter().any(|v| v.kind == *kind)) {
        let choices: Vec<_> = product.variants.iter().filter(|v| v.kind == kind && v.active).collect();
        all =
            all.iter().flat_map(|begun| choices.iter().map(|c| [begun.as_slice(), &[*c]].concat())).collect();
    }
    let ids = all.into_iter().map(|chosen| chosen.iter().map(|v| v.id).collect::<Vec<_>>());
    let excluded =
        |ids: &[VariantId]| product.excluded_combinations.iter().any(|x| x.iter().all(|id| ids.contains(id)));
    ids.filter(|ids| !excluded(ids)).collect()
}

/// Generates products and a cart of 1 to 50 lines with valid ids and quantities.
pub fn valid_cart() -> impl Strategy<Value = (Vec<Product>, Cart)> {
    let lines = prop_oneof![3 => 1_usize..=4, 1 => 1..=MAX_LINES];
    let line = || (any::<[Index; 2]>(), any::<bool>(), prop_oneof![3 => 1_u32..=3, 1 => 1..=MAX_QUANTITY]);
    let drawn = (vec(valid_draft(), 1..=4), lines.prop_flat_map(move |lines| vec(line(), lines)));
    drawn.prop_map(|(drafts, lines)| {
        let products: Vec<Product> =
            drafts.into_iter().zip(1..).map(|(draft, n)| created(draft, n)).collect();
        let line = |(picks, backwards, quantity): ([Index; 2], bool, u32)| {
            let product = picks[0].get(&products);
            let mut variant_ids = picks[1].get(&configurations(product)).clone();
            // The variants of a cart item may have any order.
            if backwards {
                variant_ids.reverse();
            }
            CartItem { product_id: product.id, variant_ids, quantity }
        };
        let items = lines.into_iter().map(line).collect();
        (products, cart(items))
    })
}

prop_compose! {
    /// Generates settings with one to four rates for Germany, and some closed weekdays and holidays.
    pub fn settings()(
        rates in vec((0_i64..5_000, proptest::option::of(amount(0)), any::<bool>()), 1..=4),
        closed_weekdays in btree_set(1_i8..=7, 0..6),
        holidays in btree_set(day(), 0..8),
    ) -> Settings {
        let rate = |(index, (price, free_from, everywhere)): (usize, (i64, Option<i64>, bool))| ShippingRate {
            id: slug(&format!("rate-{index}")),
            name: Line::parse(&format!("Rate {index}")).unwrap(),
            countries: if everywhere { Vec::new() } else { ["AT", "DE"].map(|code| CountryCode::parse(code).unwrap()).to_vec() },
            price: eur(price),
            free_from: free_from.map(eur),
        };
        Settings {
            shipping_rates: rates.into_iter().enumerate().map(rate).collect(),
            calendar: BusinessCalendar { closed_weekdays, holidays: holidays.into_iter().collect::<BTreeSet<_>>() },
            ..Settings::starter()
        }
    }
}

/// Generates days within four years.
pub fn day() -> impl Strategy<Value = Date> {
    (0_i32..1500).prop_map(|days| jiff::civil::date(2026, 1, 1).saturating_add(jiff::Span::new().days(days)))
}
