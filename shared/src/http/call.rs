//! A request, read and checked.

use std::net::IpAddr;

use deserr::Deserr;
use domain::fault::Faults;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;
use serde_json::{Map, Value};
use utoipa::IntoParams;

use super::{Endpoint, Principal, Problem, RequestBody};
use crate::customer::Private;

/// Parameters of a path or query: a struct of values that are each parsed from a text.
pub trait Params: Deserr<Faults> + IntoParams {}
impl<T: Deserr<Faults> + IntoParams> Params for T {}

/// For a path or query without parameters.
#[derive(Debug, Clone, Copy, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct NoParams {}

/// A request to an endpoint, everything in it parsed.
pub struct Call<E: Endpoint> {
    /// Parameters of the path.
    pub path: E::Path,
    /// Parameters of the query.
    pub query: E::Query,
    /// The body.
    pub body: E::Body,
    /// The headers.
    pub headers: HeaderMap,
    /// Where the request came from, as the gateway saw it.
    pub source: Private<Option<IpAddr>>,
    /// The caller, on admin routes.
    principal: Option<Principal>,
    /// When the request came.
    pub now: Timestamp,
}

impl<E: Endpoint> Call<E> {
    /// Reads a request: who calls first, then everything they sent, every fault at once. There is no other way to a
    /// call, so nobody reaches a handler unchecked.
    pub fn read(request: lambda_http::Request, now: Timestamp) -> Result<Self, Problem> {
        let principal = E::ROUTE.access.check(&request)?;
        let source = Private::new(source(&request));
        let path = deserr::deserialize::<_, _, Faults>(object(
            request.path_parameters_ref(),
            &mut Faults::default(),
        ));
        // A path that names nothing possible names nothing.
        let path = path.map_err(|_| Problem::not_found())?;
        let mut faults = Faults::default();
        let query = object(request.query_string_parameters_ref(), &mut faults);
        let query = deserr::deserialize::<E::Query, _, Faults>(query)
            .map_err(|mut more| faults.0.append(&mut more.0));
        let (parts, body) = request.into_parts();
        let body = E::Body::read(&parts.headers, body)?;
        let body = body.map_err(|mut more| faults.0.append(&mut more.0));
        match (query, body) {
            (Ok(query), Ok(body)) if faults.0.is_empty() => {
                Ok(Self { path, query, body, headers: parts.headers, source, principal, now })
            }
            _ => Err(faults.into()),
        }
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The caller of an admin route.
    pub fn principal(&self) -> Result<&Principal, Problem> {
        self.principal.as_ref().ok_or_else(|| {
            Problem::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Authentication is required.")
        })
    }
}

fn source(request: &lambda_http::Request) -> Option<IpAddr> {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref()?.parse().ok(),
        _ => None,
    }
}

/// Parameters as an object of texts; one that is repeated is a fault.
fn object(parameters: Option<&aws_lambda_events::query_map::QueryMap>, faults: &mut Faults) -> Value {
    let mut object = Map::new();
    for (name, value) in parameters.into_iter().flat_map(|map| map.iter()) {
        if object.insert(name.to_owned(), Value::from(value)).is_some() {
            faults.push(format!("/{name}"), "repeated_parameter", "The parameter must not be repeated.");
        }
    }
    Value::Object(object)
}
