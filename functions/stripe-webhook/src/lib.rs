//! `POST /webhooks/stripe`: a signed hint from Stripe becomes a message in the payments queue, and nothing more.

use std::sync::Arc;

use async_trait::async_trait;
use lambda_http::http::StatusCode;
use shared::config::StartError;
use shared::customer::Private;
use shared::http::{Access, Call, Endpoint, NoContent, NoParams, Problem, RawBody, Route, method};
use shared::payments::hint::PaymentHint;
use shared::payments::signature;
use shared::queue::{Fifo, Queue, send};
use shared::start::{Env, FromEnv};

/// Knows the webhook's secret and the payments queue.
pub struct Deps {
    /// Stripe's signing secret.
    pub secret: Private<String>,
    /// The payments queue.
    pub payments: Arc<dyn Queue>,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self {
            secret: env.secret("STRIPE_WEBHOOK_SECRET").await?,
            payments: env.queue("PAYMENTS_QUEUE_URL")?,
        })
    }
}

/// The endpoint.
pub struct StripeWebhook;

impl Endpoint for StripeWebhook {
    const ROUTE: Route = Route {
        function: "stripe-webhook",
        method: method::POST,
        path: "/webhooks/stripe",
        access: Access::StripeSignature,
        summary: "Receive a signed Stripe event. Acknowledged only after it has been enqueued.",
        problems: &[(400, "invalid_signature"), (400, "malformed_json"), (413, "body_too_large")],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = RawBody;
    type Reply = NoContent;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<NoContent, Problem> {
        let header = call.header("stripe-signature").unwrap_or_default();
        signature::verify(&call.body.0, header, deps.secret.reveal(), call.now).map_err(|error| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "invalid_signature",
                format!("The event was rejected: {error}."),
            )
        })?;
        let event = serde_json::from_slice(&call.body.0).map_err(|_| {
            Problem::new(StatusCode::BAD_REQUEST, "malformed_json", "The signed body is not valid JSON.")
        })?;
        if let Some(hint) = PaymentHint::from_event(&event) {
            let group = hint.group().to_owned();
            let once = hint.event_id().unwrap_or(&group).to_owned();
            send(deps.payments.as_ref(), &hint, Some(Fifo { group, once }))
                .await
                .map_err(Problem::unavailable)?;
        }
        Ok(NoContent)
    }
}
