//! Checkout Sessions, and the calls of Stripe's payment page that the Stripe CLI uses.

use serde_json::{Value, json};

use crate::api::{Answer, list as list_of, page, payments::Created, session_params};
use crate::error::StripeError;
use crate::model::{Method, Outcome, Person};
use crate::objects::session;
use crate::params::Params;
use crate::payments::CheckoutForm;
use crate::state::StripeState;

pub(crate) fn create(state: &mut StripeState, params: Params) -> Answer {
    let made = session_params::read(state, params)?;
    let answer = session::session(state, &made);
    state.sessions.add(made);
    Ok(answer)
}

pub(crate) fn list(state: &StripeState, mut params: Params) -> Answer {
    let intent = params.text("payment_intent")?;
    let status = params.one_of("status", &["open", "complete", "expired"])?;
    let created = Created::take(&mut params)?;
    page(
        &state.sessions,
        "/v1/checkout/sessions",
        params,
        |found| {
            (intent.is_none() || found.payment_intent == intent)
                && status.as_deref().is_none_or(|status| status == found.status.as_str())
                && created.fits(found.created)
        },
        |found| session::session(state, found),
    )
}

pub(crate) fn line_items(state: &StripeState, id: &str, mut params: Params) -> Answer {
    let found = state.session(id)?;
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
    let data: Vec<Value> = rest.iter().take(limit).map(|line| session::line(state, found, line)).collect();
    Ok(list_of(data, rest.len() > limit, &format!("/v1/checkout/sessions/{id}/line_items")))
}

pub(crate) fn expire(state: &mut StripeState, id: &str, params: Params) -> Answer {
    params.finish()?;
    state.expire(id)?;
    Ok(session::session(state, state.session(id)?))
}

/// Returns the data that Stripe's own payment page loads.
pub(crate) fn payment_page(state: &StripeState, id: &str, params: Params) -> Answer {
    params.finish()?;
    let found = state.session(id)?;
    let mut answer = session::session(state, found);
    answer["session_id"] = json!(id);
    answer["object"] = json!("checkout.session");
    Ok(answer)
}

/// Handles the call that Stripe's own payment page makes when the customer pays.
pub(crate) fn confirm(state: &mut StripeState, id: &str, mut params: Params) -> Answer {
    let method = params.required("payment_method")?;
    let expected = params.integer("expected_amount")?;
    params.finish()?;
    let total = state.session(id)?.totals().total;
    if expected.is_some_and(|expected| expected != total) {
        let message = "The expected amount does not equal the session's total.";
        return Err(StripeError::refused(message).code("checkout_amount_mismatch").param("expected_amount"));
    }
    let method = state
        .methods
        .get(&method)
        .cloned()
        .ok_or_else(|| StripeError::no_such("PaymentMethod", &method, "payment_method"))?;
    let (kind, outcome) = (method.method, method.outcome);
    if (kind, outcome) == (Method::Card, Outcome::Failed) {
        state.decline(id)?;
        return Err(StripeError::card_declined());
    }
    let shipping = state.session(id)?.intent.shipping.clone();
    let address = shipping.map_or_else(|| method.billing.address.clone(), |person| person.address);
    let person = Person { address, ..method.billing };
    let form = CheckoutForm { person, offer: None };
    match (kind, outcome) {
        (Method::Card, _) => state.pay(id, form)?,
        (Method::SepaDebit, Outcome::Pending) => state.pay_by_bank(id, form)?,
        (Method::SepaDebit, decided) => {
            state.pay_by_bank(id, form)?;
            state.settle_bank_payment(id, decided == Outcome::Succeeded)?;
        }
    }
    let found = state.session(id)?;
    Ok(session::session(state, found))
}
