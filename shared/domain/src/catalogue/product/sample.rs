//! A sample product for unit tests.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Product, ProductDraft, Revision};
use crate::fault::Faults;
use crate::ids::{ProductId, VariantId};
use crate::money::Currency;

/// The id of the sample's variant at an index.
pub(super) fn variant_id(place: u128) -> VariantId {
    VariantId::from_uuid(Uuid::from_u128(100 + place))
}

/// The JSON document of a variant.
pub(super) fn variant(kind: &str, value: &str, adjustment: i64, days: u16) -> Value {
    let price = json!({"amount": adjustment, "currency": "EUR"});
    json!({"type": kind, "value": value, "price_adjustment": price, "lead_time_days": days, "active": true})
}

/// A product with two sizes, two materials and two colours, where ABS in gold is excluded. Variant ids count from 0
/// (Large) in the order written here.
pub(super) fn product() -> Product {
    let draft = json!({
        "slug": "dragon", "name": "Dragon", "description": "It moves.", "category": "toys",
        "base_price": {"amount": 1900, "currency": "EUR"},
        "variants": [
            variant("size", "Large", 900, 7), variant("size", "Small", -200, 3),
            variant("material", "PLA", 0, 2), variant("material", "ABS", 300, 5),
            variant("color", "Red", 0, 0), variant("color", "Gold", 150, 4),
        ],
        "excluded_combinations": [[{"type": "material", "value": "ABS"}, {"type": "color", "value": "Gold"}]],
        "images": [{"path": "/images/dragon.svg", "alt": "A dragon"}, {"path": "/images/b.svg", "alt": "Its back"}],
        "active": true,
    });
    let draft: ProductDraft = deserr::deserialize::<_, _, Faults>(draft).unwrap();
    let (id, now) = (ProductId::from_uuid(Uuid::from_u128(1)), Timestamp::UNIX_EPOCH);
    let mut ids = (0..).map(variant_id);
    let revision = Revision { before: None, id, currency: Currency::EUR, now };
    draft.into_product(revision, || ids.next().unwrap()).unwrap()
}
