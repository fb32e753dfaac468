//! Operations of the OpenAPI 3.1 document, derived from the types that the handlers are compiled with.

use std::collections::{BTreeMap, BTreeSet};

use http::{Method, StatusCode};
use utoipa::ToSchema;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{
    HttpMethod, Operation as Described, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{
    Content, ContentBuilder, Header, Object, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
    Type,
};

use super::extract::{Extract, Input, Stage};
use super::problem::retry_after;
use super::{Access, Endpoint, ProblemBody, Reply, Role};

/// The named schemas that operations refer to.
#[derive(Default)]
pub struct Schemas {
    named: BTreeMap<String, RefOr<Schema>>,
    clashes: BTreeSet<String>,
}

impl Schemas {
    /// Returns a reference to a type's schema, and registers the schema with everything it refers to.
    pub fn reference<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let mut found = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut found);
        for (name, schema) in found {
            if self.named.get(&name).is_some_and(|known| *known != schema) {
                self.clashes.insert(name.clone());
            }
            self.named.insert(name, schema);
        }
        Ref::from_schema_name(T::name()).into()
    }

    /// Names that two different types claim; the document can contain only one of them.
    pub const fn clashes(&self) -> &BTreeSet<String> {
        &self.clashes
    }

    /// Returns every schema by its name.
    pub fn into_named(self) -> BTreeMap<String, RefOr<Schema>> {
        self.named
    }
}

/// The operation of an endpoint, with its place in the document.
pub struct Operation {
    /// Path with its parameters in braces.
    pub path: &'static str,
    pub method: HttpMethod,
    pub operation: Described,
}

/// Problems that every endpoint can return.
const COMMON_PROBLEMS: [(u16, &str); 3] =
    [(422, "invalid_input"), (500, "internal_error"), (503, "unavailable")];
/// Problems that every staff endpoint can return.
const STAFF_PROBLEMS: [(u16, &str); 2] = [(401, "unauthenticated"), (403, "forbidden")];

/// The part of an operation that its extractors contribute.
pub struct Draft<'a> {
    pub(super) schemas: &'a mut Schemas,
    parameters: Vec<Parameter>,
    body: Option<RequestBody>,
    problems: Vec<(u16, &'static str)>,
}

impl Draft<'_> {
    /// Lets an extractor describe itself if this is its stage, so that the document does not depend on the tuple's
    /// order.
    pub(super) fn describe<T: Extract>(&mut self, stage: Stage) {
        if T::STAGE == stage {
            self.problems.extend(T::PROBLEMS);
            T::describe(self);
        }
    }

    pub(super) fn parameters(&mut self, parameters: Vec<Parameter>) {
        self.parameters.extend(parameters);
    }

    pub(super) fn required_header(&mut self, name: &str, schema: Object, about: &str) {
        self.parameters.push(in_header(name, schema, about, Required::True));
    }

    pub(super) fn body(&mut self, schema: RefOr<Schema>) {
        let body = RequestBodyBuilder::new().content("application/json", content(schema));
        self.body = Some(body.required(Some(Required::True)).build());
    }
}

pub fn operation<E: Endpoint>(schemas: &mut Schemas) -> Operation {
    let route = E::ROUTE;
    let mut draft = Draft { schemas, parameters: Vec::new(), body: None, problems: Vec::new() };
    E::Input::describe(&mut draft);
    let Draft { schemas, mut parameters, body, problems } = draft;
    if is_revalidated::<E>() {
        let tags = ObjectBuilder::new().schema_type(Type::String).build();
        parameters.push(in_header(
            "If-None-Match",
            tags,
            "Entity tags of the versions that the caller has cached.",
            Required::False,
        ));
    }
    let mut builder = OperationBuilder::new()
        .operation_id(Some(E::FUNCTION))
        .summary(Some(route.summary))
        .request_body(body);
    for parameter in parameters {
        builder = builder.parameter(parameter);
    }
    builder = security(builder, route.access);
    builder = builder.response(E::Reply::STATUS.as_str(), success::<E>(schemas));
    if is_revalidated::<E>() {
        let response = ResponseBuilder::new()
            .description("Not modified: the caller's copy is current.")
            .header("ETag", tag());
        builder = builder.response(StatusCode::NOT_MODIFIED.as_str(), response.build());
    }
    if E::Reply::MOVES {
        let address = ObjectBuilder::new().schema_type(Type::String).build();
        let location = header(address, "The resource's current address, relative to this one (RFC 3986).");
        let response = ResponseBuilder::new()
            .description("Moved permanently to another address.")
            .header("Location", location);
        builder = builder.response(StatusCode::PERMANENT_REDIRECT.as_str(), response.build());
    }
    for (status, codes) in by_status::<E>(&problems) {
        builder = builder.response(status.to_string(), refusal(status, &codes, schemas));
    }
    Operation { path: route.path, method: method(&route.method), operation: builder.build() }
}

