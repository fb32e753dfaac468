//! `expand[]`: replaces ids in a response by the objects that they refer to.

use serde_json::Value;

use crate::api::list;
use crate::error::StripeError;
use crate::objects::{catalog, payment, session, tax};
use crate::state::StripeState;

/// Number of line items that a session has when they are expanded; the others are listed.
const EXPANDED_LINES: usize = 10;

/// Expands one dotted path, such as `payment_intent.latest_charge`.
pub(crate) fn expand(state: &StripeState, answer: &mut Value, dotted: &str) -> Result<(), StripeError> {
    let segments: Vec<&str> = dotted.split('.').collect();
    if descend(state, answer, &segments) {
        return Ok(());
    }
    let message = format!("This property cannot be expanded ({dotted}).");
    Err(StripeError::parameter(message, "expand"))
}

fn descend(state: &StripeState, value: &mut Value, segments: &[&str]) -> bool {
    let Some((segment, rest)) = segments.split_first() else {
        return true;
    };
    if let Value::Array(items) = value {
        return items.iter_mut().all(|item| descend(state, item, segments));
    }
    include(state, value, segments);
    match value.get_mut(*segment) {
        None => value.is_null(),
        Some(field) => {
            if let Some(object) = field.as_str().and_then(|id| find(state, id)) {
                *field = object;
            }
            (field.is_object() || field.is_array() || field.is_null()) && descend(state, field, rest)
        }
    }
}

/// Adds a field that an object has only when expanded.
fn include(state: &StripeState, value: &mut Value, segments: &[&str]) {
    let id = value["id"].as_str().unwrap_or_default().to_owned();
    if let (Some("checkout.session"), ["shipping_cost", "taxes", ..]) = (value["object"].as_str(), segments) {
        let found = state.sessions.get(&id);
        if let (Some(found), Some(cost)) = (found, value["shipping_cost"].as_object_mut()) {
            cost.insert("taxes".to_owned(), tax::of_shipping(found));
        }
        return;
    }
    let Some(segment) = segments.first() else { return };
    let added = match (value["object"].as_str(), *segment) {
        (Some("checkout.session"), "line_items") => state.sessions.get(&id).map(|found| {
            let items = found.lines.iter().take(EXPANDED_LINES);
            let items = items.map(|line| session::line(state, found, line)).collect();
            let has_more = found.lines.len() > EXPANDED_LINES;
            list(items, has_more, &format!("/v1/checkout/sessions/{id}/line_items"))
        }),
        (Some("item"), "taxes") => tax::of_line(state, &id),
        (Some("charge"), "refunds") => {
            let refunds = state.refunds.newest_first().filter(|refund| refund.charge == id);
            let items = refunds.map(payment::refund).collect();
            Some(list(items, false, &format!("/v1/charges/{id}/refunds")))
        }
        _ => None,
    };
    if let (Some(added), Some(fields)) = (added, value.as_object_mut()) {
        fields.insert((*segment).to_owned(), added);
    }
}

fn find(state: &StripeState, id: &str) -> Option<Value> {
    match id.split('_').next()? {
        "cs" => state.sessions.get(id).map(|found| session::session(state, found)),
        "pi" => state.intents.get(id).map(payment::intent),
        "ch" => state.charges.get(id).map(payment::charge),
        "re" => state.refunds.get(id).map(payment::refund),
        "prod" => state.products.get(id).map(catalog::product),
        "price" => state.prices.get(id).map(catalog::price),
        "shr" => state.rates.get(id).map(catalog::shipping_rate),
        "pm" => state.methods.get(id).map(catalog::payment_method),
        _ => None,
    }
}
