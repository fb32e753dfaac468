//! The OpenAPI 3.1 document, from the very types that the handlers are compiled with.

use std::collections::BTreeMap;

use http::Method;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, ResponseBuilder, Schema};
use utoipa::{IntoParams, ToSchema};

use super::{Access, Endpoint, ProblemBody, Reply, RequestBody};

/// The named schemas that operations refer to.
#[derive(Default)]
pub struct Schemas(pub BTreeMap<String, RefOr<Schema>>);

impl Schemas {
    /// A reference to a type's schema, which is noted with all that it refers to.
    pub fn reference<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let mut nested = Vec::new();
        T::schemas(&mut nested);
        self.0.extend(nested);
        self.0.insert(T::name().into_owned(), T::schema());
        Ref::from_schema_name(T::name()).into()
    }
}

/// One endpoint's place in the document.
pub struct Operation {
    /// The path, with `{parameters}`.
    pub path: &'static str,
    /// The method.
    pub method: HttpMethod,
    /// The operation.
    pub operation: utoipa::openapi::path::Operation,
}

/// Problems that any endpoint can answer.
const COMMON_PROBLEMS: [(u16, &str); 3] =
    [(422, "invalid_input"), (500, "internal_error"), (503, "unavailable")];
/// Problems of endpoints that take a JSON body.
const BODY_PROBLEMS: [(u16, &str); 3] =
    [(400, "malformed_json"), (413, "body_too_large"), (415, "unsupported_media_type")];
/// Problems of staff's endpoints.
const ADMIN_PROBLEMS: [(u16, &str); 2] = [(401, "unauthenticated"), (403, "forbidden")];

/// Describes an endpoint.
pub fn operation<E: Endpoint>(schemas: &mut Schemas) -> Operation {
    let route = E::ROUTE;
    let mut builder = OperationBuilder::new().operation_id(Some(route.function)).summary(Some(route.summary));
    for parameter in E::Path::into_params(|| Some(ParameterIn::Path)) {
        builder = builder.parameter(parameter);
    }
    for parameter in E::Query::into_params(|| Some(ParameterIn::Query)) {
        builder = builder.parameter(parameter);
    }
    let body = E::Body::schema(schemas);
    let mut problems: Vec<(u16, &str)> = [&COMMON_PROBLEMS[..], route.problems].concat();
    if let Some(schema) = body {
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let body =
            RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        builder = builder.request_body(Some(body.build()));
        problems.extend(BODY_PROBLEMS);
    }
    if route.access == Access::Admin {
        problems.extend(ADMIN_PROBLEMS);
    }
    builder = security(builder, route.access);
    builder = builder.response(E::Reply::STATUS.as_str(), success::<E>(schemas));
    for (status, description) in by_status(problems) {
        let schema = schemas.reference::<ProblemBody<'_>>();
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let response =
            ResponseBuilder::new().description(description).content("application/problem+json", content);
        builder = builder.response(status.to_string(), response.build());
    }
    Operation { path: route.path, method: method(&route.method), operation: builder.build() }
}

fn success<E: Endpoint>(schemas: &mut Schemas) -> utoipa::openapi::Response {
    let response = ResponseBuilder::new().description("Done.");
    match E::Reply::schema(schemas) {
        Some(schema) => {
            response.content("application/json", ContentBuilder::new().schema(Some(schema)).build()).build()
        }
        None => response.build(),
    }
}

fn by_status(problems: Vec<(u16, &str)>) -> BTreeMap<u16, String> {
    let mut codes = BTreeMap::<u16, Vec<String>>::new();
    for (status, code) in problems {
        codes.entry(status).or_default().push(format!("`{code}`"));
    }
    codes.into_iter().map(|(status, codes)| (status, codes.join(", "))).collect()
}

fn security(builder: OperationBuilder, access: Access) -> OperationBuilder {
    let none: [&str; 0] = [];
    match access {
        Access::Public => builder,
        Access::Admin => builder.security(SecurityRequirement::new("staff", none)),
        Access::OrderSecret => builder.security(SecurityRequirement::new("order_secret", none)),
        Access::StripeSignature => builder.security(SecurityRequirement::new("stripe_signature", none)),
    }
}

fn method(method: &Method) -> HttpMethod {
    match *method {
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        Method::DELETE => HttpMethod::Delete,
        Method::PATCH => HttpMethod::Patch,
        _ => HttpMethod::Get,
    }
}
