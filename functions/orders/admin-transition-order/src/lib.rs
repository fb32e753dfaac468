//! `POST /admin/orders/{id}/transitions`: staff move an order on, showing what the step needs.

use jiff::Timestamp;
use shared::api::order::{OrderPath, OrderSummary};
use shared::domain::ids::{OrderId, RefundId};
use shared::domain::purchase::PurchaseState;
use shared::domain::time::utc_date;
use shared::fulfilment::{Act, TransitionRequest, cancel_unpaid, transition};
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Path, Principal, Problem, Role, Route};
use shared::payment_end::close_page;
use shared::random;
use shared::store::Store;
use shared::store::items::CheckoutItem;
use shared::store::purchases::Purchase;
use shared::telemetry::{self, Metric};
use shared_stripe::StripePayments;

pub type Deps = (Store, StripePayments);

pub struct AdminTransitionOrder;

impl Endpoint for AdminTransitionOrder {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/orders/{id}/transitions", Access::TRANSITIONS)
        .summary(
            "Transition an order to its next state. Only admins can cancel; cancelling expires an open \
            payment page and requests a refund of the amount paid.",
        )
        .problems(&[(409, "already_paid"), (409, "conflict"), (409, "illegal_transition")]);
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

/// Moves an order on, and tells how it stands then.
pub async fn step(
    deps: &Deps,
    principal: &Principal,
    id: OrderId,
    request: &TransitionRequest,
    now: Timestamp,
) -> Result<OrderSummary, Problem> {
    if request.to == PurchaseState::Cancelled {
        // Cancelling gives money back.
        principal.needs(&[Role::Admin])?;
    }
    let refund_id = RefundId::from_uuid(random::uuid(now));
    let act = Act { actor: principal.actor(), at: now, refund_id };
    let (store, _) = deps;
    let purchase = store.purchase(id).await?.ok_or_else(Problem::not_found)?;
    if purchase.order.is_none() {
        return cancel_before_payment(deps, purchase, request, &act).await;
    }
    let (order, change) = transition(purchase, request, &act)?;
    let gives_back = !change.refunds.is_empty();
    store.change(change, &[], random::bytes::<1>()?[0]).await?;
    telemetry::count(Metric::OrderTransitioned, now);
    if gives_back {
        telemetry::count(Metric::RefundRequested, now);
    }
    Ok(OrderSummary::of(&order, utc_date(now)))
}

/// The change is judged first, then the page closed, then the change written. Should the last fail, Stripe's word that
/// the page has expired cancels the purchase all the same.
async fn cancel_before_payment(
    (store, payments): &Deps,
    purchase: Purchase,
    request: &TransitionRequest,
    act: &Act,
) -> Result<OrderSummary, Problem> {
    let change = cancel_unpaid(purchase, request, act)?;
    if let Some(session) = &change.before.checkout.session {
        close_page(payments.as_ref(), &session.id).await?;
    }
    let checkout = change.checkout.clone().unwrap_or_else(|| change.before.checkout.clone());
    store.change(change, &[], random::bytes::<1>()?[0]).await?;
    telemetry::count(Metric::CheckoutCancelled, act.at);
    let version = checkout.version.saturating_add(1);
    Ok(OrderSummary::unpaid(&CheckoutItem { version, ..checkout }))
}
