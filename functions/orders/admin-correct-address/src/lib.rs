//! `PUT /admin/orders/{id}/shipping-address`: corrects the shipping address of an order that is still to be shipped.

mod correction;

use shared::api::order::{OrderPath, OrderSummary};
use shared::domain::purchase::{Purchase, Sealed};
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Path, Principal, Problem, Route};
use shared::store::PurchaseWriter;
use shared::telemetry;
use shared::vault::Vault;

pub use correction::AddressCorrection;

pub struct AdminCorrectAddress;

impl Endpoint for AdminCorrectAddress {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::put("/admin/orders/{id}/shipping-address", Access::FULFILMENT)
        .summary("Correct the recipient and shipping address of an order that is still to be shipped.")
        .problems(&[(409, "conflict"), (409, "customer_erased"), (409, "wrong_state")]);
    type Deps = (PurchaseWriter, Vault);
    type Input = (Principal, Path<OrderPath>, Json<AddressCorrection>, Now);
    type Reply = Ok200<OrderSummary>;

    async fn handle(
        (purchases, vault): &Self::Deps,
        (principal, Path(path), Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        telemetry::about(path.id);
        let (body, actor) = (&body, &principal.actor());
        let corrected = purchases.amend_async(path.id, |purchase| async move {
            let sealed = sealed(vault, &purchase, body).await?;
            Ok::<_, Problem>(Some(purchase.correct_address(body.version, sealed, actor, now)?))
        });
        OrderSummary::after(corrected.await?, now).map(Ok200)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminCorrectAddress>()
}

/// Seals the customer with the corrected address under the order's own key. The order is checked first, so that a refused
/// request costs no call to KMS.
async fn sealed(vault: &Vault, purchase: &Purchase, body: &AddressCorrection) -> Result<Sealed, Problem> {
    let (order, sealed) = purchase.address_to_correct(body.version)?;
    let key = vault.unlock(order.id, sealed).await?;
    let mut confidential = key.open(sealed)?;
    confidential.customer = body.applied(&order.quote.country, confidential.customer)?;
    Ok(key.reseal(sealed, &confidential)?)
}
