//! `POST /tracking-links`: requests the links to a customer's orders again.
//!
//! The response reveals nothing: not whether there is an order, not even by its duration, because a worker looks for
//! the orders. The links go only to the orders' own addresses.

mod request;

use jiff::SignedDuration;
use shared::domain::ids::LinkRequestId;
use shared::http::{Accepted, Access, Answer, Endpoint, Json, Now, Problem, Route, SourceAddress};
use shared::lookup::LookupKey;
use shared::messages::FindTrackingLinks;
use shared::queue::send;
use shared::random;
use shared::start::LinksQueue;
use shared::store::RateLimits;
use shared::store::limits::{Limit, Turn};

pub use request::{LinkRequest, TypedNumber};

/// Limit per source. It is enough for a household or office behind one address, but not for a list of addresses.
pub const PER_SOURCE: Limit =
    Limit { scope: "LINK-SOURCE", turns: 30, window: SignedDuration::from_hours(1) };
/// Limit per email address, so that nobody's mailbox is flooded.
pub const PER_EMAIL: Limit = Limit { scope: "LINK-EMAIL", turns: 3, window: SignedDuration::from_hours(24) };

pub struct RequestTrackingLink;

impl Endpoint for RequestTrackingLink {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/tracking-links", Access::Public)
        .summary(
            "Request tracking links by mail, sent only to the address of the orders. The response does \
            not reveal if the address has orders.",
        )
        .problems(&[(429, "too_many_requests")]);
    type Deps = (RateLimits, LookupKey, LinksQueue);
    type Input = (SourceAddress, Json<LinkRequest>, Now);
    type Reply = Accepted;

    async fn handle(
        (limits, lookup, links): &Self::Deps,
        (SourceAddress(source), Json(LinkRequest { email, order_number }), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let source = lookup.source_hash(*source.reveal());
        if !limits.take_turn(&Turn::new(PER_SOURCE, &source, now)).await? {
            return Err(Problem::too_many_requests());
        }
        let customer_hash = lookup.customer_hash(email.reveal());
        // The response is the same at this limit: another one would reveal that somebody else has asked too.
        if limits.take_turn(&Turn::new(PER_EMAIL, &customer_hash, now)).await? {
            let request_id = LinkRequestId::from_uuid(random::uuid(now));
            let order_number = order_number.map(|typed| typed.0);
            let message = FindTrackingLinks { request_id, customer_hash, order_number };
            send(links.as_ref(), &message, None).await.map_err(Problem::unavailable)?;
        }
        Ok(Accepted)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<RequestTrackingLink>()
}
