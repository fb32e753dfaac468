//! `POST /admin/orders/{id}/refunds`: requests a full or partial refund, or retries a failed one, or records that it was paid in another way.

use shared::api::order::OrderPath;
use shared::domain::ids::RefundId;
use shared::domain::purchase::{NewRefund, Refund, RefundStatus, StaffAction};
use shared::http::{Access, Answer, Created, Endpoint, Json, Now, Path, Principal, Problem, Route};
use shared::random;
use shared::store::PurchaseWriter;
use shared::telemetry::{self, Metric};

pub struct AdminRefundOrder;

impl Endpoint for AdminRefundOrder {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/orders/{id}/refunds", Access::ADMIN)
        .summary("Request a refund of up to the refundable amount, retry a failed refund, or record that it was paid in another way.")
        .problems(&[(409, "conflict"), (409, "refund_not_failed")]);
    type Deps = PurchaseWriter;
    type Input = (Principal, Path<OrderPath>, Json<NewRefund>, Now);
    type Reply = Created<Refund>;

    async fn handle(
        purchases: &Self::Deps,
        (principal, Path(path), Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        telemetry::about(path.id);
        let refund_id = RefundId::from_uuid(random::uuid(now));
        let action = StaffAction { actor: principal.actor(), at: now, refund_id };
        let requested = purchases.amend(path.id, |purchase| -> Result<_, Problem> {
            Ok(Some(purchase.request_refund(&body, &action)?.1))
        });
        let change = requested.await?.ok_or_else(Problem::conflict)?;
        let refund = change.refunds().first().cloned().ok_or_else(Problem::conflict)?;
        if refund.status == RefundStatus::Requested {
            telemetry::count(Metric::RefundRequested, now);
        }
        Ok(Created(refund))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminRefundOrder>()
}
