//! `POST /checkouts`: freezes the cart, opens a payment page and returns its URL.
//!
//! After each step, a retry with the same `Idempotency-Key` continues from there. A cart has one open page at most.

mod agree;
mod begin;
mod cart;
mod page;
mod request;

use shared::domain::purchase::PurchaseState;
use shared::http::{
    Access, Answer, Created, Endpoint, IdempotencyKey, Json, Now, Problem, Route, SourceAddress,
};
use shared::start::{CheckoutTurns, StorefrontUrl};
use shared::store::{PurchaseWriter, StoreError};
use shared::telemetry::{self, Metric};
use shared_stripe::StripePayments;

pub use request::{CheckoutReply, CheckoutRequest};

pub type Deps = (PurchaseWriter, StripePayments, StorefrontUrl, CheckoutTurns);

pub struct StartCheckout;

impl Endpoint for StartCheckout {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/checkouts", Access::Public)
        .summary("Start a purchase: price the cart again, freeze it, and open a Stripe Checkout Session.")
        .problems(&[
            (409, "price_increased"),
            (409, "ship_by_later"),
            (409, "checkout_closed"),
            (409, "already_paid"),
            (409, "conflict"),
            (422, "checkout_refused"),
            (422, "idempotency_key_reused"),
            (429, "too_many_requests"),
        ]);
    type Deps = Deps;
    type Input = (SourceAddress, IdempotencyKey, Json<CheckoutRequest>, Now);
    type Reply = Created<CheckoutReply>;

    async fn handle(
        deps: &Self::Deps,
        (SourceAddress(source), IdempotencyKey(key), Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let (purchases, _, _, turns) = deps;
        let turn = turns.turn("CHECKOUT", &source, now);
        let mut checkout = begin::begin(deps, &key, &body, &turn, now).await?;
        telemetry::about(checkout.id);
        if checkout.state == PurchaseState::Cart {
            let session = page::open_page(deps, &checkout, now).await?;
            match begin::opened(purchases, &checkout, body.cart_id.as_ref(), session, now).await {
                Ok(session) => {
                    telemetry::count(Metric::CheckoutStarted, now);
                    return Ok(Created(CheckoutReply::new(checkout.id, session)));
                }
                // A concurrent duplicate of this request was faster, whose page is the purchase's page, or the cart was
                // changed in another tab, which has its own.
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
            checkout = purchases.checkout(checkout.id).await?.ok_or_else(Problem::not_found)?;
        }
        let session = checkout.session.filter(|_| checkout.state == PurchaseState::PendingPayment);
        session.map(|session| Created(CheckoutReply::new(checkout.id, session))).ok_or_else(request::closed)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<StartCheckout>()
}
