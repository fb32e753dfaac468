//! `POST /checkouts`: freezes the cart, opens a payment page and returns its URL.
//!
//! After each step, a retry with the same `Idempotency-Key` continues from there.

mod agree;
mod begin;
mod request;

use shared::domain::purchase::{Checkout, PurchaseState, SessionRef};
use shared::http::{Access, Answer, Created, Endpoint, IdempotencyKey, Json, Now, Problem, Route};
use shared::payments::{OpenedSession, PaymentsError, SessionRequest};
use shared::start::StorefrontUrl;
use shared::store::{PurchaseWriter, StoreError};
use shared::telemetry::{self, Metric};
use shared_stripe::StripePayments;

pub use request::{CheckoutReply, CheckoutRequest};

pub type Deps = (PurchaseWriter, StripePayments, StorefrontUrl);

pub struct StartCheckout;

impl Endpoint for StartCheckout {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/checkouts", Access::Public)
        .summary("Start a purchase: price the cart again, freeze it, and open a Stripe Checkout Session.")
        .problems(&[
            (409, "price_increased"),
            (409, "ship_by_later"),
            (409, "checkout_closed"),
            (422, "idempotency_key_reused"),
        ]);
    type Deps = Deps;
    type Input = (IdempotencyKey, Json<CheckoutRequest>, Now);
    type Reply = Created<CheckoutReply>;

    async fn handle(
        deps: &Self::Deps,
        (IdempotencyKey(key), Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let (purchases, ..) = deps;
        let checkout = begin::begin(purchases, key, &body, now).await?;
        telemetry::about(checkout.id);
        if checkout.state == PurchaseState::Cart {
            let session = open_page(deps, &checkout, now).await?;
            match begin::opened(purchases, &checkout, session, now).await {
                Ok(session) => {
                    telemetry::count(Metric::CheckoutStarted, now);
                    return Ok(Created(CheckoutReply::new(checkout.id, session)));
                }
                // A concurrent duplicate of this request was faster: its page is the purchase's page.
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let present = purchases.checkout(checkout.id).await?.ok_or_else(Problem::not_found)?;
        let session = present.session.filter(|_| present.state == PurchaseState::PendingPayment);
        session.map(|session| Created(CheckoutReply::new(present.id, session))).ok_or_else(request::closed)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<StartCheckout>()
}

/// Opens Stripe's payment page. Repeated calls return the same page.
async fn open_page(
    (_, payments, StorefrontUrl(storefront)): &Deps,
    checkout: &Checkout,
    now: jiff::Timestamp,
) -> Result<SessionRef, Problem> {
    begin::still_in_time(checkout, now)?;
    let mut request = SessionRequest {
        order_id: checkout.id,
        attempt: 1,
        quote: checkout.quote.clone(),
        expires_at: checkout.closes_at,
        success_url: format!("{}/checkout/{}/done", storefront, checkout.id),
        cancel_url: format!("{}/checkout/{}/back", storefront, checkout.id),
        automatic_tax: checkout.automatic_tax,
    };
    let mut further = further_attempts(checkout.created_at, now);
    loop {
        let failed = match payments.open_session(&request).await {
            Ok(OpenedSession { id, url, expires_at }) => return Ok(SessionRef { id, url, expires_at }),
            Err(failed) => failed,
        };
        match further.next().filter(|_| matches!(failed, PaymentsError::FailedForKey(_))) {
            Some(attempt) => request.attempt = attempt,
            None => return Err(failed.into()),
        }
    }
}

/// Returns the numbers of further attempts, each with its own idempotency key, because Stripe replays a saved 500 for a
/// key for a day: first the next number, then one that only this second has, so that the purchase is never stuck with
/// keys that have all failed before.
fn further_attempts(begun: jiff::Timestamp, now: jiff::Timestamp) -> impl Iterator<Item = u32> {
    let seconds = u32::try_from(now.duration_since(begun).as_secs()).unwrap_or(0);
    [2, seconds.saturating_add(3)].into_iter()
}
