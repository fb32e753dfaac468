//! `POST /checkouts/{id}/cancel`: cancels an unpaid purchase for its customer.

use std::sync::atomic::AtomicBool;

use deserr::Deserr;
use serde::Serialize;
use shared::domain::fault::Faults;
use shared::domain::ids::OrderId;
use shared::domain::purchase::PurchaseState;
use shared::http::{Access, Answer, Endpoint, Now, Ok200, Path, Problem, Route, SourceAddress};
use shared::payment_end;
use shared::start::CheckoutTurns;
use shared::store::{PurchaseWriter, RateLimits};
use shared::telemetry::{self, Metric};
use shared_stripe::StripePayments;
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct CheckoutPath {
    /// Id of the checkout.
    pub id: OrderId,
}

/// State of the purchase after cancellation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cancelled {
    /// Id of the checkout.
    pub checkout_id: OrderId,
    /// Always `cancelled` on success.
    pub state: PurchaseState,
}

pub struct CancelCheckout;

impl Endpoint for CancelCheckout {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/checkouts/{id}/cancel", Access::Public)
        .summary("Cancel an unpaid purchase. Its payment page is expired first.")
        .problems(&[(409, "already_paid"), (409, "conflict"), (429, "too_many_requests")]);
    type Deps = (PurchaseWriter, StripePayments, RateLimits, CheckoutTurns);
    type Input = (SourceAddress, Path<CheckoutPath>, Now);
    type Reply = Ok200<Cancelled>;

    async fn handle(
        (purchases, payments, limits, turns): &Self::Deps,
        (SourceAddress(source), Path(path), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let id = path.id;
        telemetry::about(id);
        if !limits.take_turn(&turns.turn("CANCEL", &source, now)).await? {
            return Err(Problem::too_many_requests());
        }
        let page_closed = &AtomicBool::new(false);
        let cancelled = purchases.amend_async(id, |purchase| {
            let detail = "cancelled by the customer";
            payment_end::cancel_for_customer(payments.as_ref(), purchase, detail, page_closed, now)
        });
        if cancelled.await?.is_some_and(|change| change.ends_unpaid()) {
            telemetry::count(Metric::CheckoutCancelled, now);
        }
        Ok(Ok200(Cancelled { checkout_id: id, state: PurchaseState::Cancelled }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<CancelCheckout>()
}
