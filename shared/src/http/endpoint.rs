//! The trait that every HTTP function implements, and the one way to run it.

use std::future::Future;
use std::sync::Arc;

use http::{Method, Response, header};
use lambda_http::request::RequestContext;
use lambda_http::{Body, Request, RequestExt, service_fn};
use tracing::Instrument;

use super::extract::{self, Input};
use super::openapi::is_revalidated;
use super::{Principal, Problem, Reply, Role};
use crate::clock;
use crate::start::{self, Env, FromEnv};

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone.
    Public,
    /// Staff of one of these roles, by Cognito's token.
    Staff(&'static [Role]),
    /// Whoever holds the order's secret, as bearer token.
    OrderSecret,
    /// Stripe, by its signature.
    StripeSignature,
}

impl Access {
    /// Whoever runs the shop.
    pub const ADMIN: Self = Self::Staff(&[Role::Admin]);
    /// Whoever makes and ships orders.
    pub const FULFILMENT: Self = Self::Staff(&[Role::Admin, Role::Fulfilment]);
    /// Whoever moves orders on, machines too.
    pub const TRANSITIONS: Self = Self::Staff(&[Role::Admin, Role::Fulfilment, Role::Automation]);
    /// Whoever may look at an order, machines too.
    pub const ORDER_READERS: Self =
        Self::Staff(&[Role::Admin, Role::Fulfilment, Role::Viewer, Role::Automation]);
    /// Whoever may look at the catalogue.
    pub const CATALOGUE_READERS: Self = Self::Staff(&[Role::Admin, Role::Viewer]);
    /// Whoever works in the shop.
    pub const ALL_STAFF: Self = Self::Staff(&Role::ALL);

    /// The roles that may call, where it is for staff.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Staff(roles) => roles,
            Self::Public | Self::OrderSecret | Self::StripeSignature => &[],
        }
    }

    /// The caller, where the gateway knows one. Secrets and signatures are for the handler to check.
    pub(super) fn check(self, request: &Request) -> Result<Option<Principal>, Problem> {
        match self {
            Self::Staff(roles) => Principal::staff(request, roles).map(Some),
            Self::Public | Self::OrderSecret | Self::StripeSignature => Ok(None),
        }
    }
}

/// Method, path and access of an endpoint, and what the OpenAPI document says about it.
#[derive(Debug, Clone)]
pub struct Route {
    /// HTTP method.
    pub method: Method,
    /// Path, with `{parameters}`.
    pub path: &'static str,
    /// Who may call.
    pub access: Access,
    /// One line for the OpenAPI document.
    pub summary: &'static str,
    /// Statuses and codes of the problems that neither every endpoint has nor its extractors bring.
    pub problems: &'static [(u16, &'static str)],
}

impl Route {
    /// `GET` a path.
    pub const fn get(path: &'static str, access: Access) -> Self {
        Self::new(Method::GET, path, access)
    }

    /// `POST` to a path.
    pub const fn post(path: &'static str, access: Access) -> Self {
        Self::new(Method::POST, path, access)
    }

    /// `PUT` to a path.
    pub const fn put(path: &'static str, access: Access) -> Self {
        Self::new(Method::PUT, path, access)
    }

    /// `DELETE` a path.
    pub const fn delete(path: &'static str, access: Access) -> Self {
        Self::new(Method::DELETE, path, access)
    }

    const fn new(method: Method, path: &'static str, access: Access) -> Self {
        Self { method, path, access, summary: "", problems: &[] }
    }

    /// Sets the one line for the OpenAPI document.
    #[must_use]
    pub const fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// Lists statuses and codes of the endpoint's own problems.
    #[must_use]
    pub const fn problems(mut self, problems: &'static [(u16, &'static str)]) -> Self {
        self.problems = problems;
        self
    }
}

/// The outcome of an endpoint's handler.
pub type Answer<E> = Result<<E as Endpoint>::Reply, Problem>;

/// An endpoint: parse, decide, store, answer.
pub trait Endpoint: Sized + Send + Sync + 'static {
    /// Name of the function: folder, crate, binary and resource.
    const FUNCTION: &'static str;
    /// Method, path and access.
    const ROUTE: Route;
    /// Handles to what it may touch, one or a tuple.
    type Deps: FromEnv;
    /// The parts of the request that it reads: an extractor, a tuple of them, or `()`.
    type Input: Input;
    /// The answer.
    type Reply: Reply;

    /// Answers a request that was read and whose caller was checked.
    fn handle(deps: &Self::Deps, input: Self::Input) -> impl Future<Output = Answer<Self>> + Send;
}

/// Checks a request's caller and reads everything that the endpoint asks for.
pub fn read<E: Endpoint>(request: Request) -> Result<E::Input, Problem> {
    extract::read(request, E::ROUTE.access, clock::now())
}

/// Answers one request; the same in Lambda and in tests.
pub async fn serve<E: Endpoint>(deps: &E::Deps, request: Request) -> Response<Body> {
    let request_id = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let span = tracing::info_span!(
        "request",
        function = E::FUNCTION,
        request.id = request_id,
        purchase.id = tracing::field::Empty
    );
    let if_none_match =
        request.headers().get(header::IF_NONE_MATCH).filter(|_| is_revalidated::<E>()).cloned();
    let answer = async {
        let input = read::<E>(request)?;
        // Boxed: deep generic futures overflow the compiler's query depth otherwise.
        let reply = Box::pin(E::handle(deps, input)).await?;
        reply.into_response(if_none_match.as_ref().and_then(|tags| tags.to_str().ok()))
    };
    let answer = async {
        let response = answer.await.unwrap_or_else(Problem::into_response);
        tracing::info!(http.status = response.status().as_u16(), "request completed");
        response
    };
    answer.instrument(span).await
}

/// Runs an endpoint as a Lambda function.
pub fn run<E: Endpoint>() -> Result<(), start::Error> {
    start::block_on(async {
        let deps = Arc::new(E::Deps::from_env(&Env::load()?).await?);
        lambda_http::run(service_fn(move |request: Request| {
            let deps = Arc::clone(&deps);
            async move { Ok::<_, std::convert::Infallible>(serve::<E>(&deps, request).await) }
        }))
        .await
    })
}
