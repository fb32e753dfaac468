//! The trait that every HTTP function implements, and the one way to run it.

use std::future::Future;
use std::sync::Arc;

use http::{Method, Response};
use lambda_http::request::RequestContext;
use lambda_http::{Body, Request, RequestExt, service_fn};
use tracing::Instrument;

use super::{Call, Params, Principal, Problem, Reply, RequestBody, Role};
use crate::start::{Env, FromEnv};
use crate::{clock, telemetry};

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

/// Where an endpoint is found.
#[derive(Debug, Clone)]
pub struct Route {
    /// The function's name: folder, crate, binary and log group.
    pub function: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path, with `{parameters}`.
    pub path: &'static str,
    /// Who may call.
    pub access: Access,
    /// One line for the OpenAPI document.
    pub summary: &'static str,
    /// Statuses and codes of the problems it answers beyond those common to all.
    pub problems: &'static [(u16, &'static str)],
}

/// An endpoint: parse, decide, store, answer.
pub trait Endpoint: Sized + Send + Sync + 'static {
    /// Where it is found.
    const ROUTE: Route;
    /// What it may touch.
    type Deps: FromEnv;
    /// Parameters of the path.
    type Path: Params + Send;
    /// Parameters of the query.
    type Query: Params + Send;
    /// The request's body.
    type Body: RequestBody;
    /// The answer.
    type Reply: Reply;

    /// Answers a request that was read and whose caller was checked.
    fn handle(
        deps: &Self::Deps,
        call: Call<Self>,
    ) -> impl Future<Output = Result<Self::Reply, Problem>> + Send;
}

/// Answers one request; the same in Lambda and in tests.
pub async fn serve<E: Endpoint>(deps: &E::Deps, request: Request) -> Response<Body> {
    let request_id = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let span = tracing::info_span!(
        "request",
        function = E::ROUTE.function,
        request.id = request_id,
        purchase.id = tracing::field::Empty
    );
    let answer = async {
        let call = Call::<E>::read(request, clock::now())?;
        // Boxed: deep generic futures overflow the compiler's query depth otherwise.
        Box::pin(E::handle(deps, call)).await?.into_response()
    };
    let answer = async {
        let response = answer.await.unwrap_or_else(Problem::into_response);
        tracing::info!(http.status = response.status().as_u16(), "request completed");
        response
    };
    answer.instrument(span).await
}

/// The whole of a function's `main`.
pub async fn run<E: Endpoint>() -> Result<(), lambda_http::Error> {
    telemetry::init();
    let deps = Arc::new(E::Deps::from_env(&Env::load()?).await?);
    lambda_http::run(service_fn(move |request: Request| {
        let deps = Arc::clone(&deps);
        async move { Ok::<_, std::convert::Infallible>(serve::<E>(&deps, request).await) }
    }))
    .await
}
