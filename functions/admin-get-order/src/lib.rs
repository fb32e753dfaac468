//! `GET /admin/orders/{id}`: everything about an order, for staff; its customer only when asked for.

mod revealed;
mod view;

use async_trait::async_trait;
use deserr::Deserr;
use shared::api::order::OrderPath;
use shared::config::StartError;
use shared::domain::fault::Faults;
use shared::domain::purchase::PurchaseState;
use shared::domain::time::utc_date;
use shared::http::{Access, Call, Endpoint, Flag, NoBody, Ok200, Problem, Role, Route, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;
use shared::telemetry;
use shared::vault::Vault;
use utoipa::IntoParams;

use revealed::Revealed;
pub use view::{AdminMail, AdminOrder};

/// Reads purchases, and opens what is asked for of what is sealed in them.
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

/// What is wanted of it beyond the order.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedQuery {
    /// `true` includes the customer's personal data, which is never returned by default. Forbidden for viewers and
    /// machine clients.
    #[deserr(default)]
    #[param(value_type = bool, required = false)]
    pub customer: Flag,
}

/// The endpoint.
pub struct AdminGetOrder;

impl Endpoint for AdminGetOrder {
    const ROUTE: Route = Route {
        function: "admin-get-order",
        method: method::GET,
        path: "/admin/orders/{id}",
        access: Access::ORDER_READERS,
        summary: "Get an order with its line items, amounts, parcels, mails, notes, audit trail and allowed \
            transitions, and on request its customer.",
        problems: &[(404, "not_found")],
    };
    type Deps = Deps;
    type Path = OrderPath;
    type Query = WantedQuery;
    type Body = NoBody;
    type Reply = Ok200<AdminOrder>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Ok200<AdminOrder>, Problem> {
        telemetry::about(call.path.id);
        let (principal, customer) = (call.principal()?, call.query.customer.0);
        if customer {
            principal.needs(&Role::SEE_CUSTOMERS)?;
        }
        let purchase = deps.store.purchase(call.path.id).await?.ok_or_else(Problem::not_found)?;
        let view = match (purchase.order.clone(), purchase.checkout.state) {
            (Some(order), _) => {
                let sealed = order.confidential.as_ref().filter(|_| principal.sees_customers());
                let revealed = match sealed {
                    Some(sealed) => Revealed::of(&deps.vault, sealed, &purchase, customer).await?,
                    None => Revealed::default(),
                };
                AdminOrder::paid(&order, purchase, revealed, utc_date(call.now))
            }
            (None, PurchaseState::Cart) => return Err(Problem::not_found()),
            (None, _) => Ok(AdminOrder::unpaid(purchase)),
        };
        Ok(Ok200(view.map_err(Problem::internal)?.for_roles(&principal.roles)))
    }
}
