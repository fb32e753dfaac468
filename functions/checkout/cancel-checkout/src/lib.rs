//! `POST /checkouts/{id}/cancel`: the customer changes their mind before paying.

use deserr::Deserr;
use serde::Serialize;
use shared::domain::fault::Faults;
use shared::domain::ids::OrderId;
use shared::domain::purchase::{Actor, PurchaseState};
use shared::domain::settlement::WhyCancelled;
use shared::domain::text::Text;
use shared::http::{Access, Answer, Endpoint, Now, Ok200, Path, Problem, Route};
use shared::store::purchases::{Change, Purchase};
use shared::store::{Store, StoreError};
use shared::telemetry::{self, Metric};
use shared::{payment_end, random};
use shared_stripe::StripePayments;
use utoipa::{IntoParams, ToSchema};

/// Which purchase.
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
        .problems(&[(409, "already_paid"), (409, "conflict")]);
    type Deps = (Store, StripePayments);
    type Input = (Path<CheckoutPath>, Now);
    type Reply = Ok200<Cancelled>;

    async fn handle((store, payments): &Self::Deps, (Path(path), Now(now)): Self::Input) -> Answer<Self> {
        let id = path.id;
        telemetry::about(id);
        let purchase = store.purchase(id).await?.ok_or_else(Problem::not_found)?;
        match (purchase.state(), purchase.checkout.session.clone()) {
            (PurchaseState::Cancelled, _) => {}
            (PurchaseState::PendingPayment, Some(session)) => {
                payment_end::close_page(payments.as_ref(), &session.id).await?;
                cancel(store, purchase, now).await?;
            }
            (PurchaseState::Cart | PurchaseState::PendingPayment, _) => return Err(Problem::not_found()),
            _ => return Err(payment_end::already_paid()),
        }
        Ok(Ok200(Cancelled { checkout_id: id, state: PurchaseState::Cancelled }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<CancelCheckout>()
}

async fn cancel(store: &Store, purchase: Purchase, now: jiff::Timestamp) -> Result<(), Problem> {
    let id = purchase.checkout.id;
    let mut change = Change::of(purchase);
    let reason = Text::fixed("cancelled by the customer");
    payment_end::cancel(&mut change, Actor::Customer, WhyCancelled::Customer, reason, now)?;
    let shard = random::bytes::<1>()?[0];
    match store.change(change, &[], shard).await {
        // Stripe's word that the page is closed, or was paid before, came first.
        Err(StoreError::Conflict) => match store.checkout(id).await?.map(|checkout| checkout.state) {
            Some(PurchaseState::Cancelled) => Ok(()),
            _ => Err(payment_end::already_paid()),
        },
        written => {
            written?;
            telemetry::count(Metric::CheckoutCancelled, now);
            Ok(())
        }
    }
}
