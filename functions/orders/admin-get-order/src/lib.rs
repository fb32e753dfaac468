//! `GET /admin/orders/{id}`: returns all details of an order for staff; its customer only on request.

mod revealed;
mod view;

use deserr::Deserr;
use shared::api::order::OrderPath;
use shared::domain::fault::Faults;
use shared::domain::purchase::{Purchase, PurchaseState};
use shared::domain::time::utc_date;
use shared::http::{
    Access, Answer, Endpoint, Flag, Now, Ok200, Path, Principal, Problem, Query, Role, Route,
};
use shared::store::Purchases;
use shared::store::audit::confirmed;
use shared::telemetry;
use shared::vault::Vault;
use utoipa::IntoParams;

use revealed::Revealed;
pub use view::{AdminMail, AdminOrder};

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

pub struct AdminGetOrder;

impl Endpoint for AdminGetOrder {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/orders/{id}", Access::ORDER_READERS).summary(
        "Get an order with its line items, amounts, parcels, mails, notes, audit trail and allowed \
            transitions, and on request its customer.",
    );
    type Deps = (Purchases, Vault);
    type Input = (Principal, Path<OrderPath>, Query<WantedQuery>, Now);
    type Reply = Ok200<AdminOrder>;

    async fn handle(
        (purchases, vault): &Self::Deps,
        (principal, Path(path), Query(query), Now(now)): Self::Input,
    ) -> Answer<Self> {
        telemetry::about(path.id);
        let (principal, customer) = (principal, query.customer.0);
        if customer {
            principal.needs(&Role::SEE_CUSTOMERS)?;
        }
        let intact = |read: &Option<Purchase>| read.as_ref().is_none_or(Purchase::audit_is_intact);
        let purchase = confirmed(|| purchases.purchase(path.id), intact).await?;
        let purchase = purchase.ok_or_else(Problem::not_found)?;
        let revealed = match purchase.confidential().filter(|_| principal.sees_customers()) {
            Some(sealed) => Revealed::of(vault, sealed, &purchase, customer).await?,
            None => Revealed::default(),
        };
        let view = match (purchase.order.clone(), purchase.checkout.state) {
            (Some(order), _) => AdminOrder::paid(&order, purchase, revealed, utc_date(now)),
            (None, PurchaseState::Cart) => return Err(Problem::not_found()),
            (None, _) => Ok(AdminOrder::unpaid(purchase, revealed)),
        };
        Ok(Ok200(view.map_err(Problem::internal)?.for_roles(&principal.roles)))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminGetOrder>()
}
