//! Response JSON, field for field as Stripe returns it.

pub(crate) mod catalog;
pub(crate) mod event;
pub(crate) mod payment;
pub(crate) mod session;
pub(crate) mod tax;

use serde_json::{Value, json};

use crate::model::{Address, Person};

/// The Stripe API version that these objects follow.
pub(crate) const API_VERSION: &str = "2026-09-30.endive";

pub(crate) fn address(address: &Address) -> Value {
    json!({
        "city": address.city,
        "country": address.country,
        "line1": address.line1,
        "line2": address.line2,
        "postal_code": address.postal_code,
        "state": address.state,
    })
}

pub(crate) fn billing_details(person: &Person) -> Value {
    json!({
        "address": address(&person.address),
        "email": person.email,
        "name": person.name,
        "phone": person.phone,
        "tax_id": null,
    })
}

/// The `shipping` field of payment intents and charges.
pub(crate) fn shipping(person: Option<&Person>) -> Value {
    person.map_or(Value::Null, |person| {
        json!({
            "address": address(&person.address),
            "carrier": null,
            "name": person.name,
            "phone": person.phone,
            "tracking_number": null,
        })
    })
}
