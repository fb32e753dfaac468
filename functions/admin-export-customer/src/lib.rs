//! `POST /admin/customers/export`: all that the shop knows of a customer, as JSON to hand to them.

mod opened;
mod view;

use async_trait::async_trait;
use jiff::Timestamp;
use shared::api::customer_orders::CustomerRequest;
use shared::config::StartError;
use shared::domain::audit::{Action, Event};
use shared::domain::ids::OrderId;
use shared::domain::purchase::Actor;
use shared::http::{Access, Call, Endpoint, Json, NoParams, Ok200, Problem, Route, method};
use shared::lookup::LookupKey;
use shared::random;
use shared::start::{Env, FromEnv};
use shared::store::purchases::{Change, Purchase};
use shared::store::{Store, StoreError};
use shared::vault::Vault;

use opened::Opened;
pub use view::{CustomerExport, CustomerNote, CustomerOrder, SentMail};

/// How often an order that changed meanwhile is read anew.
const TRIES: u32 = 3;

/// Finds a customer's orders, opens what is sealed in them, and notes on each that it was handed out.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// The vault.
    pub vault: Vault,
    /// The key under which e-mails are hashed.
    pub lookup: LookupKey,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let (store, vault) = (env.store().await?, env.vault()?);
        Ok(Self { store, vault, lookup: LookupKey::from_env(env).await? })
    }
}

/// The endpoint.
pub struct AdminExportCustomer;

impl Endpoint for AdminExportCustomer {
    const ROUTE: Route = Route {
        function: "admin-export-customer",
        method: method::POST,
        path: "/admin/customers/export",
        access: Access::ADMIN,
        summary: "Export all data stored about a customer, identified by email address. The export is \
            recorded in each order's audit trail.",
        problems: &[(409, "conflict")],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = Json<CustomerRequest>;
    type Reply = Ok200<CustomerExport>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let actor = call.principal()?.actor();
        let found = call.body.0.orders(&deps.store, &deps.lookup, call.now).await?;
        let mut orders = Vec::with_capacity(found.page.orders.len());
        for order in found.page.orders {
            orders.extend(handed_out(deps, order.id, &actor, call.now).await?);
        }
        Ok(Ok200(CustomerExport { exported_at: call.now, orders, next_cursor: found.next_cursor }))
    }
}

/// An order with its customer, once it is noted that it is handed out; none if it was erased meanwhile.
async fn handed_out(
    deps: &Deps,
    id: OrderId,
    actor: &Actor,
    now: Timestamp,
) -> Result<Option<CustomerOrder>, Problem> {
    let purchase = noted(&deps.store, id, actor, now).await?;
    let Some((order, sealed)) = purchase.order.as_ref().and_then(|o| Some((o, o.confidential.as_ref()?)))
    else {
        return Ok(None);
    };
    let key = deps.vault.unlock(id, sealed).await?;
    let opened = Opened::of(sealed, &purchase.notes, &key)?;
    Ok(Some(CustomerOrder::of(order, &purchase, opened)))
}

async fn noted(store: &Store, id: OrderId, actor: &Actor, now: Timestamp) -> Result<Purchase, Problem> {
    let mut tries = 1;
    loop {
        let purchase = store.purchase(id).await?.ok_or_else(Problem::not_found)?;
        if purchase.order.as_ref().is_none_or(|order| order.confidential.is_none()) {
            return Ok(purchase);
        }
        let mut change = Change::of(purchase.clone());
        change.events.push(Event::note(now, actor.clone(), Action::CustomerExported, serde_json::json!({})));
        match store.change(change, &[], random::bytes::<1>()?[0]).await {
            Err(StoreError::Conflict) if tries < TRIES => tries += 1,
            written => return written.map(|()| purchase).map_err(Problem::from),
        }
    }
}
