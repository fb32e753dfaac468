//! `POST /admin/orders/{id}/transitions`: staff move an order on, showing what the step needs.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use shared::api::order::{OrderPath, OrderSummary};
use shared::config::StartError;
use shared::domain::ids::{OrderId, RefundId};
use shared::domain::purchase::PurchaseState;
use shared::domain::time::utc_date;
use shared::fulfilment::{Act, TransitionRequest, cancel_unpaid, transition};
use shared::http::{Access, Call, Endpoint, Json, NoParams, Ok200, Principal, Problem, Role, Route, method};
use shared::payment_end::close_page;
use shared::payments::Payments;
use shared::random;
use shared::start::{Env, FromEnv};
use shared::store::Store;
use shared::store::items::CheckoutItem;
use shared::store::purchases::Purchase;
use shared::telemetry::{self, Metric};

/// Changes purchases, and closes the payment page of one that is cancelled before it is paid.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// Stripe.
    pub payments: Arc<dyn Payments>,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await?, payments: shared_stripe::from_env(env).await? })
    }
}

/// The endpoint.
pub struct AdminTransitionOrder;

impl Endpoint for AdminTransitionOrder {
    const ROUTE: Route = Route {
        function: "admin-transition-order",
        method: method::POST,
        path: "/admin/orders/{id}/transitions",
        access: Access::TRANSITIONS,
        summary: "Transition an order to its next state. Only admins can cancel; cancelling expires an open \
            payment page and requests a refund of the amount paid.",
        problems: &[
            (404, "not_found"),
            (409, "already_paid"),
            (409, "conflict"),
            (409, "illegal_transition"),
        ],
    };
    type Deps = Deps;
    type Path = OrderPath;
    type Query = NoParams;
    type Body = Json<TransitionRequest>;
    type Reply = Ok200<OrderSummary>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Ok200<OrderSummary>, Problem> {
        telemetry::about(call.path.id);
        step(deps, call.principal()?, call.path.id, &call.body.0, call.now).await.map(Ok200)
    }
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
    let purchase = deps.store.purchase(id).await?.ok_or_else(Problem::not_found)?;
    if purchase.order.is_none() {
        return cancel_before_payment(deps, purchase, request, &act).await;
    }
    let (order, change) = transition(purchase, request, &act)?;
    let gives_back = !change.refunds.is_empty();
    deps.store.change(change, &[], random::bytes::<1>()?[0]).await?;
    telemetry::count(Metric::OrderTransitioned, now);
    if gives_back {
        telemetry::count(Metric::RefundRequested, now);
    }
    Ok(OrderSummary::of(&order, utc_date(now)))
}

/// The change is judged first, then the page closed, then the change written. Should the last fail, Stripe's word that
/// the page has expired cancels the purchase all the same.
async fn cancel_before_payment(
    deps: &Deps,
    purchase: Purchase,
    request: &TransitionRequest,
    act: &Act,
) -> Result<OrderSummary, Problem> {
    let change = cancel_unpaid(purchase, request, act)?;
    if let Some(session) = &change.before.checkout.session {
        close_page(deps.payments.as_ref(), &session.id).await?;
    }
    let checkout = change.checkout.clone().unwrap_or_else(|| change.before.checkout.clone());
    deps.store.change(change, &[], random::bytes::<1>()?[0]).await?;
    telemetry::count(Metric::CheckoutCancelled, act.at);
    let version = checkout.version.saturating_add(1);
    Ok(OrderSummary::unpaid(&CheckoutItem { version, ..checkout }))
}
