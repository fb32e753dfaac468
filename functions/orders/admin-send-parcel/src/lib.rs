//! `POST /admin/orders/{id}/parcels`: adds a parcel with a part of an order.

use shared::api::order::{OrderPath, OrderSummary};
use shared::domain::purchase::NewParcel;
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Path, Principal, Problem, Route};
use shared::store::PurchaseWriter;
use shared::telemetry;

pub struct AdminSendParcel;

impl Endpoint for AdminSendParcel {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/orders/{id}/parcels", Access::FULFILMENT)
        .summary("Add a parcel with a part of an order, and send its mail. The order is shipped with the last parcel.")
        .problems(&[(409, "conflict"), (409, "payment_held"), (409, "wrong_state")]);
    type Deps = PurchaseWriter;
    type Input = (Principal, Path<OrderPath>, Json<NewParcel>, Now);
    type Reply = Ok200<OrderSummary>;

    async fn handle(
        purchases: &Self::Deps,
        (principal, Path(path), Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        telemetry::about(path.id);
        let actor = &principal.actor();
        let changed = purchases
            .amend(path.id, |purchase| Ok::<_, Problem>(Some(purchase.send_parcel(&body, actor, now)?)));
        OrderSummary::after(changed.await?, now).map(Ok200)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminSendParcel>()
}
