//! `/_pretend`: configuration, fault switches, and actions that Stripe's dashboard or a bank would take.

use std::fmt::Write;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::app::{App, SettingsChange};
use crate::error::StripeError;
use crate::faults::FaultsChange;
use crate::model::{Delivery, Outcome, SessionStatus};
use crate::money::display;
use crate::objects::{event, payment, session};
use crate::page::{escape, shell};
use crate::refunds::RefundParams;
use crate::state::StripeState;

type Shared = State<Arc<App>>;
type Answer = Result<Json<Value>, ErrorResponse>;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(async || Redirect::to("/_pretend")))
        .route("/_pretend", get(overview))
        .route("/_pretend/health", get(async || Json(json!({ "pretend": true }))))
        .route("/_pretend/config", get(show_config).post(configure))
        .route("/_pretend/faults", get(show_faults).post(set_faults))
        .route("/_pretend/events", get(events))
        .route("/_pretend/events/{id}/resend", post(resend))
        .route("/_pretend/sessions/{id}/tamper", post(tamper))
        .route("/_pretend/payment_intents/{id}/refund", post(refund))
        .route("/_pretend/payment_intents/{id}/dispute", post(dispute))
        .route("/_pretend/refunds/{id}/fail", post(fail_refund))
        .route("/_pretend/refunds/{id}/succeed", post(succeed_refund))
        .route("/_pretend/reset", post(reset))
}

/// An error response in Stripe's format.
struct ErrorResponse(StripeError);

impl From<StripeError> for ErrorResponse {
    fn from(error: StripeError) -> Self {
        Self(error)
    }
}

impl IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, Json(self.0.body("req_pretend"))).into_response()
    }
}

/// Parses JSON regardless of the content type; an empty body counts as `{}`.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, StripeError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body)
        .map_err(|error| StripeError::refused(format!("The JSON is invalid: {error}.")))
}

async fn show_config(State(app): Shared) -> Json<Value> {
    Json(json!(app.read(|inner| inner.settings.clone())))
}

async fn configure(State(app): Shared, body: Bytes) -> Answer {
    let change: SettingsChange = read(&body)?;
    Ok(Json(json!(app.configure(change))))
}

async fn show_faults(State(app): Shared) -> Json<Value> {
    Json(json!(app.read(|inner| inner.state.faults.clone())))
}

async fn set_faults(State(app): Shared, body: Bytes) -> Answer {
    let change: FaultsChange = read(&body)?;
    Ok(Json(app.read(|inner| {
        inner.state.faults.change(change);
        json!(inner.state.faults)
    })))
}

async fn events(State(app): Shared) -> Json<Value> {
    let events: Vec<Value> =
        app.read(|inner| inner.state.events.newest_first().map(event::log_entry).collect());
    Json(json!({ "events": events }))
}

