//! The hosted payment page. Its forms are plain POSTs, so that scripts can pay too.

mod html;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};

pub(crate) use html::{escape, shell};

use crate::app::App;
use crate::error::StripeError;
use crate::model::{Address, Person, Session};
use crate::payments::CheckoutForm;
use crate::state::StripeState;

type Shared = State<Arc<App>>;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/pay/{session}", get(show))
        .route("/pay/{session}/pay", post(pay))
        .route("/pay/{session}/bank", post(bank))
        .route("/pay/{session}/bank/succeed", post(bank_succeeds))
        .route("/pay/{session}/bank/fail", post(bank_fails))
        .route("/pay/{session}/decline", post(decline))
        .route("/pay/{session}/abandon", post(abandon))
        .route("/pay/{session}/expire", post(expire))
}

async fn show(State(app): Shared, Path(id): Path<String>) -> Response {
    page(&app, &id, StatusCode::OK, None)
}

async fn pay(State(app): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    let done = app.update(|inner| {
        let form = read(inner.state.session(&id)?, &body)?;
        inner.state.pay(&id, form)
    });
    to_shop(&app, &id, done)
}

async fn bank(State(app): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    let done = app.update(|inner| {
        let form = read(inner.state.session(&id)?, &body)?;
        inner.state.pay_by_bank(&id, form)
    });
    to_shop(&app, &id, done)
}

async fn bank_succeeds(State(app): Shared, Path(id): Path<String>) -> Response {
    stay(&app, &id, |state| state.settle_bank_payment(&id, true))
}

async fn bank_fails(State(app): Shared, Path(id): Path<String>) -> Response {
    stay(&app, &id, |state| state.settle_bank_payment(&id, false))
}

async fn expire(State(app): Shared, Path(id): Path<String>) -> Response {
    stay(&app, &id, |state| state.expire(&id))
}

async fn decline(State(app): Shared, Path(id): Path<String>) -> Response {
    let (status, message) = match app.update(|inner| inner.state.decline(&id)) {
        Ok(()) => (StatusCode::PAYMENT_REQUIRED, StripeError::card_declined().message().to_owned()),
        Err(error) => (status(&error), error.message().to_owned()),
    };
    page(&app, &id, status, Some(&message))
}

/// Redirects the customer to `cancel_url`; the session stays open.
async fn abandon(State(app): Shared, Path(id): Path<String>) -> Response {
    match app.read(|inner| inner.state.session(&id).cloned()) {
        Ok(session) => match session.cancel_url {
            Some(url) => Redirect::to(&expanded(&url, &id)).into_response(),
            None => {
                page(&app, &id, StatusCode::BAD_REQUEST, Some("The session has no cancel_url to return to."))
            }
        },
        Err(error) => page(&app, &id, status(&error), Some(error.message())),
    }
}

fn to_shop(app: &App, id: &str, done: Result<(), StripeError>) -> Response {
    let found = done.and_then(|()| app.read(|inner| inner.state.session(id).cloned()));
    match found {
        Ok(session) => Redirect::to(&expanded(&session.success_url, id)).into_response(),
        Err(error) => page(app, id, status(&error), Some(error.message())),
    }
}

fn stay(app: &App, id: &str, work: impl FnOnce(&mut StripeState) -> Result<(), StripeError>) -> Response {
    match app.update(|inner| work(&mut inner.state)) {
        Ok(()) => Redirect::to(&format!("/pay/{id}")).into_response(),
        Err(error) => page(app, id, status(&error), Some(error.message())),
    }
}

fn page(app: &App, id: &str, status: StatusCode, fault: Option<&str>) -> Response {
    let body = app.read(|inner| match inner.state.sessions.get(id) {
        Some(session) => (status, html::checkout(&inner.state, session, fault)),
        None => (StatusCode::NOT_FOUND, html::unknown()),
    });
    (body.0, Html(body.1)).into_response()
}

fn status(error: &StripeError) -> StatusCode {
    StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST)
}

fn expanded(url: &str, id: &str) -> String {
    url.replace("{CHECKOUT_SESSION_ID}", id)
}

/// Reads the customer from the form. An absent field gets its sample value; an empty one is an error.
fn read(session: &Session, body: &[u8]) -> Result<CheckoutForm, StripeError> {
    let sent: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    let sample = sample(session);
    let field = |name: &str, sample: &Option<String>| match sent.get(name) {
        None => sample.clone(),
        Some(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
    };
    let person = Person {
        email: field("email", &sample.email),
        name: field("name", &sample.name),
        phone: if session.collects_phone { field("phone", &sample.phone) } else { None },
        address: Address {
            line1: field("line1", &sample.address.line1),
            line2: field("line2", &None),
            city: field("city", &sample.address.city),
            postal_code: field("postal_code", &sample.address.postal_code),
            state: field("state", &None),
            country: field("country", &sample.address.country),
        },
    };
    let needed = [
        ("an e-mail address", person.email.as_ref().is_some_and(|email| email.contains('@'))),
        ("a name", person.name.is_some()),
        ("a phone number", person.phone.is_some() || !session.collects_phone),
        ("a street", person.address.line1.is_some()),
        ("a town", person.address.city.is_some()),
        ("a country", person.address.country.is_some()),
    ];
    if let Some((what, _)) = needed.iter().find(|(_, given)| !given) {
        return Err(StripeError::refused(format!("The form is missing {what}.")));
    }
    let offer = sent.get("shipping").and_then(|offer| offer.parse().ok());
    Ok(CheckoutForm { person, offer })
}

/// The sample customer that pre-fills the form.
fn sample(session: &Session) -> Person {
    let text = |text: &str| Some(text.to_owned());
    let country = if session.countries.iter().any(|code| code == "NL") {
        text("NL")
    } else {
        session.countries.first().cloned().or_else(|| text("NL"))
    };
    Person {
        email: session.customer_email.clone().or_else(|| text("sam.sample@example.com")),
        name: text("Sam Sample"),
        phone: text("+31201234567"),
        address: Address {
            line1: text("Keizersgracht 1"),
            line2: None,
            city: text("Amsterdam"),
            postal_code: text("1015 CJ"),
            state: None,
            country,
        },
    }
}
