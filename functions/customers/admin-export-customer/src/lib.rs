//! `POST /admin/customers/export`: exports all data that the shop stores about a customer, as JSON to hand to them.

mod opened;
mod view;

use jiff::Timestamp;
use shared::api::customer_orders::CustomerRequest;
use shared::domain::ids::OrderId;
use shared::domain::purchase::Actor;
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Principal, Problem, Route};
use shared::lookup::LookupKey;
use shared::store::{OrderLists, PurchaseWriter};
use shared::vault::Vault;
use tracing::Instrument;

use opened::Opened;
pub use view::{CustomerExport, CustomerNote, CustomerOrder, FailedOrder, SentMail};

pub struct AdminExportCustomer;

impl Endpoint for AdminExportCustomer {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/customers/export", Access::ADMIN).summary(
        "Export all data stored about a customer, identified by email address. The export is \
            recorded in each order's audit trail.",
    );
    type Deps = (OrderLists, PurchaseWriter, Vault, LookupKey);
    type Input = (Principal, Json<CustomerRequest>, Now);
    type Reply = Ok200<CustomerExport>;

    async fn handle(
        (lists, purchases, vault, lookup): &Self::Deps,
        (principal, Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        let found = body.orders(lists, lookup, now).await?;
        let (mut orders, mut failed) = (Vec::with_capacity(found.page.orders.len()), Vec::new());
        for purchase in &found.page.orders {
            let span = tracing::info_span!("order", purchase.id = %purchase.id());
            let result = async {
                // An order that cannot be read must not hide the others, nor the cursor.
                match handed_out(purchases, vault, purchase.id(), &actor, now).await {
                    Ok(exported) => orders.extend(exported),
                    Err(problem) => failed.push(FailedOrder::of(purchase, problem)),
                }
            };
            result.instrument(span).await;
        }
        Ok(Ok200(CustomerExport { exported_at: now, orders, failed, next_cursor: found.next_cursor }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminExportCustomer>()
}

/// Returns a purchase with its customer, once the export is recorded; none if it was erased in between.
async fn handed_out(
    purchases: &PurchaseWriter,
    vault: &Vault,
    id: OrderId,
    actor: &Actor,
    now: Timestamp,
) -> Result<Option<CustomerOrder>, Problem> {
    let exported = purchases.amend(id, |purchase| Ok::<_, Problem>(purchase.export(actor, now)));
    let Some(change) = exported.await? else { return Ok(None) };
    let purchase = change.before();
    let (Some(numbered), Some(sealed)) = (purchase.numbered(), purchase.confidential()) else {
        return Ok(None);
    };
    let key = vault.unlock(id, sealed).await?;
    let opened = Opened::of(sealed, &purchase.notes, &key)?;
    Ok(Some(CustomerOrder::of(&numbered, purchase, opened)))
}
