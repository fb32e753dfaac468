//! `PUT /admin/orders/{id}/ship-by`: changes the ship-by date of an order.

use shared::api::order::{OrderPath, OrderSummary};
use shared::domain::purchase::ShipByChange;
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Path, Principal, Problem, Route};
use shared::store::PurchaseWriter;
use shared::telemetry;

pub struct AdminChangeShipBy;

impl Endpoint for AdminChangeShipBy {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::put("/admin/orders/{id}/ship-by", Access::FULFILMENT)
        .summary("Change the ship-by date of an order that is still to be shipped, optionally with a mail to the customer.")
        .problems(&[(409, "conflict"), (409, "wrong_state")]);
    type Deps = PurchaseWriter;
    type Input = (Principal, Path<OrderPath>, Json<ShipByChange>, Now);
    type Reply = Ok200<OrderSummary>;

    async fn handle(
        purchases: &Self::Deps,
        (principal, Path(path), Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        telemetry::about(path.id);
        let actor = &principal.actor();
        let changed = purchases
            .amend(path.id, |purchase| Ok::<_, Problem>(Some(purchase.change_ship_by(&body, actor, now)?)));
        OrderSummary::after(changed.await?, now).map(Ok200)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminChangeShipBy>()
}
