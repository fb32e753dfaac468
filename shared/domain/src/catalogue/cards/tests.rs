use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::catalogue::product::configuration::KINDS;
use crate::catalogue::product::{Product, Variant, VariantType};
use crate::checkout::quote::Offer;
use crate::ids::VariantId;

const SIZES: [&str; 3] = ["Small (5 cm)", "Small (9 cm)", "Large"];
const MATERIALS: [&str; 2] = ["PLA", "Large"];
/// A swatch makes a colour findable by its hue.
const COLOURS: [(&str, Option<&str>); 3] =
    [("Fire", Some("#d9472b")), ("Rose", Some("#d9473b")), ("Clear", None)];

#[derive(Debug, Clone)]
struct Drawn {
    kind: usize,
    value: usize,
    adjustment: i64,
    days: u16,
    active: bool,
    stock: Option<i64>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let stock = prop::option::weighted(0.2, 0_i64..2);
    (0..3_usize, 0..3_usize, -3_i64..4, 1_u16..5, prop::bool::weighted(0.8), stock).prop_map(
        |(kind, value, adjustment, days, active, stock)| Drawn {
            kind,
            value,
            adjustment,
            days,
            active,
            stock,
        },
    )
}

fn variant(place: usize, drawn: &Drawn) -> serde_json::Value {
    let (kind, value, swatch) = match drawn.kind {
        0 => ("size", SIZES[drawn.value], None),
        1 => ("material", MATERIALS[drawn.value % 2], None),
        _ => ("color", COLOURS[drawn.value].0, COLOURS[drawn.value].1),
    };
    let id = VariantId::from_uuid(Uuid::from_u128(place as u128));
    json!({
        "id": id, "type": kind, "value": value, "swatch": swatch, "stock": drawn.stock, "active": drawn.active,
        "price_adjustment": {"amount": drawn.adjustment, "currency": "EUR"}, "lead_time_days": drawn.days,
    })
}

prop_compose! {
    /// One of five products, with up to eight variants and two exclusions.
    fn product()(
        id in 1_u128..6,
        version in 1_u64..4,
        category in "toys|lamps",
        name in "[abA]{1,2}",
        price in 0_i64..5,
        variants in prop::collection::vec(drawn(), 0..8),
        excluded in prop::collection::vec(prop::collection::btree_set(0_usize..8, 2..4), 0..3),
        active in prop::bool::weighted(0.8),
        created in 0_i64..3,
    ) -> Product {
        let ids = |places: &BTreeSet<usize>| -> Vec<VariantId> {
            places.iter().map(|place| VariantId::from_uuid(Uuid::from_u128(*place as u128))).collect()
        };
        serde_json::from_value(json!({
            "id": ProductId::from_uuid(Uuid::from_u128(id)), "slug": format!("thing-{id}"), "name": name,
            "description": "It is GRÜN.", "category": category,
            "base_price": {"amount": price, "currency": "EUR"},
            "variants": variants.iter().enumerate().map(|(place, drawn)| variant(place, drawn)).collect::<Vec<_>>(),
            "excluded_combinations": excluded.iter().map(ids).collect::<Vec<_>>(),
            "images": [], "active": active, "version": version,
            "created_at": jiff::Timestamp::from_second(created).unwrap(), "updated_at": jiff::Timestamp::UNIX_EPOCH,
        })).unwrap()
    }
}

/// Every configuration of active variants, one of each type that has any.
fn configurations(product: &Product) -> Vec<Vec<&Variant>> {
    let mut all: Vec<Vec<&Variant>> = vec![Vec::new()];
    for kind in KINDS {
        let of_kind: Vec<&Variant> = product.variants.iter().filter(|v| v.active && v.kind == kind).collect();
        if !of_kind.is_empty() {
            let longer = |chosen: &Vec<_>| {
                of_kind.iter().map(|v| [chosen.as_slice(), &[*v]].concat()).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(longer).collect();
        }
    }
    all.into_iter().filter(|chosen| !product.excludes(chosen)).collect()
}

fn label(variant: &Variant) -> &str {
    match variant.value.as_str() {
        "Fire" | "Rose" if variant.kind == VariantType::Color => "red",
        value => value.split(" (").next().unwrap(),
    }
}

/// The same question, answered by the product itself.
fn is_offered(product: &Product, labels: [&str; 3], limits: Limits) -> bool {
    configurations(product).iter().any(|chosen| {
        let has = |kind, wanted: &str| {
            wanted.is_empty() || chosen.iter().any(|v| v.kind == kind && label(v) == wanted)
        };
        let offer = Offer::of(product, chosen).unwrap();
        KINDS.into_iter().zip(labels).all(|(kind, wanted)| has(kind, wanted))
            && limits.price.is_none_or(|most| offer.unit_price.amount <= most)
            && limits.lead_time_days.is_none_or(|longest| offer.lead_time_days <= longest)
    })
}

fn ids<'e>(entries: impl Iterator<Item = &'e Arc<Entry>>) -> Vec<(ProductId, u64)> {
    entries.map(|entry| (entry.summary.id, entry.version)).collect()
}

