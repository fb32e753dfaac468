//! Checkout Sessions, and the payment page's own calls that the Stripe CLI uses.

use serde_json::{Value, json};

use crate::api::{Answer, list as list_of, page, payments::Created, session_params};
use crate::error::StripeError;
use crate::model::{Method, Outcome, Person};
use crate::params::Params;
use crate::payments::Filled;
use crate::shapes::session;
use crate::world::World;

pub(crate) fn create(world: &mut World, params: Params) -> Answer {
    let made = session_params::read(world, params)?;
    let answer = session::session(world, &made);
    world.sessions.add(made);
    Ok(answer)
}

pub(crate) fn list(world: &World, mut params: Params) -> Answer {
    let intent = params.text("payment_intent")?;
    let status = params.one_of("status", &["open", "complete", "expired"])?;
    let created = Created::take(&mut params)?;
    page(
        &world.sessions,
        "/v1/checkout/sessions",
        params,
        |found| {
            (intent.is_none() || found.payment_intent == intent)
                && status.as_deref().is_none_or(|status| status == found.status.as_str())
                && created.fits(found.created)
        },
        |found| session::session(world, found),
    )
}

pub(crate) fn line_items(world: &World, id: &str, mut params: Params) -> Answer {
    let found = world.session(id)?;
    let limit = params.integer("limit")?.unwrap_or(10);
    let after = params.text("starting_after")?;
    params.finish()?;
    let limit = usize::try_from(limit)
        .ok()
        .filter(|limit| (1..=100).contains(limit))
        .ok_or_else(|| StripeError::parameter("Invalid limit: must be between 1 and 100.", "limit"))?;
    let start = match after {
        None => 0,
        Some(after) => {
            let place = found.lines.iter().position(|line| line.id == after);
            place.ok_or_else(|| StripeError::no_such("item", &after, "starting_after"))? + 1
        }
    };
    let rest = found.lines.get(start..).unwrap_or_default();
    let data: Vec<Value> = rest.iter().take(limit).map(|line| session::line(world, found, line)).collect();
    Ok(list_of(data, rest.len() > limit, &format!("/v1/checkout/sessions/{id}/line_items")))
}

pub(crate) fn expire(world: &mut World, id: &str, params: Params) -> Answer {
    params.finish()?;
    world.expire(id)?;
    Ok(session::session(world, world.session(id)?))
}

/// What Stripe's own payment page would load.
pub(crate) fn payment_page(world: &World, id: &str, params: Params) -> Answer {
    params.finish()?;
    let found = world.session(id)?;
    let mut answer = session::session(world, found);
    answer["session_id"] = json!(id);
    answer["object"] = json!("checkout.session");
    Ok(answer)
}

/// What Stripe's own payment page would send when the customer pays.
pub(crate) fn confirm(world: &mut World, id: &str, mut params: Params) -> Answer {
    let method = params.required("payment_method")?;
    let expected = params.integer("expected_amount")?;
    params.finish()?;
    let total = world.session(id)?.totals().total;
    if expected.is_some_and(|expected| expected != total) {
        let message = "The expected amount does not equal the session's total.";
        return Err(StripeError::refused(message).code("checkout_amount_mismatch").param("expected_amount"));
    }
    let method = world
        .methods
        .get(&method)
        .cloned()
        .ok_or_else(|| StripeError::no_such("PaymentMethod", &method, "payment_method"))?;
    let (kind, outcome) = (method.method, method.outcome);
    if (kind, outcome) == (Method::Card, Outcome::Failed) {
        world.decline(id)?;
        return Err(StripeError::card_declined());
    }
    let shipping = world.session(id)?.intent.shipping.clone();
    let address = shipping.map_or_else(|| method.billing.address.clone(), |person| person.address);
    let person = Person { address, ..method.billing };
    let filled = Filled { person, offer: None };
    match (kind, outcome) {
        (Method::Card, _) => world.pay(id, filled)?,
        (Method::SepaDebit, Outcome::Pending) => world.pay_by_bank(id, filled)?,
        (Method::SepaDebit, decided) => {
            world.pay_by_bank(id, filled)?;
            world.bank_answers(id, decided == Outcome::Succeeded)?;
        }
    }
    let found = world.session(id)?;
    Ok(session::session(world, found))
}
