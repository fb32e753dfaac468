//! `POST /admin/customers/erase`: everything personal of a customer's closed orders goes for good.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::Serialize;
use shared::api::customer_orders::CustomerRequest;
use shared::config::StartError;
use shared::domain::ids::{OrderId, OrderNumber};
use shared::erasure::{Cause, Erased, Keeps, erase_order};
use shared::http::{Access, Call, Endpoint, Json, NoParams, Ok200, Problem, Route, method};
use shared::lookup::LookupKey;
use shared::start::{Env, FromEnv};
use shared::store::Store;
use utoipa::ToSchema;

/// Finds a customer's orders and changes them. It opens nothing that is sealed.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// The key under which e-mails are hashed.
    pub lookup: LookupKey,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await?, lookup: LookupKey::from_env(env).await? })
    }
}

/// Result of erasing a customer's personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerErased {
    /// Orders of the customer, newest first. An erased order has no customer, so later requests do not list it.
    pub orders: Vec<ErasedOrder>,
    /// Present if the customer has more orders: send it as `cursor` in the next request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Result of erasing the personal data of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ErasedOrder {
    /// Id of the order.
    pub id: OrderId,
    /// Short, human-readable order number.
    pub number: OrderNumber,
    /// `true` if the order contains no customer data any more.
    pub erased: bool,
    /// Reason why the data is retained for now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_because: Option<Keeps>,
}

/// The endpoint.
pub struct AdminEraseCustomer;

impl Endpoint for AdminEraseCustomer {
    const ROUTE: Route = Route {
        function: "admin-erase-customer",
        method: method::POST,
        path: "/admin/customers/erase",
        access: Access::ADMIN,
        summary: "Permanently erase a customer's personal data from delivered and cancelled orders. Each \
            order that is retained reports the reason.",
        problems: &[(409, "conflict")],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = Json<CustomerRequest>;
    type Reply = Ok200<CustomerErased>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let now: Timestamp = call.now;
        let actor = call.principal()?.actor();
        let found = call.body.0.orders(&deps.store, &deps.lookup, now).await?;
        let mut orders = Vec::with_capacity(found.page.orders.len());
        for order in found.page.orders {
            let kept_because = match erase_order(&deps.store, order.id, &actor, Cause::Asked, now).await? {
                Erased::Done => None,
                Erased::Kept(why) => Some(why),
            };
            let erased = kept_because.is_none();
            orders.push(ErasedOrder { id: order.id, number: order.number, erased, kept_because });
        }
        Ok(Ok200(CustomerErased { orders, next_cursor: found.next_cursor }))
    }
}
