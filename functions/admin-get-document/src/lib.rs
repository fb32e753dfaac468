//! `GET /admin/orders/{id}/documents/{document}`: an order's packing slip or invoice, ready to print.

mod paper;

use async_trait::async_trait;
use deserr::Deserr;
use shared::config::StartError;
use shared::domain::fault::Faults;
use shared::domain::ids::OrderId;
use shared::http::{Access, Call, Endpoint, HtmlPage, NoBody, NoParams, Problem, Route, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;
use shared::telemetry;
use shared::vault::Vault;
use utoipa::{IntoParams, ToSchema};

use paper::Paper;

/// Reads orders and settings, and opens what is sealed.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// The vault.
    pub vault: Vault,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await?, vault: env.vault()? })
    }
}

/// Which document of which order.
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
    /// What lies in the parcel, without prices.
    #[deserr(rename = "packing-slip")]
    #[schema(rename = "packing-slip")]
    PackingSlip,
    /// What was paid, and for what.
    #[deserr(rename = "invoice")]
    #[schema(rename = "invoice")]
    Invoice,
}

/// The endpoint.
pub struct AdminGetDocument;

impl Endpoint for AdminGetDocument {
    const ROUTE: Route = Route {
        function: "admin-get-document",
        method: method::GET,
        path: "/admin/orders/{id}/documents/{document}",
        access: Access::FULFILMENT,
        summary: "Get an order's packing slip (without prices) or invoice as a printable HTML page.",
        problems: &[(404, "not_found")],
    };
    type Deps = Deps;
    type Path = DocumentPath;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = HtmlPage;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<HtmlPage, Problem> {
        telemetry::about(call.path.id);
        let order = deps.store.order(call.path.id).await?.ok_or_else(Problem::not_found)?;
        let settings = deps.store.settings().await?;
        let customer = match &order.confidential {
            Some(sealed) => Some(deps.vault.open(order.id, sealed).await?.customer),
            None => None,
        };
        let paper = Paper { order: &order, customer: customer.as_ref(), settings: &settings };
        let html = paper.printed(call.path.document).map_err(Problem::internal)?;
        Ok(HtmlPage { html, style: paper::STYLE })
    }
}
