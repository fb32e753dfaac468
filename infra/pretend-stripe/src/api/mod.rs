//! The endpoints of `/v1`.

mod catalog;
mod expand;
mod payments;
mod session_params;
mod sessions;

use axum::http::Method;
use serde_json::{Value, json};

use crate::error::StripeError;
use crate::params::Params;
use crate::shapes;
use crate::shelf::{Kept, Shelf};
use crate::world::World;

type Answer = Result<Value, StripeError>;

/// Finds the endpoint and answers the call.
pub(crate) fn route(world: &mut World, method: &Method, path: &str, mut params: Params) -> Answer {
    let wanted = params.texts("expand")?;
    let segments: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
    let mut answer = match *method {
        Method::GET => read(world, &segments, params),
        Method::POST => write(world, &segments, params),
        _ => Err(StripeError::unrecognized_url(method.as_str(), path)),
    }?;
    if answer.is_null() {
        return Err(StripeError::unrecognized_url(method.as_str(), path));
    }
    for dotted in wanted {
        expand::expand(world, &mut answer, &dotted)?;
    }
    Ok(answer)
}

/// Calls that change nothing. `null` stands for an address that does not exist.
fn read(world: &World, segments: &[&str], params: Params) -> Answer {
    match segments {
        ["checkout", "sessions"] => return sessions::list(world, params),
        ["checkout", "sessions", id, "line_items"] => return sessions::line_items(world, id, params),
        ["refunds"] => return payments::list_refunds(world, params),
        ["payment_intents"] => return payments::list_intents(world, params),
        ["charges"] => return payments::list_charges(world, params),
        ["disputes"] => return payments::list_disputes(world, params),
        ["events"] => return payments::list_events(world, params),
        ["products"] => {
            return page(&world.products, "/v1/products", params, |_| true, shapes::catalog::product);
        }
        ["prices"] => {
            return page(&world.prices, "/v1/prices", params, |_| true, shapes::catalog::price);
        }
        ["payment_pages", id] => return sessions::payment_page(world, id, params),
        _ => params.finish()?,
    }
    match segments {
        ["checkout", "sessions", id] => world.session(id).map(|found| shapes::session::session(world, found)),
        ["payment_intents", id] => world.intent(id).map(shapes::payment::intent),
        ["charges", id] => world.charge(id).map(shapes::payment::charge),
        ["refunds", id] => one(&world.refunds, "refund", id, shapes::payment::refund),
        ["disputes", id] => one(&world.disputes, "dispute", id, shapes::payment::dispute),
        ["events", id] => one(&world.events, "event", id, shapes::event::event),
        ["products", id] => one(&world.products, "product", id, shapes::catalog::product),
        ["prices", id] => one(&world.prices, "price", id, shapes::catalog::price),
        ["shipping_rates", id] => one(&world.rates, "shipping_rate", id, shapes::catalog::shipping_rate),
        ["payment_methods", id] => one(&world.methods, "PaymentMethod", id, shapes::catalog::payment_method),
        _ => Ok(Value::Null),
    }
}

/// Calls that change something. `null` stands for an address that does not exist.
fn write(world: &mut World, segments: &[&str], params: Params) -> Answer {
    match segments {
        ["checkout", "sessions"] => sessions::create(world, params),
        ["checkout", "sessions", id, "expire"] => sessions::expire(world, id, params),
        ["refunds"] => payments::create_refund(world, params),
        ["products"] => catalog::create_product(world, params),
        ["prices"] => catalog::create_price(world, params),
        ["shipping_rates"] => catalog::create_shipping_rate(world, params),
        ["payment_methods"] => catalog::create_payment_method(world, params),
        ["payment_pages", id, "confirm"] => sessions::confirm(world, id, params),
        _ => Ok(Value::Null),
    }
}

fn one<T: Kept>(shelf: &Shelf<T>, object: &str, id: &str, shape: impl Fn(&T) -> Value) -> Answer {
    shelf.get(id).map(shape).ok_or_else(|| StripeError::no_such(object, id, "id"))
}

/// A page of Stripe's list: `limit`, `starting_after`, `ending_before`, newest first.
fn page<T: Kept>(
    shelf: &Shelf<T>,
    url: &str,
    mut params: Params,
    fits: impl Fn(&T) -> bool,
    shape: impl Fn(&T) -> Value,
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
    let fitting: Vec<&T> = shelf.newest_first().filter(|item| fits(item)).collect();
    let place = |id: &str, param: &'static str| {
        let known = fitting.iter().position(|item| item.id() == id);
        known.ok_or_else(|| StripeError::no_such("object", id, param))
    };
    let (from, to, has_more) = if let Some(id) = before {
        let end = place(&id, "ending_before")?;
        let start = end.saturating_sub(limit);
        (start, end, start > 0)
    } else {
        let start = after.map_or(Ok(0), |id| place(&id, "starting_after").map(|place| place + 1))?;
        let end = (start + limit).min(fitting.len());
        (start, end, end < fitting.len())
    };
    let data: Vec<Value> = fitting.get(from..to).unwrap_or_default().iter().map(|item| shape(item)).collect();
    Ok(list(data, has_more, url))
}

fn list(data: Vec<Value>, has_more: bool, url: &str) -> Value {
    json!({ "object": "list", "data": Value::Array(data), "has_more": has_more, "url": url })
}
