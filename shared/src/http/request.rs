//! A request, and the order in which extractors read its parts.

use std::net::IpAddr;

use deserr::Deserr;
use domain::fault::Faults;
use http::HeaderMap;
use jiff::Timestamp;
use lambda_http::request::RequestContext;
use lambda_http::{Body, Request, RequestExt};
use serde_json::{Map, Value};

use super::extract::{Extract, Refusal, Stage};
use super::{Access, Principal, Problem};

/// A request whose caller was checked. An extractor takes its part out of it.
pub struct Incoming {
    pub(super) path: Option<Value>,
    pub(super) query: Option<Value>,
    pub(super) body: Body,
    pub(super) headers: HeaderMap,
    pub(super) source: Option<IpAddr>,
    pub(super) principal: Option<Principal>,
    pub(super) now: Timestamp,
    faults: Faults,
}

/// The parameters of an endpoint that takes none.
#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct NoParameters {}

impl Incoming {
    /// Checks the caller, then splits the request into its parts.
    pub(super) fn new(request: Request, access: Access, now: Timestamp) -> Result<Self, Problem> {
        let principal = access.check(&request)?;
        let mut faults = Faults::default();
        let path = object(request.path_parameters_ref(), &mut Faults::default());
        let query = object(request.query_string_parameters_ref(), &mut faults);
        let source = source(&request);
        let (parts, body) = request.into_parts();
        let headers = parts.headers;
        Ok(Self { path: Some(path), query: Some(query), body, headers, source, principal, now, faults })
    }

    /// Runs an extractor if this is its stage. Faults are collected, so that a caller gets all of them at once.
    pub(super) fn read<T: Extract>(&mut self, stage: Stage, slot: &mut Option<T>) -> Result<(), Problem> {
        if T::STAGE == stage {
            match T::extract(self) {
                Ok(part) => *slot = Some(part),
                Err(Refusal::Faults(faults)) => self.faults.append(faults),
                Err(Refusal::Problem(problem)) => return Err(problem),
            }
        }
        Ok(())
    }

    /// Ends a stage: refuses parameters that no extractor took, and a request with faults once all of its content was
    /// read.
    pub(super) fn end(&mut self, stage: Stage) -> Result<(), Problem> {
        match stage {
            Stage::Path => none_left(self.path.take()).map_err(|_| Problem::not_found()),
            Stage::Query => {
                if let Err(faults) = none_left(self.query.take()) {
                    self.faults.append(faults);
                }
                Ok(())
            }
            Stage::Body | Stage::Header => Ok(std::mem::take(&mut self.faults).into_result()?),
        }
    }

    /// Returns a header's text; none if it is absent or not ASCII.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

fn none_left(parameters: Option<Value>) -> Result<(), Faults> {
    parameters.map_or(Ok(()), |left| deserr::deserialize(left).map(|NoParameters {}| ()))
}

fn source(request: &Request) -> Option<IpAddr> {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref()?.parse().ok(),
        _ => None,
    }
}

/// Returns parameters as an object of strings. A repeated parameter is a fault.
fn object(parameters: Option<&aws_lambda_events::query_map::QueryMap>, faults: &mut Faults) -> Value {
    let mut object = Map::new();
    for (name, value) in parameters.into_iter().flat_map(|map| map.iter()) {
        if object.insert(name.to_owned(), Value::from(value)).is_some() {
            faults.push(format!("/{name}"), "repeated_parameter", "The parameter must not be repeated.");
        }
    }
    Value::Object(object)
}
