//! `POST /tracking-links`: a customer asks for the links to their orders again.
//!
//! Whoever asks learns nothing: not whether there is an order, not even by the time that the answer takes, since the
//! orders are looked for by a worker. The links go to the orders' own addresses and nowhere else.

mod request;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::SignedDuration;
use shared::config::StartError;
use shared::domain::ids::LinkRequestId;
use shared::http::{Accepted, Access, Call, Endpoint, Json, NoParams, Problem, Route, method};
use shared::lookup::LookupKey;
use shared::messages::FindTrackingLinks;
use shared::queue::{Queue, send};
use shared::random;
use shared::start::{Env, FromEnv};
use shared::store::Store;
use shared::store::limits::Limit;

pub use request::{LinkRequest, TypedNumber};

/// How often one source may ask. A household or office behind one address has turns enough, a list of addresses has not.
pub const PER_SOURCE: Limit =
    Limit { scope: "LINK-SOURCE", turns: 30, window: SignedDuration::from_hours(1) };
/// How often links go to one address, so that nobody's mailbox is flooded.
pub const PER_EMAIL: Limit = Limit { scope: "LINK-EMAIL", turns: 3, window: SignedDuration::from_hours(24) };

/// Counts turns; hands the request on.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// Makes the keyed hashes that stand for the e-mail and the source.
    pub lookup: LookupKey,
    /// Requests for links.
    pub links: Arc<dyn Queue>,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self {
            store: env.store().await?,
            lookup: LookupKey::from_env(env).await?,
            links: env.queue("LINKS_QUEUE_URL")?,
        })
    }
}

/// The endpoint.
pub struct RequestTrackingLink;

impl Endpoint for RequestTrackingLink {
    const ROUTE: Route = Route {
        function: "request-tracking-link",
        method: method::POST,
        path: "/tracking-links",
        access: Access::Public,
        summary: "Request tracking links by mail, sent only to the address of the orders. The response does \
            not reveal if the address has orders.",
        problems: &[(429, "too_many_requests")],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = Json<LinkRequest>;
    type Reply = Accepted;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Accepted, Problem> {
        let LinkRequest { email, order_number } = &call.body.0;
        let source = deps.lookup.source_hash(*call.source.reveal());
        if !deps.store.take_turn(PER_SOURCE, &source, call.now).await? {
            return Err(Problem::too_many_requests());
        }
        let customer_hash = deps.lookup.customer_hash(email.reveal());
        // Whoever asks too often for one address learns nothing either: that would tell that somebody else asked too.
        if deps.store.take_turn(PER_EMAIL, &customer_hash, call.now).await? {
            let request_id = LinkRequestId::from_uuid(random::uuid(call.now));
            let order_number = order_number.as_ref().map(|typed| typed.0.clone());
            let message = FindTrackingLinks { request_id, customer_hash, order_number };
            send(deps.links.as_ref(), &message, None).await.map_err(Problem::unavailable)?;
        }
        Ok(Accepted)
    }
}
