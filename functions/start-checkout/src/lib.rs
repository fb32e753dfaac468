//! `POST /checkouts`: freeze the cart, open a payment page, and answer where to pay.
//!
//! Each step leaves the purchase where the same `Idempotency-Key` finishes the job.

mod begin;
mod request;

use std::sync::Arc;

use async_trait::async_trait;
use shared::config::{self, StartError};
use shared::domain::purchase::PurchaseState;
use shared::http::{Access, Call, Created, Endpoint, Json, NoParams, Problem, Route, method};
use shared::payments::{OpenedSession, Payments, PaymentsError, SessionRequest};
use shared::start::{Env, FromEnv};
use shared::store::items::{CheckoutItem, SessionRef};
use shared::store::{Store, StoreError};
use shared::telemetry::{self, Metric};

pub use request::{CheckoutReply, CheckoutRequest};

/// Reads products, writes purchases, and opens payment pages.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// Stripe.
    pub payments: Arc<dyn Payments>,
    /// The storefront's address, without a slash at its end.
    pub storefront_url: String,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let storefront_url = config::required("STOREFRONT_URL")?;
        Ok(Self { store: env.store().await?, payments: shared_stripe::from_env(env).await?, storefront_url })
    }
}

/// The endpoint.
pub struct StartCheckout;

impl Endpoint for StartCheckout {
    const ROUTE: Route = Route {
        function: "start-checkout",
        method: method::POST,
        path: "/checkouts",
        access: Access::Public,
        summary: "Start a purchase: price the cart again, freeze it, and open a Stripe Checkout Session.",
        problems: &[
            (400, "idempotency_key_required"),
            (409, "price_increased"),
            (409, "checkout_closed"),
            (422, "idempotency_key_reused"),
        ],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = Json<CheckoutRequest>;
    type Reply = Created<CheckoutReply>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Created<CheckoutReply>, Problem> {
        let key = request::idempotency_key(call.header("idempotency-key"))?;
        let Json(body) = call.body;
        let checkout = begin::begin(&deps.store, key, &body, call.now).await?;
        telemetry::about(checkout.id);
        if checkout.state == PurchaseState::Cart {
            let session = open_page(deps, &checkout, call.now).await?;
            match begin::opened(&deps.store, &checkout, session, call.now).await {
                Ok(session) => {
                    telemetry::count(Metric::CheckoutStarted, call.now);
                    return Ok(Created(CheckoutReply::new(checkout.id, session)));
                }
                // The same request, sent twice, was quicker: its page is the purchase's page.
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let present = deps.store.checkout(checkout.id).await?.ok_or_else(Problem::not_found)?;
        let session = present.session.filter(|_| present.state == PurchaseState::PendingPayment);
        session.map(|session| Created(CheckoutReply::new(present.id, session))).ok_or_else(request::closed)
    }
}

/// Stripe's payment page, the same one however often it is asked for.
async fn open_page(
    deps: &Deps,
    checkout: &CheckoutItem,
    now: jiff::Timestamp,
) -> Result<SessionRef, Problem> {
    begin::still_in_time(checkout, now)?;
    let mut request = SessionRequest {
        order_id: checkout.id,
        attempt: 1,
        quote: checkout.quote.clone(),
        expires_at: checkout.closes_at,
        success_url: format!("{}/checkout/{}/done", deps.storefront_url, checkout.id),
        cancel_url: format!("{}/checkout/{}/back", deps.storefront_url, checkout.id),
        automatic_tax: checkout.automatic_tax,
    };
    let mut further = further_attempts(checkout.created_at, now);
    loop {
        let failed = match deps.payments.open_session(&request).await {
            Ok(OpenedSession { id, url, expires_at }) => return Ok(SessionRef { id, url, expires_at }),
            Err(failed) => failed,
        };
        match further.next().filter(|_| matches!(failed, PaymentsError::FailedForKey(_))) {
            Some(attempt) => request.attempt = attempt,
            None => return Err(failed.into()),
        }
    }
}

/// Stripe replays a saved 500 for its key for a day, so another attempt takes another key: first the next one, then one
/// that only this second has, for the purchase must not be stuck with keys that all have failed before.
fn further_attempts(begun: jiff::Timestamp, now: jiff::Timestamp) -> impl Iterator<Item = u32> {
    let seconds = u32::try_from(now.duration_since(begun).as_secs()).unwrap_or(0);
    [2, seconds.saturating_add(3)].into_iter()
}
