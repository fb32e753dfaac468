//! `POST /checkouts/{id}/cancel`: cancels an unpaid purchase for its customer.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use deserr::Deserr;
use jiff::Timestamp;
use serde::Serialize;
use shared::domain::fault::Faults;
use shared::domain::ids::OrderId;
use shared::domain::purchase::{Actor, CancellationReason, Change, Purchase, PurchaseState};
use shared::domain::text::Text;
use shared::http::{Access, Answer, Endpoint, Now, Ok200, Path, Problem, Route};
use shared::payment_end;
use shared::payments::Payments;
use shared::store::PurchaseWriter;
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
        .problems(&[(409, "already_paid"), (409, "conflict")]);
    type Deps = (PurchaseWriter, StripePayments);
    type Input = (Path<CheckoutPath>, Now);
    type Reply = Ok200<Cancelled>;

    async fn handle((purchases, payments): &Self::Deps, (Path(path), Now(now)): Self::Input) -> Answer<Self> {
        let id = path.id;
        telemetry::about(id);
        let page_closed = &AtomicBool::new(false);
        let cancelled =
            purchases.amend_async(id, |purchase| cancelled(payments.as_ref(), purchase, page_closed, now));
        if cancelled.await?.is_some() {
            telemetry::count(Metric::CheckoutCancelled, now);
        }
        Ok(Ok200(Cancelled { checkout_id: id, state: PurchaseState::Cancelled }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<CancelCheckout>()
}

/// Closes the payment page and cancels the purchase, unless it is cancelled already or was paid first. If this request
/// closed the page and Stripe's event about that was faster, adds that the customer did it.
async fn cancelled(
    payments: &dyn Payments,
    purchase: Purchase,
    page_closed: &AtomicBool,
    now: Timestamp,
) -> Result<Option<Change>, Problem> {
    let detail = Text::fixed("cancelled by the customer");
    match (purchase.state(), &purchase.checkout.session) {
        (PurchaseState::Cancelled, _) if page_closed.load(Relaxed) => {
            Ok(purchase.claim_expiry(CancellationReason::Customer, &detail, &Actor::Customer, now))
        }
        (PurchaseState::Cancelled, _) => Ok(None),
        (PurchaseState::PendingPayment, Some(session)) => {
            payment_end::close_page(payments, &session.id).await?;
            page_closed.store(true, Relaxed);
            Ok(Some(purchase.cancel(CancellationReason::Customer, detail, &Actor::Customer, now)?))
        }
        (PurchaseState::Cart | PurchaseState::PendingPayment, _) => Err(Problem::not_found()),
        _ => Err(payment_end::already_paid()),
    }
}
