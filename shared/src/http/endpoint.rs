//! The trait that every HTTP function implements, and the one way to run it.

use std::future::Future;
use std::sync::Arc;

use http::{Method, Response, header};
use lambda_http::request::RequestContext;
use lambda_http::{Body, Request, RequestExt, service_fn};
use tracing::Instrument;

use super::extract::{self, Input};
use super::openapi::is_revalidated;
use super::{Cdn, Principal, Problem, Reply, Role};
use crate::clock;
use crate::start::{self, Env, FromEnv};

/// The callers that an endpoint accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Public,
    /// Staff with one of these roles, authenticated by Cognito's token.
    Staff(&'static [Role]),
    /// The holder of the order's secret, sent as bearer token.
    OrderSecret,
    /// Stripe, authenticated by its signature.
    StripeSignature,
}

impl Access {
    pub const ADMIN: Self = Self::Staff(&[Role::Admin]);
    pub const FULFILMENT: Self = Self::Staff(&[Role::Admin, Role::Fulfilment]);
    pub const TRANSITIONS: Self = Self::Staff(&[Role::Admin, Role::Fulfilment, Role::Automation]);
    pub const ORDER_READERS: Self =
        Self::Staff(&[Role::Admin, Role::Fulfilment, Role::Viewer, Role::Automation]);
    pub const CATALOGUE_READERS: Self = Self::Staff(&[Role::Admin, Role::Viewer]);
    pub const ALL_STAFF: Self = Self::Staff(&Role::ALL);

    /// Returns the roles that may call; none unless the access is for staff.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Staff(roles) => roles,
            Self::Public | Self::OrderSecret | Self::StripeSignature => &[],
        }
    }

    /// Returns the caller of a staff route. Secrets and signatures are checked by the handler.
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
    pub method: Method,
    /// Path with its parameters in braces.
    pub path: &'static str,
    pub access: Access,
    /// Summary in the OpenAPI document: one line.
    pub summary: &'static str,
    /// Statuses and codes of the problems that come neither with every endpoint nor with its extractors.
    pub problems: &'static [(u16, &'static str)],
}

impl Route {
    pub const fn get(path: &'static str, access: Access) -> Self {
        Self::new(Method::GET, path, access)
    }

    pub const fn post(path: &'static str, access: Access) -> Self {
        Self::new(Method::POST, path, access)
    }

    pub const fn put(path: &'static str, access: Access) -> Self {
        Self::new(Method::PUT, path, access)
    }

    pub const fn delete(path: &'static str, access: Access) -> Self {
        Self::new(Method::DELETE, path, access)
    }

    const fn new(method: Method, path: &'static str, access: Access) -> Self {
        Self { method, path, access, summary: "", problems: &[] }
    }

    /// Sets the summary for the OpenAPI document.
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

pub type Answer<E> = Result<<E as Endpoint>::Reply, Problem>;

/// An endpoint: parses a request, decides, stores and replies.
pub trait Endpoint: Sized + Send + Sync + 'static {
    /// Name of the function's folder, crate, binary and template resource.
    const FUNCTION: &'static str;
    const ROUTE: Route;
    /// Handles of the resources that it may use: one, or a tuple.
    type Deps: FromEnv;
    /// The parts of the request that it reads: an extractor, a tuple of them, or `()`.
    type Input: Input;
    type Reply: Reply;

    /// Handles a request that was parsed and whose caller was checked.
    fn handle(deps: &Self::Deps, input: Self::Input) -> impl Future<Output = Answer<Self>> + Send;
}

/// Checks a request's caller and reads everything that the endpoint asks for.
pub fn read<E: Endpoint>(request: Request) -> Result<E::Input, Problem> {
    extract::read(request, E::ROUTE.access, clock::now())
}

/// Serves one request, in Lambda and in tests alike.
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
        let env = Env::load()?;
        let parts = Arc::new((E::Deps::from_env(&env).await?, Cdn::from_env(&env).await?));
        lambda_http::run(service_fn(move |request: Request| {
            let parts = Arc::clone(&parts);
            async move {
                let (deps, cdn) = parts.as_ref();
                Ok::<_, std::convert::Infallible>(serve::<E>(deps, cdn.restore(request)).await)
            }
        }))
        .await
    })
}
