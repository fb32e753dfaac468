//! `POST /admin/orders/{id}/refunds`: staff give money back, in part or in whole, or try again what failed.

use async_trait::async_trait;
use shared::api::order::OrderPath;
use shared::config::StartError;
use shared::domain::ids::RefundId;
use shared::domain::refund::Refund;
use shared::fulfilment::{Act, NewRefund, refund};
use shared::http::{Access, Call, Created, Endpoint, Json, NoParams, Problem, Route, method};
use shared::random;
use shared::start::{Env, FromEnv};
use shared::store::Store;
use shared::telemetry::{self, Metric};

/// Changes purchases. Stripe is asked later, by what follows from the change.
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
pub struct AdminRefundOrder;

impl Endpoint for AdminRefundOrder {
    const ROUTE: Route = Route {
        function: "admin-refund-order",
        method: method::POST,
        path: "/admin/orders/{id}/refunds",
        access: Access::ADMIN,
        summary: "Request a refund of up to the refundable amount, or retry a failed refund.",
        problems: &[(404, "not_found"), (409, "conflict"), (409, "refund_not_failed")],
    };
    type Deps = Deps;
    type Path = OrderPath;
    type Query = NoParams;
    type Body = Json<NewRefund>;
    type Reply = Created<Refund>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Created<Refund>, Problem> {
        telemetry::about(call.path.id);
        let refund_id = RefundId::from_uuid(random::uuid(call.now));
        let act = Act { actor: call.principal()?.actor(), at: call.now, refund_id };
        let purchase = deps.store.purchase(call.path.id).await?.ok_or_else(Problem::not_found)?;
        let (refund, change) = refund(purchase, &call.body.0, &act)?;
        deps.store.change(change, &[], random::bytes::<1>()?[0]).await?;
        telemetry::count(Metric::RefundRequested, call.now);
        Ok(Created(refund))
    }
}