type Dump = (Vec<Vec<(ProductId, u64)>>, usize, Vec<Vec<Arc<str>>>);

/// All that a list can show of a scope.
fn dump(cards: &Cards, scope: &Scope) -> Dump {
    let orders = Sort::ALL.map(|sort| ids(scope.from(sort, None))).to_vec();
    (orders, scope.possible(), KINDS.map(|kind| cards.facets(scope).labels(kind).to_vec()).to_vec())
}

fn everything(cards: &Cards) -> (Dump, BTreeMap<Slug, Dump>) {
    let categories = cards.categories().map(|(slug, scope)| (slug.clone(), dump(cards, scope)));
    (dump(cards, cards.all()), categories.collect())
}

fn cards(products: &[Product]) -> Cards {
    products.iter().filter_map(|product| Card::of(product).unwrap()).collect()
}

proptest! {
    #[test]
    fn cards_that_change_one_by_one_equal_cards_sorted_at_once(changes in prop::collection::vec(product(), 0..20)) {
        let (mut changing, mut newest) = (Cards::default(), BTreeMap::<ProductId, Product>::new());
        for (version, product) in (1..).zip(changes) {
            let product = Product { version, ..product };
            changing.change(product.id, version, Card::of(&product).unwrap());
            newest.insert(product.id, product);
            let sorted = cards(&newest.values().cloned().collect::<Vec<_>>());
            prop_assert_eq!(everything(&changing), everything(&sorted));
        }
    }

    #[test]
    fn labels_to_choose_from_are_those_of_active_variants(products in prop::collection::vec(product(), 0..8)) {
        let newest: BTreeMap<ProductId, Product> = products.into_iter().map(|product| (product.id, product)).collect();
        let shown = newest.values().filter(|product| product.active).flat_map(|product| &product.variants);
        let shown: Vec<&Variant> = shown.filter(|variant| variant.active).collect();
        let cards = cards(&newest.values().cloned().collect::<Vec<_>>());
        for kind in KINDS {
            let labels = shown.iter().filter(|variant| variant.kind == kind).map(|variant| label(variant));
            let expected: Vec<&str> = labels.collect::<BTreeSet<_>>().into_iter().collect();
            let found = cards.facets(cards.all()).labels(kind).iter().map(|label| &**label);
            prop_assert_eq!(found.collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn a_product_offers_what_one_of_its_configurations_has(
        product in product().prop_map(|product| Product { active: true, ..product }),
        size in "|Small|Large",
        material in "|PLA|Large|ABS",
        color in "|red|Clear",
        price in prop::option::of(0_i64..8),
        lead_time_days in prop::option::of(0_u16..6),
    ) {
        let cards = cards(std::slice::from_ref(&product));
        let limits = Limits { price, lead_time_days };
        let labels = [size.as_str(), &material, &color];
        let entry = cards.all().from(Sort::Name, None).next().unwrap();
        prop_assert_eq!(entry.offers(&cards.wanted(labels, limits)), is_offered(&product, labels, limits));
        prop_assert_eq!(cards.all().possible() == 1, !configurations(&product).is_empty());
    }
}

#[test]
fn an_older_change_than_the_card_has_no_effect() {
    let price = json!({"amount": 100, "currency": "EUR"});
    let product: Product = serde_json::from_value(json!({
        "id": ProductId::from_uuid(Uuid::from_u128(1)), "slug": "dragon", "name": "Dragon", "description": "It moves.",
        "category": "toys", "base_price": price, "variants": [], "excluded_combinations": [], "images": [],
        "active": true, "version": 3, "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
    }))
    .unwrap();
    let mut cards = cards(std::slice::from_ref(&product));
    cards.change(product.id, 2, None);
    assert_eq!(cards.all().len(), 1);
    cards.change(product.id, 4, None);
    assert!(cards.all().is_empty() && cards.categories().next().is_none());
}
