//! `POST /admin/orders/transitions`: transitions several orders, each as a request of its own would.

mod batch;

use admin_transition_order::step;
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use shared::clock;
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Principal, Problem, Route};
use tracing::Instrument;

pub use admin_transition_order::Deps;
pub use batch::{TransitionBatch, TransitionResult, TransitionResults, TransitionRow};

/// Number of concurrent transitions. They share the day's counters, so more would only conflict there.
const AT_ONCE: usize = 4;
/// Time after which no further row is begun, so that the response is sent before the gateway times out: closing a
/// payment page can take two calls to Stripe of eight seconds each.
const BEGIN_WITHIN: SignedDuration = SignedDuration::from_secs(10);

pub struct AdminTransitionOrders;

impl Endpoint for AdminTransitionOrders {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/orders/transitions", Access::FULFILMENT)
        .summary("Transition up to 25 orders. Each row is processed independently and has its own result.");
    type Deps = Deps;
    type Input = (Principal, Json<TransitionBatch>, Now);
    type Reply = Ok200<TransitionResults>;

    async fn handle(deps: &Self::Deps, (principal, Json(body), Now(now)): Self::Input) -> Answer<Self> {
        body.check()?;
        let mut results = Vec::with_capacity(body.rows.len());
        for rows in body.rows.chunks(AT_ONCE) {
            results.extend(join_all(rows.iter().map(|row| answer(deps, &principal, row, now))).await);
        }
        Ok(Ok200(TransitionResults { results }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminTransitionOrders>()
}

/// Transitions one order and returns its row's result, logged under the order.
async fn answer(
    deps: &Deps,
    principal: &Principal,
    row: &TransitionRow,
    begun: Timestamp,
) -> TransitionResult {
    let span = tracing::info_span!("row", purchase.id = %row.order_id);
    let moved = async {
        let outcome = if clock::now().duration_since(begun) < BEGIN_WITHIN {
            step(deps, principal, row.order_id, &row.transition, begun).await
        } else {
            Err(Problem::unavailable("not attempted: the time limit was reached by the preceding rows"))
        };
        let result = TransitionResult::of(row.order_id, outcome);
        tracing::info!(http.status = result.status, "request completed");
        result
    };
    moved.instrument(span).await
}
