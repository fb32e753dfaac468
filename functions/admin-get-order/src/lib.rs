//! `GET /admin/orders/{id}`: everything about an order, its customer included, for staff.

mod view;

use async_trait::async_trait;
use shared::config::StartError;
use shared::domain::purchase::PurchaseState;
use shared::env::{Env, FromEnv};
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Ok200, Problem, Route, method};
use shared::store::Store;
use shared::store::keys::utc_date;
use shared::telemetry;
use shared::vault::Vault;
use shared::views::opened::Opened;
use shared::views::order::OrderPath;

pub use view::{AdminMail, AdminOrder};

/// Reads purchases, and opens what is sealed in them.
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

/// The endpoint.
pub struct AdminGetOrder;

impl Endpoint for AdminGetOrder {
    const ROUTE: Route = Route {
        function: "admin-get-order",
        method: method::GET,
        path: "/admin/orders/{id}",
        access: Access::ORDER_READERS,
        summary: "Show everything about an order: customer, lines, money, parcels, mails, notes, audit trail, next steps.",
        problems: &[(404, "not_found")],
    };
    type Deps = Deps;
    type Path = OrderPath;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = Ok200<AdminOrder>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Ok200<AdminOrder>, Problem> {
        telemetry::about(call.path.id);
        let purchase = deps.store.purchase(call.path.id).await?.ok_or_else(Problem::not_found)?;
        let today = utc_date(call.now);
        let principal = call.principal()?;
        let view = match (purchase.order.clone(), purchase.checkout.state) {
            (Some(order), _) => {
                let sealed = order.confidential.as_ref().filter(|_| principal.sees_customers());
                let opened = match sealed {
                    Some(sealed) => {
                        let key = deps.vault.unlock(order.id, sealed).await?;
                        Some(Opened::of(sealed, &purchase.notes, &key)?)
                    }
                    None => None,
                };
                AdminOrder::paid(&order, purchase, opened, today)
            }
            (None, PurchaseState::Cart) => return Err(Problem::not_found()),
            (None, _) => Ok(AdminOrder::unpaid(purchase)),
        };
        Ok(Ok200(view.map_err(Problem::internal)?.for_roles(&principal.roles)))
    }
}
