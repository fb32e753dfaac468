//! `GET /orders/{id}`: returns an order, or a purchase whose payment is under way, to the holder of its secret link, without
//! the customer's name and address.

mod timeline;
mod view;

use shared::api::order::OrderPath;
use shared::http::{Access, Answer, BearerToken, Endpoint, Ok200, Path, Problem, Route};
use shared::store::Purchases;
use shared::telemetry;
use shared::vault::TrackingSecret;

pub use timeline::TimelineEntry;
pub use view::{TrackedChoice, TrackedLine, TrackedOrder, TrackedParcel, TrackedRefund};

pub struct TrackOrder;

impl Endpoint for TrackOrder {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/orders/{id}", Access::OrderSecret)
        .summary("Track an order, or a payment under way, with the secret from its link.");
    type Deps = Purchases;
    type Input = (BearerToken, Path<OrderPath>);
    type Reply = Ok200<TrackedOrder>;

    async fn handle(purchases: &Self::Deps, (BearerToken(secret), Path(path)): Self::Input) -> Answer<Self> {
        telemetry::about(path.id);
        let found = purchases.numbered_with_refunds(path.id).await?;
        let hash = found.as_ref().and_then(|(purchase, _)| purchase.secret_hash());
        let known = TrackingSecret::opens(secret.reveal(), hash);
        let (purchase, refunds) = found.filter(|_| known).ok_or_else(Problem::not_found)?;
        let tracked = TrackedOrder::of(&purchase, &refunds).map_err(Problem::internal)?;
        Ok(Ok200(tracked))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<TrackOrder>()
}
