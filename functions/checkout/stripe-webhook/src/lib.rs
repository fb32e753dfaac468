//! `POST /webhooks/stripe`: verifies Stripe's signature and enqueues a hint in the payments queue. It does nothing
//! else.

use shared::config::StartError;
use shared::customer::Private;
use shared::http::{
    Access, Answer, Endpoint, NoContent, Now, Problem, RawBody, Route, StatusCode, StripeSignature,
};
use shared::payments::hint::PaymentHint;
use shared::payments::signature;
use shared::queue::{Fifo, send};
use shared::start::{Env, FromEnv, PaymentsQueue};

/// The secret that Stripe signs with (`STRIPE_WEBHOOK_SECRET`).
pub struct WebhookSecret(pub Private<String>);

impl FromEnv for WebhookSecret {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        env.secret("STRIPE_WEBHOOK_SECRET").await.map(Self)
    }
}

pub struct StripeWebhook;

impl Endpoint for StripeWebhook {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/webhooks/stripe", Access::StripeSignature)
        .summary("Receive a signed Stripe event. Acknowledged only after it has been enqueued.")
        .problems(&[(400, "malformed_json")]);
    type Deps = (WebhookSecret, PaymentsQueue);
    type Input = (StripeSignature, RawBody, Now);
    type Reply = NoContent;

    async fn handle(
        (WebhookSecret(secret), payments): &Self::Deps,
        (StripeSignature(header), RawBody(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        signature::verify(&body, &header, secret.reveal(), now).map_err(|error| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "invalid_signature",
                format!("The event was rejected: {error}."),
            )
        })?;
        let event = serde_json::from_slice(&body).map_err(|_| {
            Problem::new(StatusCode::BAD_REQUEST, "malformed_json", "The signed body is not valid JSON.")
        })?;
        if let Some(hint) = PaymentHint::from_event(&event) {
            let group = hint.group().to_owned();
            let once = hint.event_id().unwrap_or(&group).to_owned();
            send(payments.as_ref(), &hint, Some(Fifo { group, once })).await.map_err(Problem::unavailable)?;
        }
        Ok(NoContent)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<StripeWebhook>()
}
