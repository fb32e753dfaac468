//! `POST /admin/orders/{id}/transitions`: transitions an order, with the evidence that the step requires.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use jiff::Timestamp;
use shared::api::order::{OrderPath, OrderSummary};
use shared::domain::ids::{OrderId, RefundId};
use shared::domain::purchase::{
    CancellationReason, Change, Purchase, PurchaseState, StaffAction, TransitionRequest,
};
use shared::domain::time::utc_date;
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Path, Principal, Problem, Role, Route};
use shared::payment_end::close_page;
use shared::payments::Payments;
use shared::random;
use shared::store::PurchaseWriter;
use shared::telemetry::{self, Metric};
use shared_stripe::StripePayments;

pub type Deps = (PurchaseWriter, StripePayments);

pub struct AdminTransitionOrder;

impl Endpoint for AdminTransitionOrder {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/orders/{id}/transitions", Access::TRANSITIONS)
        .summary(
            "Transition an order to its next state. Only admins can cancel; cancelling expires an open \
            payment page and requests a refund of the amount paid.",
        )
        .problems(&[
            (409, "already_paid"),
            (409, "conflict"),
            (409, "illegal_transition"),
            (409, "payment_held"),
        ]);
    type Deps = Deps;
    type Input = (Principal, Path<OrderPath>, Json<TransitionRequest>, Now);
    type Reply = Ok200<OrderSummary>;

    async fn handle(
        deps: &Self::Deps,
        (principal, Path(path), Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        telemetry::about(path.id);
        step(deps, &principal, path.id, &body, now).await.map(Ok200)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminTransitionOrder>()
}

/// Transitions an order, and returns its summary afterwards.
pub async fn step(
    deps: &Deps,
    principal: &Principal,
    id: OrderId,
    request: &TransitionRequest,
    now: Timestamp,
) -> Result<OrderSummary, Problem> {
    if request.to == PurchaseState::Cancelled {
        // Cancelling refunds money.
        principal.needs(&[Role::Admin])?;
    }
    let refund_id = RefundId::from_uuid(random::uuid(now));
    let action = &StaffAction { actor: principal.actor(), at: now, refund_id };
    let (purchases, payments) = deps;
    let page_closed = &AtomicBool::new(false);
    let moved = purchases.amend_async(id, |purchase| async move {
        if purchase.order.is_some() {
            return Ok::<_, Problem>(Some(purchase.transition(request, action)?));
        }
        if page_closed.load(Relaxed)
            && let Some(reason) = &request.reason
            && let Some(change) =
                purchase.clone().claim_expiry(CancellationReason::Staff, reason, &action.actor, now)
        {
            return Ok(Some(change));
        }
        let change = cancel_before_payment(payments.as_ref(), purchase, request, action).await?;
        page_closed.store(true, Relaxed);
        Ok(Some(change))
    });
    let change = Box::pin(moved).await?.ok_or_else(Problem::conflict)?;
    let after = change.after().map_err(Problem::internal)?;
    let Some(order) = &after.order else {
        if change.ends_unpaid() {
            telemetry::count(Metric::CheckoutCancelled, now);
        }
        return Ok(OrderSummary::unpaid(&after.checkout));
    };
    telemetry::count(Metric::OrderTransitioned, now);
    if !change.refunds().is_empty() {
        telemetry::count(Metric::RefundRequested, now);
    }
    Ok(OrderSummary::of(order, utc_date(now)))
}

/// Decides the change first, then closes the page, so that a refused request closes nothing. If the change cannot be
/// written afterwards, Stripe's event that the page has expired cancels the purchase anyway. If that event is faster, the
/// next attempt adds the reason.
async fn cancel_before_payment(
    payments: &dyn Payments,
    purchase: Purchase,
    request: &TransitionRequest,
    action: &StaffAction,
) -> Result<Change, Problem> {
    let change = purchase.cancel_unpaid(request, action)?;
    if let Some(session) = &change.before().checkout.session {
        close_page(payments, &session.id).await?;
    }
    Ok(change)
}
