//! `POST /orders/{id}/cancel`: cancels an order for the holder of its secret link, before work on it begins.

use serde::Serialize;
use shared::api::order::OrderPath;
use shared::domain::ids::RefundId;
use shared::domain::purchase::{Purchase, PurchaseState};
use shared::http::{Access, Answer, BearerToken, Endpoint, Now, Ok200, Path, Problem, Route, SourceAddress};
use shared::random;
use shared::start::CheckoutTurns;
use shared::store::{PurchaseWriter, RateLimits};
use shared::telemetry::{self, Metric};
use shared::vault::TrackingSecret;
use utoipa::ToSchema;

/// State of the order after cancellation.
#[derive(Debug, Serialize, ToSchema)]
pub struct CancelledOrder {
    /// Always `cancelled` on success.
    pub state: PurchaseState,
}

pub struct CancelOrder;

impl Endpoint for CancelOrder {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/orders/{id}/cancel", Access::OrderSecret)
        .summary(
            "Cancel an order with the secret from its link, before work on it begins. Its payment is refunded \
            in full. Idempotent.",
        )
        .problems(&[(409, "conflict"), (409, "wrong_state"), (429, "too_many_requests")]);
    type Deps = (PurchaseWriter, RateLimits, CheckoutTurns);
    type Input = (BearerToken, SourceAddress, Path<OrderPath>, Now);
    type Reply = Ok200<CancelledOrder>;

    async fn handle(
        (purchases, limits, turns): &Self::Deps,
        (BearerToken(secret), SourceAddress(source), Path(path), Now(now)): Self::Input,
    ) -> Answer<Self> {
        telemetry::about(path.id);
        if !limits.take_turn(&turns.turn("CANCEL", &source, now)).await? {
            return Err(Problem::too_many_requests());
        }
        let refund_id = RefundId::from_uuid(random::uuid(now));
        let cancelled = purchases.amend(path.id, |purchase| {
            let known = TrackingSecret::opens(secret.reveal(), secret_hash(&purchase));
            if known { Ok(purchase.cancel_order(refund_id, now)?) } else { Err(Problem::not_found()) }
        });
        if let Some(change) = cancelled.await? {
            telemetry::count(Metric::OrderTransitioned, now);
            if !change.refunds().is_empty() {
                telemetry::count(Metric::RefundRequested, now);
            }
        }
        Ok(Ok200(CancelledOrder { state: PurchaseState::Cancelled }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<CancelOrder>()
}

/// Returns the hash of the secret that the customer's link has: the order's, or that of a payment under way.
fn secret_hash(purchase: &Purchase) -> Option<&str> {
    let order = purchase.order.as_ref().map(|order| order.secret_hash.as_deref());
    order.unwrap_or(purchase.checkout.secret_hash.as_deref())
}
