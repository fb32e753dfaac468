//! Stripe's `expand[]`: ids in an answer replaced by the objects they stand for.

use serde_json::Value;

use crate::api::list;
use crate::error::StripeError;
use crate::shapes::{catalog, payment, session};
use crate::world::World;

/// Expands one dotted path, such as `payment_intent.latest_charge`.
pub(crate) fn expand(world: &World, answer: &mut Value, dotted: &str) -> Result<(), StripeError> {
    let segments: Vec<&str> = dotted.split('.').collect();
    if descend(world, answer, &segments) {
        return Ok(());
    }
    let message = format!("This property cannot be expanded ({dotted}).");
    Err(StripeError::parameter(message, "expand"))
}

fn descend(world: &World, value: &mut Value, segments: &[&str]) -> bool {
    let Some((segment, rest)) = segments.split_first() else {
        return true;
    };
    if let Value::Array(items) = value {
        return items.iter_mut().all(|item| descend(world, item, segments));
    }
    include(world, value, segment);
    match value.get_mut(*segment) {
        None => value.is_null(),
        Some(field) => {
            if let Some(object) = field.as_str().and_then(|id| find(world, id)) {
                *field = object;
            }
            (field.is_object() || field.is_array() || field.is_null()) && descend(world, field, rest)
        }
    }
}

/// Adds what an object holds only when asked.
fn include(world: &World, value: &mut Value, segment: &str) {
    let id = value["id"].as_str().unwrap_or_default().to_owned();
    let added = match (value["object"].as_str(), segment) {
        (Some("checkout.session"), "line_items") => world.sessions.get(&id).map(|found| {
            let items = found.lines.iter().map(|line| session::line(world, found, line)).collect();
            list(items, false, &format!("/v1/checkout/sessions/{id}/line_items"))
        }),
        (Some("charge"), "refunds") => {
            let refunds = world.refunds.newest_first().filter(|refund| refund.charge == id);
            let items = refunds.map(payment::refund).collect();
            Some(list(items, false, &format!("/v1/charges/{id}/refunds")))
        }
        _ => None,
    };
    if let (Some(added), Some(fields)) = (added, value.as_object_mut()) {
        fields.insert(segment.to_owned(), added);
    }
}

fn find(world: &World, id: &str) -> Option<Value> {
    match id.split('_').next()? {
        "cs" => world.sessions.get(id).map(|found| session::session(world, found)),
        "pi" => world.intents.get(id).map(payment::intent),
        "ch" => world.charges.get(id).map(payment::charge),
        "re" => world.refunds.get(id).map(payment::refund),
        "prod" => world.products.get(id).map(catalog::product),
        "price" => world.prices.get(id).map(catalog::price),
        "shr" => world.rates.get(id).map(catalog::shipping_rate),
        "pm" => world.methods.get(id).map(catalog::payment_method),
        _ => None,
    }
}