/// Returns every problem that an endpoint can return: codes by status.
fn by_status<E: Endpoint>(of_input: &[(u16, &'static str)]) -> BTreeMap<u16, BTreeSet<&'static str>> {
    // The gateway limits every route before any function runs.
    let mut by_status = BTreeMap::from([(StatusCode::TOO_MANY_REQUESTS.as_u16(), BTreeSet::new())]);
    let of_staff = if E::ROUTE.access.roles().is_empty() { &[] } else { &STAFF_PROBLEMS[..] };
    for (status, code) in [&COMMON_PROBLEMS[..], E::ROUTE.problems, of_input, of_staff].concat() {
        by_status.entry(status).or_default().insert(code);
    }
    by_status
}

fn success<E: Endpoint>(schemas: &mut Schemas) -> utoipa::openapi::Response {
    let status = E::Reply::STATUS;
    let mut response = ResponseBuilder::new().description(status.canonical_reason().unwrap_or_default());
    if let Some(schema) = E::Reply::schema(schemas) {
        response = response.content(E::Reply::MEDIA_TYPE, content(schema));
    }
    if E::Reply::TAGGED {
        response = response.header("ETag", tag());
    }
    for (name, about) in E::Reply::HEADERS {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        response = response.header(*name, header(text, about));
    }
    response.build()
}

fn refusal(status: u16, codes: &BTreeSet<&'static str>, schemas: &mut Schemas) -> utoipa::openapi::Response {
    let mut response = if codes.is_empty() {
        ResponseBuilder::new().description("The limit of requests of all callers together is reached.")
    } else {
        let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
        ResponseBuilder::new()
            .description(codes.join(", "))
            .content("application/problem+json", content(schemas.reference::<ProblemBody<'_>>()))
    };
    if status == StatusCode::UNAUTHORIZED || status == StatusCode::TOO_MANY_REQUESTS {
        response = response.content("application/json", content(gateways_word()));
    }
    if !codes.is_empty() && StatusCode::from_u16(status).is_ok_and(|status| retry_after(status).is_some()) {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build();
        response =
            response.header("Retry-After", header(seconds, "Seconds to wait before the next attempt."));
    }
    response.build()
}

/// Schema of the error that the gateway itself returns, before any function runs.
fn gateways_word() -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String);
    ObjectBuilder::new().property("message", text).required("message").build().into()
}

/// Returns true if callers may revalidate the reply. Staff never cache a reply, so only customers do.
pub(super) fn is_revalidated<E: Endpoint>() -> bool {
    E::Reply::TAGGED && E::ROUTE.access.roles().is_empty()
}

fn in_header(name: &str, schema: Object, about: &str, required: Required) -> Parameter {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header);
    parameter.schema(Some(schema)).description(Some(about)).required(required).build()
}

/// A string with a pattern and an example.
pub(super) fn text(pattern: &str, example: &str) -> Object {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).examples([example]).build()
}

fn tag() -> Header {
    header(text("^\"[0-9a-f]+\"$", "\"3\""), "Entity tag of the returned version.")
}

fn header(schema: Object, about: &str) -> Header {
    HeaderBuilder::new().schema(Some(schema)).description(Some(about)).build()
}

fn content(schema: RefOr<Schema>) -> Content {
    ContentBuilder::new().schema(Some(schema)).build()
}

fn security(builder: OperationBuilder, access: Access) -> OperationBuilder {
    let none: [&str; 0] = [];
    match access {
        // An empty list: validators report an operation that states nothing.
        Access::Public => builder.securities(Some([])),
        Access::Staff(roles) => {
            let (machines, people): (Vec<&Role>, Vec<&Role>) =
                roles.iter().partition(|role| **role == Role::Automation);
            let groups: Vec<_> = people.iter().map(|role| format!("`{}`", role.name())).collect();
            let scope = machines
                .first()
                .map(|machine| format!(" Also for machine clients with the scope `{}`.", machine.name()));
            let about =
                format!("For staff of the group {}.{}", groups.join(" or "), scope.unwrap_or_default());
            builder.description(Some(about)).security(SecurityRequirement::new("staff", none))
        }
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
