//! `GET /orders/{id}`: what the holder of an order's secret link may know of it. Never who they are or where they live.

mod timeline;
mod view;

use async_trait::async_trait;
use lambda_http::http::HeaderMap;
use lambda_http::http::header::AUTHORIZATION;
use shared::api::order::OrderPath;
use shared::config::StartError;
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Ok200, Problem, Route, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;
use shared::telemetry;
use shared::vault::TrackingSecret;

pub use timeline::TimelineEntry;
pub use view::{TrackedChoice, TrackedLine, TrackedOrder, TrackedParcel, TrackedRefund};

/// As long as a hash, and the hash of nothing known: what a secret is compared with where there is no order, so that
/// the time it takes tells nothing.
const NO_ORDER: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Reads orders.
pub struct Deps {
    /// The table.
    pub store: Store,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await? })
    }
}

/// The endpoint.
pub struct TrackOrder;

impl Endpoint for TrackOrder {
    const ROUTE: Route = Route {
        function: "track-order",
        method: method::GET,
        path: "/orders/{id}",
        access: Access::OrderSecret,
        summary: "Track an order with the secret from its link.",
        problems: &[(404, "not_found")],
    };
    type Deps = Deps;
    type Path = OrderPath;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = Ok200<TrackedOrder>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Ok200<TrackedOrder>, Problem> {
        telemetry::about(call.path.id);
        let found = deps.store.order_with_refunds(call.path.id).await?;
        let hash = found.as_ref().and_then(|(order, _)| order.secret_hash.as_deref()).unwrap_or(NO_ORDER);
        let known = TrackingSecret::matches(bearer(&call.headers), hash);
        let (order, refunds) = found.filter(|_| known).ok_or_else(Problem::not_found)?;
        Ok(Ok200(TrackedOrder::of(order, &refunds)))
    }
}

/// The bearer token (RFC 6750); empty, which is no order's secret, if there is none.
fn bearer(headers: &HeaderMap) -> &str {
    let written = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match written.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_the_bearer_token_and_nothing_else() {
        let read = |written: &str| {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, written.parse().unwrap())]);
            bearer(&headers).to_owned()
        };
        assert_eq!(read("Bearer abc"), "abc");
        assert_eq!(read("bearer  abc "), "abc");
        for other in ["abc", "Basic abc", "Bearer", "", "Bearerabc"] {
            assert_eq!(read(other), "", "{other}");
        }
        assert_eq!(bearer(&HeaderMap::new()), "");
    }

    #[test]
    fn without_an_order_no_secret_fits() {
        assert_eq!(NO_ORDER.len(), TrackingSecret::new().unwrap().hash().len());
        assert!(!TrackingSecret::matches("", NO_ORDER));
        assert!(!TrackingSecret::matches(NO_ORDER, NO_ORDER));
    }
}
