//! `POST /admin/orders/{id}/transitions`: staff move an order on, showing what the step needs.

use async_trait::async_trait;
use shared::config::StartError;
use shared::domain::ids::RefundId;
use shared::env::{Env, FromEnv};
use shared::fulfilment::{Act, TransitionRequest, transition};
use shared::http::{Access, Call, Endpoint, Json, NoParams, Ok200, Problem, Route, method};
use shared::random;
use shared::store::Store;
use shared::store::keys::utc_date;
use shared::telemetry::{self, Metric};
use shared::views::order::{OrderPath, OrderSummary};

/// Changes purchases.
pub struct Deps {
    /// The table.
    pub store: Store,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await? })
    }
}

/// The endpoint.
pub struct AdminTransitionOrder;

impl Endpoint for AdminTransitionOrder {
    const ROUTE: Route = Route {
        function: "admin-transition-order",
        method: method::POST,
        path: "/admin/orders/{id}/transitions",
        access: Access::Admin,
        summary: "Move an order on. Cancelling also asks for a refund of all that is left.",
        problems: &[(404, "not_found"), (409, "conflict"), (409, "illegal_transition")],
    };
    type Deps = Deps;
    type Path = OrderPath;
    type Query = NoParams;
    type Body = Json<TransitionRequest>;
    type Reply = Ok200<OrderSummary>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Ok200<OrderSummary>, Problem> {
        telemetry::about(call.path.id);
        let refund_id = RefundId::from_uuid(random::uuid(call.now));
        let act = Act { actor: call.principal()?.actor(), at: call.now, refund_id };
        let purchase = deps.store.purchase(call.path.id).await?.ok_or_else(Problem::not_found)?;
        let (order, change) = transition(purchase, &call.body.0, &act)?;
        let gives_back = !change.refunds.is_empty();
        deps.store.change(change, &[], random::bytes::<1>()?[0]).await?;
        telemetry::count(Metric::OrderTransitioned, call.now);
        if gives_back {
            telemetry::count(Metric::RefundRequested, call.now);
        }
        Ok(Ok200(OrderSummary::of(&order, utc_date(call.now))))
    }
}
