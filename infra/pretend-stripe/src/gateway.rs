//! Handling common to all of `/v1`: API key, parameters, idempotency and faults.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::Response;
use serde_json::Value;

use crate::api;
use crate::app::App;
use crate::error::StripeError;
use crate::faults::ApiFault;
use crate::idempotency::{Saved, begin};
use crate::ids::{id, now};
use crate::objects::API_VERSION;
use crate::params::Params;
use crate::state::Cause;

/// A parsed request to the API.
struct Call {
    id: String,
    method: Method,
    path: String,
    params: Params,
    key: Option<String>,
}

/// A response before it is serialised.
struct Reply {
    request_id: String,
    status: u16,
    body: Value,
    replayed: bool,
}

/// Handles every request to `/v1/…`.
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let started = Instant::now();
    let version = headers.get("Stripe-Version").cloned();
    let call = parse_call(method, &uri, &headers, &body);
    let name = format!("{} {}", call.method, call.path);
    let id = call.id.clone();
    let reply = match check_key(&app.api_key, &headers) {
        Ok(()) => run(app.clone(), call).await,
        Err(error) => Reply::error(&id, &error),
    };
    let took = started.elapsed().as_millis();
    let again = if reply.replayed { ", replayed for the idempotency key" } else { "" };
    app.log(&format!("{name} returned {} in {took} ms ({}{again}).", reply.status, reply.request_id));
    let mut response = reply.into_response();
    if let Some(version) = version {
        response.headers_mut().insert("Stripe-Version", version);
    }
    response
}

fn parse_call(method: Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Call {
    let query = uri.query().unwrap_or_default();
    let mut params = Params::parse(query.as_bytes());
    params.merge(Params::parse(body));
    let key = headers.get("Idempotency-Key").and_then(|key| key.to_str().ok());
    Call {
        id: id("req_", 14),
        // Idempotency keys apply only to requests that change something.
        key: key.filter(|key| method == Method::POST && !key.is_empty()).map(str::to_owned),
        method,
        path: uri.path().to_owned(),
        params,
    }
}

fn check_key(api_key: &str, headers: &HeaderMap) -> Result<(), StripeError> {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let given = match shown.split_once(' ') {
        Some((kind, token)) if kind.eq_ignore_ascii_case("bearer") => token.trim().to_owned(),
        Some((kind, token)) if kind.eq_ignore_ascii_case("basic") => basic_user(token.trim()),
        _ => String::new(),
    };
    if given.is_empty() {
        return Err(StripeError::unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using \
             Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See \
             https://stripe.com/docs/api#authentication for details.",
        ));
    }
    if given != api_key {
        let end: String = given.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        return Err(StripeError::unauthorized(format!("Invalid API Key provided: ****{end}")));
    }
    Ok(())
}

/// Returns the user name of basic authentication, which carries the API key.
fn basic_user(token: &str) -> String {
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, token)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|pair| pair.split(':').next().map(str::to_owned))
        .unwrap_or_default()
}

async fn run(app: Arc<App>, call: Call) -> Reply {
    let id = call.id.clone();
    // The work runs in a task of its own, so that it completes even if the caller disconnects.
    match tokio::spawn(execute_once(app, call)).await {
        Ok(reply) => reply,
        Err(_) => Reply::error(&id, &StripeError::internal()),
    }
}

/// Executes the call, or replays the response saved for its idempotency key.
async fn execute_once(app: Arc<App>, call: Call) -> Reply {
    let name = format!("{} {}", call.method, call.path);
    if app.update(|inner| inner.state.faults.rate_limit.take(&name)).is_some() {
        return Reply::error(&call.id, &StripeError::rate_limited());
    }
    if let Some(key) = &call.key {
        let found = app.update(|inner| {
            begin(&inner.state.saved, &mut inner.in_progress, key, &call.path, &call.params.canonical())
        });
        match found {
            Ok(None) => {}
            Ok(Some(saved)) => return Reply::replay(saved),
            Err(error) => return Reply::error(&call.id, &error),
        }
    }
    let (reply, kept) = with_faults(&app, &call, &name).await;
    if let Some(key) = &call.key {
        app.update(|inner| {
            inner.in_progress.end(key);
            if kept {
                inner.state.saved.insert(key.clone(), reply.saved(&call));
            }
        });
    }
    reply
}

/// Executes the call unless a fault applies; the flag says whether to save the response for its idempotency
/// key.
async fn with_faults(app: &App, call: &Call, name: &str) -> (Reply, bool) {
    let (fail, hang) =
        app.update(|inner| (inner.state.faults.fail.take(name), inner.state.faults.hang.take(name)));
    let executed = fail.as_ref().or(hang.as_ref()).is_none_or(|fault| fault.executed);
    let done = if executed { Some(execute(app, call)) } else { None };
    if let Some(ApiFault { ms, .. }) = hang {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
    match (fail, done) {
        (Some(_), _) => (Reply::error(&call.id, &StripeError::internal()), true),
        (None, Some(Ok(body))) => {
            (Reply { request_id: call.id.clone(), status: 200, body, replayed: false }, true)
        }
        (None, Some(Err(error))) => (Reply::error(&call.id, &error), error.begun),
        (None, None) => (Reply::error(&call.id, &StripeError::internal()), false),
    }
}

fn execute(app: &App, call: &Call) -> Result<Value, StripeError> {
    app.update(|inner| {
        inner.state.cause = Cause { request_id: Some(call.id.clone()), idempotency_key: call.key.clone() };
        api::route(&mut inner.state, &call.method, &call.path, call.params.clone())
    })
}

impl Reply {
    fn error(request_id: &str, error: &StripeError) -> Self {
        Self {
            request_id: request_id.to_owned(),
            status: error.status,
            body: error.body(request_id),
            replayed: false,
        }
    }

    fn replay(saved: Saved) -> Self {
        Self { request_id: saved.request_id, status: saved.status, body: saved.body, replayed: true }
    }

    fn saved(&self, call: &Call) -> Saved {
        Saved {
            at: now(),
            path: call.path.clone(),
            parameters: call.params.canonical(),
            request_id: self.request_id.clone(),
            status: self.status,
            body: self.body.clone(),
        }
    }

    fn into_response(self) -> Response {
        let body = serde_json::to_string_pretty(&self.body).unwrap_or_default();
        let mut response = Response::builder()
            .status(self.status)
            .header(header::CONTENT_TYPE, "application/json")
            .header("Request-Id", self.request_id)
            .header("Stripe-Version", API_VERSION);
        if self.replayed {
            response = response.header("Idempotent-Replayed", "true");
        }
        response.body(Body::from(body)).unwrap_or_default()
    }
}
