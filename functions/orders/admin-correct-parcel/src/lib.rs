//! `PUT /admin/orders/{id}/parcels`: corrects the tracking details of a shipped parcel.

use shared::api::order::{OrderPath, OrderSummary};
use shared::domain::purchase::ParcelCorrection;
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Path, Principal, Problem, Route};
use shared::store::PurchaseWriter;
use shared::telemetry;

pub struct AdminCorrectParcel;

impl Endpoint for AdminCorrectParcel {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::put("/admin/orders/{id}/parcels", Access::FULFILMENT)
        .summary("Correct the carrier and tracking number of a shipped parcel, optionally with a mail to the customer.")
        .problems(&[(409, "conflict"), (409, "wrong_state")]);
    type Deps = PurchaseWriter;
    type Input = (Principal, Path<OrderPath>, Json<ParcelCorrection>, Now);
    type Reply = Ok200<OrderSummary>;

    async fn handle(
        purchases: &Self::Deps,
        (principal, Path(path), Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        telemetry::about(path.id);
        let actor = &principal.actor();
        let changed = purchases
            .amend(path.id, |purchase| Ok::<_, Problem>(Some(purchase.correct_parcel(&body, actor, now)?)));
        OrderSummary::after(changed.await?, now).map(Ok200)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminCorrectParcel>()
}
