//! `POST /admin/customers/erase`: permanently erases the personal data of a customer's closed orders.

use serde::Serialize;
use serde_json::Value;
use shared::api::customer_orders::CustomerRequest;
use shared::domain::ids::{OrderId, OrderNumber};
use shared::domain::purchase::{ErasureCause, NumberedPurchase, RetentionHold};
use shared::erasure::{Erased, erase_order};
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Principal, Problem, ProblemBody, Route};
use shared::lookup::LookupKey;
use shared::store::{OrderLists, PurchaseWriter, StoreError};
use tracing::Instrument;
use utoipa::ToSchema;

/// Result of erasing a customer's personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerErased {
    /// Orders of the customer, newest first, and purchases that their bank is to confirm. An erased order has no customer, so
    /// later requests do not list it.
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
    /// Reason why the data is retained for now. The request is remembered: the data is erased within a day after the reason
    /// ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_because: Option<RetentionHold>,
    /// The problem, if the order could not be written. Repeat the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProblemBody<'static>>)]
    pub problem: Option<Value>,
}

impl ErasedOrder {
    fn of(purchase: &NumberedPurchase, outcome: Result<Erased, StoreError>) -> Self {
        let (erased, kept_because, problem) = match outcome {
            Ok(Erased::Done) => (true, None, None),
            Ok(Erased::Held(hold)) => (false, Some(hold), None),
            Err(error) => (false, None, Some(Problem::from(error).into_document())),
        };
        Self { id: purchase.id(), number: purchase.number().clone(), erased, kept_because, problem }
    }
}

pub struct AdminEraseCustomer;

impl Endpoint for AdminEraseCustomer {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/customers/erase", Access::ADMIN).summary(
        "Permanently erase a customer's personal data from delivered and cancelled orders. Each \
            order that is retained reports the reason, and is erased once that has ended.",
    );
    type Deps = (OrderLists, PurchaseWriter, LookupKey);
    type Input = (Principal, Json<CustomerRequest>, Now);
    type Reply = Ok200<CustomerErased>;

    async fn handle(
        (lists, purchases, lookup): &Self::Deps,
        (principal, Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        let found = body.orders(lists, lookup, now).await?;
        let mut orders = Vec::with_capacity(found.page.orders.len());
        for purchase in &found.page.orders {
            // An order that cannot be written must not hide the results of the others, nor the cursor.
            let span = tracing::info_span!("order", purchase.id = %purchase.id());
            let erasure = erase_order(purchases, purchase.id(), &actor, ErasureCause::Requested, now);
            let result = async { ErasedOrder::of(purchase, erasure.await) };
            orders.push(Box::pin(result).instrument(span).await);
        }
        Ok(Ok200(CustomerErased { orders, next_cursor: found.next_cursor }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminEraseCustomer>()
}