async fn resend(
    State(app): Shared,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ErrorResponse> {
    let entry = app.update(|inner| {
        let event =
            inner.state.events.get_mut(&id).ok_or_else(|| StripeError::no_such("event", &id, "id"))?;
        event.delivery = Delivery::Pending;
        let entry = event::log_entry(event);
        inner.state.outbox.push(id.clone());
        Ok::<_, StripeError>(entry)
    })?;
    let browser = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    if browser.is_some_and(|accept| accept.contains("text/html")) {
        return Ok(Redirect::to("/_pretend").into_response());
    }
    Ok(Json(entry).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tampering {
    amount_total: Option<i64>,
    currency: Option<String>,
    expires_at: Option<i64>,
    #[serde(default)]
    reopen: bool,
}

/// Changes a session and its payment so that they differ from the shop's request, or reopens an expired
/// session.
async fn tamper(State(app): Shared, Path(id): Path<String>, body: Bytes) -> Answer {
    let change: Tampering = read(&body)?;
    let answer = app.update(|inner| {
        let state = &mut inner.state;
        let session = state.session_mut(&id)?;
        session.tampered_total = change.amount_total.or(session.tampered_total);
        session.currency = change.currency.unwrap_or_else(|| session.currency.clone()).to_lowercase();
        session.expires_at = change.expires_at.unwrap_or(session.expires_at);
        if change.reopen && session.status == SessionStatus::Expired {
            session.status = SessionStatus::Open;
        }
        let (total, currency) = (session.totals().total, session.currency.clone());
        let intent = session.payment_intent.clone().and_then(|id| state.intents.get_mut(&id));
        if let Some(intent) = intent {
            intent.amount = total;
            intent.currency.clone_from(&currency);
            if let Some(charge) = intent.latest_charge.as_ref().and_then(|id| state.charges.get_mut(id)) {
                charge.amount = total;
                charge.currency = currency;
            }
        }
        state.expire_due();
        Ok::<_, StripeError>(session::session(state, state.session(&id)?))
    })?;
    Ok(Json(answer))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amount {
    amount: Option<i64>,
    reason: Option<String>,
}

async fn refund(State(app): Shared, Path(id): Path<String>, body: Bytes) -> Answer {
    let Amount { amount, reason } = read(&body)?;
    let answer = app.update(|inner| {
        let charge = inner.state.refundable(&id)?.id.clone();
        let params = RefundParams { amount, reason, ..RefundParams::default() };
        let refund = inner.state.refund(&charge, params)?;
        Ok::<_, StripeError>(inner.state.refunds.get(&refund).map(payment::refund))
    })?;
    Ok(Json(json!(answer)))
}

async fn dispute(State(app): Shared, Path(id): Path<String>, body: Bytes) -> Answer {
    let Amount { amount, reason } = read(&body)?;
    let answer = app.update(|inner| {
        let dispute = inner.state.dispute(&id, amount, reason)?;
        Ok::<_, StripeError>(inner.state.disputes.get(&dispute).map(payment::dispute))
    })?;
    Ok(Json(json!(answer)))
}

async fn fail_refund(State(app): Shared, Path(id): Path<String>) -> Answer {
    settle_refund(&app, &id, Outcome::Failed)
}

async fn succeed_refund(State(app): Shared, Path(id): Path<String>) -> Answer {
    settle_refund(&app, &id, Outcome::Succeeded)
}

fn settle_refund(app: &App, id: &str, outcome: Outcome) -> Answer {
    let answer = app.update(|inner| {
        inner.state.settle_refund(id, outcome)?;
        Ok::<_, StripeError>(inner.state.refunds.get(id).map(payment::refund))
    })?;
    Ok(Json(json!(answer)))
}

/// Deletes all data except the settings.
async fn reset(State(app): Shared) -> Json<Value> {
    app.update(|inner| {
        inner.state = StripeState { base_url: inner.settings.public_url.clone(), ..StripeState::default() };
        inner.in_progress.clear();
    });
    Json(json!({ "reset": true }))
}

async fn overview(State(app): Shared) -> Html<String> {
    Html(app.read(|inner| {
        let webhook = inner.settings.webhook_url.as_deref().map_or_else(
            || {
                "<p>No webhook endpoint is configured. Set it with <code>POST /_pretend/config</code>.</p>\n"
                    .to_owned()
            },
            |url| format!("<p>Events are sent to <code>{}</code>.</p>\n", escape(url)),
        );
        let body = format!(
            "<h1>Pretend Stripe</h1>\n{webhook}{}{}",
            sessions_table(&inner.state),
            events_table(&inner.state)
        );
        shell("Overview", &body)
    }))
}

fn sessions_table(state: &StripeState) -> String {
    let mut rows = String::new();
    for session in state.sessions.newest_first().take(50) {
        let id = escape(&session.id);
        let end: String = session.id.chars().skip(session.id.len().saturating_sub(8)).collect();
        let _ = writeln!(
            rows,
            "<tr><td><a href=\"/pay/{id}\">…{end}</a></td><td>{}{}</td><td class=\"amount\">{}</td></tr>",
            session.status.as_str(),
            if session.paid { ", paid" } else { "" },
            display(session.totals().total, &session.currency),
        );
    }
    format!("<section><h2>Sessions</h2>\n<table>\n{rows}</table></section>\n")
}

fn events_table(state: &StripeState) -> String {
    let mut rows = String::new();
    for event in state.events.newest_first().take(100) {
        let id = escape(&event.id);
        let delivery = json!(event.delivery);
        let _ = writeln!(
            rows,
            "<tr><td>{}<small>{id}</small></td><td>{}, {} attempts</td><td><form method=\"post\" \
             action=\"/_pretend/events/{id}/resend\"><button>Resend</button></form></td></tr>",
            escape(&event.kind),
            delivery.as_str().unwrap_or_default(),
            event.attempts.len(),
        );
    }
    format!("<section><h2>Events</h2>\n<table>\n{rows}</table></section>\n")
}
