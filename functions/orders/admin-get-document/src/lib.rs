//! `GET /admin/orders/{id}/documents/{document}`: renders an order's packing slip or invoice as a printable page.

mod paper;

use deserr::Deserr;
use shared::domain::fault::Faults;
use shared::domain::ids::OrderId;
use shared::http::{Access, Answer, Endpoint, HtmlPage, Path, Problem, Route};
use shared::store::{Purchases, ShopSettings};
use shared::telemetry;
use shared::vault::Vault;
use utoipa::{IntoParams, ToSchema};

use paper::Paper;

#[derive(Debug, Clone, Copy, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct DocumentPath {
    /// Id of the order.
    #[param(inline)]
    pub id: OrderId,
    /// Kind of the document.
    #[param(inline)]
    pub document: Document,
}

/// Printable document of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults)]
#[schema(example = "invoice")]
pub enum Document {
    /// Lists the contents of the parcel, without prices.
    #[deserr(rename = "packing-slip")]
    #[schema(rename = "packing-slip")]
    PackingSlip,
    /// Lists the amounts that were paid, and for which items.
    #[deserr(rename = "invoice")]
    #[schema(rename = "invoice")]
    Invoice,
}

pub struct AdminGetDocument;

impl Endpoint for AdminGetDocument {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/orders/{id}/documents/{document}", Access::FULFILMENT)
        .summary("Get an order's packing slip (without prices) or invoice as a printable HTML page.");
    type Deps = (Purchases, ShopSettings, Vault);
    type Input = Path<DocumentPath>;
    type Reply = HtmlPage;

    async fn handle((purchases, shop, vault): &Self::Deps, Path(path): Self::Input) -> Answer<Self> {
        telemetry::about(path.id);
        let order = purchases.order(path.id).await?.ok_or_else(Problem::not_found)?;
        let settings = shop.settings().await?;
        let customer = match &order.confidential {
            Some(sealed) => Some(vault.open(order.id, sealed).await?.customer),
            None => None,
        };
        let paper = Paper { order: &order, customer: customer.as_ref(), settings: &settings };
        Ok(HtmlPage { html: paper.printed(path.document)?, style: paper::STYLE })
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminGetDocument>()
}
