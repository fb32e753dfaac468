//! Routing and endpoints of `/v1`.

mod catalog;
mod expand;
mod payments;
mod session_params;
mod sessions;

use axum::http::Method;
use serde_json::{Value, json};

use crate::collection::{Collection, HasId};
use crate::error::StripeError;
use crate::objects;
use crate::params::Params;
use crate::state::StripeState;

type Answer = Result<Value, StripeError>;

/// Routes the call to its endpoint and expands the response.
pub(crate) fn route(state: &mut StripeState, method: &Method, path: &str, mut params: Params) -> Answer {
    let expansions = params.texts("expand")?;
    let segments: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
    let mut answer = match *method {
        Method::GET => get(state, &segments, params),
        Method::POST => post(state, &segments, params),
        _ => Err(StripeError::unrecognized_url(method.as_str(), path)),
    }?;
    if answer.is_null() {
        return Err(StripeError::unrecognized_url(method.as_str(), path));
    }
    for dotted in expansions {
        expand::expand(state, &mut answer, &dotted)?;
    }
    Ok(answer)
}

/// Handles GET calls. `null` means that there is no such path.
fn get(state: &StripeState, segments: &[&str], params: Params) -> Answer {
    match segments {
        ["checkout", "sessions"] => return sessions::list(state, params),
        ["checkout", "sessions", id, "line_items"] => return sessions::line_items(state, id, params),
        ["refunds"] => return payments::list_refunds(state, params),
        ["payment_intents"] => return payments::list_intents(state, params),
        ["charges"] => return payments::list_charges(state, params),
        ["disputes"] => return payments::list_disputes(state, params),
        ["events"] => return payments::list_events(state, params),
        ["products"] => {
            return page(&state.products, "/v1/products", params, |_| true, objects::catalog::product);
        }
        ["prices"] => {
            return page(&state.prices, "/v1/prices", params, |_| true, objects::catalog::price);
        }
        ["payment_pages", id] => return sessions::payment_page(state, id, params),
        _ => params.finish()?,
    }
    match segments {
        ["checkout", "sessions", id] => {
            state.session(id).map(|found| objects::session::session(state, found))
        }
        ["payment_intents", id] => state.intent(id).map(objects::payment::intent),
        ["charges", id] => state.charge(id).map(objects::payment::charge),
        ["refunds", id] => one(&state.refunds, "refund", id, objects::payment::refund),
        ["disputes", id] => one(&state.disputes, "dispute", id, objects::payment::dispute),
        ["events", id] => one(&state.events, "event", id, objects::event::event),
        ["products", id] => one(&state.products, "product", id, objects::catalog::product),
        ["prices", id] => one(&state.prices, "price", id, objects::catalog::price),
        ["shipping_rates", id] => one(&state.rates, "shipping_rate", id, objects::catalog::shipping_rate),
        ["payment_methods", id] => one(&state.methods, "PaymentMethod", id, objects::catalog::payment_method),
        _ => Ok(Value::Null),
    }
}

/// Handles POST calls. `null` means that there is no such path.
fn post(state: &mut StripeState, segments: &[&str], params: Params) -> Answer {
    match segments {
        ["checkout", "sessions"] => sessions::create(state, params),
        ["checkout", "sessions", id, "expire"] => sessions::expire(state, id, params),
        ["refunds"] => payments::create_refund(state, params),
        ["products"] => catalog::create_product(state, params),
        ["prices"] => catalog::create_price(state, params),
        ["shipping_rates"] => catalog::create_shipping_rate(state, params),
        ["payment_methods"] => catalog::create_payment_method(state, params),
        ["payment_pages", id, "confirm"] => sessions::confirm(state, id, params),
        _ => Ok(Value::Null),
    }
}

fn one<T: HasId>(collection: &Collection<T>, object: &str, id: &str, render: impl Fn(&T) -> Value) -> Answer {
    collection.get(id).map(render).ok_or_else(|| StripeError::no_such(object, id, "id"))
}

/// Returns one page of a list, newest first, by `limit`, `starting_after` and `ending_before`.
fn page<T: HasId>(
    collection: &Collection<T>,
    url: &str,
    mut params: Params,
    matches: impl Fn(&T) -> bool,
    render: impl Fn(&T) -> Value,
) -> Answer {
    let limit = match params.integer("limit")? {
        None => 10,
        Some(limit) => {
            usize::try_from(limit).ok().filter(|limit| (1..=100).contains(limit)).ok_or_else(|| {
                StripeError::parameter("Invalid limit: must be between 1 and 100.", "limit")
                    .code("parameter_invalid_integer")
            })?
        }
    };
    let after = params.text("starting_after")?;
    let before = params.text("ending_before")?;
    params.finish()?;
    let matching: Vec<&T> = collection.newest_first().filter(|item| matches(item)).collect();
    let place = |id: &str, param: &'static str| {
        let known = matching.iter().position(|item| item.id() == id);
        known.ok_or_else(|| StripeError::no_such("object", id, param))
    };
    let (from, to, has_more) = if let Some(id) = before {
        let end = place(&id, "ending_before")?;
        let start = end.saturating_sub(limit);
        (start, end, start > 0)
    } else {
        let start = after.map_or(Ok(0), |id| place(&id, "starting_after").map(|place| place + 1))?;
        let end = (start + limit).min(matching.len());
        (start, end, end < matching.len())
    };
    let data: Vec<Value> =
        matching.get(from..to).unwrap_or_default().iter().map(|item| render(item)).collect();
    Ok(list(data, has_more, url))
}

fn list(data: Vec<Value>, has_more: bool, url: &str) -> Value {
    json!({ "object": "list", "data": Value::Array(data), "has_more": has_more, "url": url })
}
