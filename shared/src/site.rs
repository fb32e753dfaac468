//! Runs functions that render HTML pages behind the CDN.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;

use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response, service_fn};
use tracing::Instrument;

use crate::chain::Chain;
use crate::start::{self, Env, FromEnv};
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum NoPage {
    #[error("the catalogue could not be loaded")]
    Store(#[from] StoreError),
    #[error("the page could not be rendered: {0}")]
    Broken(Box<dyn std::error::Error + Send + Sync>),
}

impl NoPage {
    pub fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Broken(Box::new(error))
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// A function that renders a page for every path that the CDN forwards.
pub trait Site: Sized + Send + Sync + 'static {
    /// The function's name: folder, crate, binary and log group.
    const FUNCTION: &'static str;
    /// Its dependencies, which mirror its IAM policy.
    type Deps: FromEnv;

    fn handle(
        deps: &Self::Deps,
        request: &Request,
    ) -> impl Future<Output = Result<Response<Body>, NoPage>> + Send;

    /// Renders the page that is shown if `handle` fails.
    fn sorry(deps: &Self::Deps, request: &Request, status: StatusCode) -> Response<Body>;
}

/// Serves one request; the same in Lambda and in tests.
pub async fn serve<S: Site>(deps: &S::Deps, request: &Request) -> Response<Body> {
    let span = tracing::info_span!("request", function = S::FUNCTION);
    let answer = async {
        let response = Box::pin(S::handle(deps, request)).await.unwrap_or_else(|error| {
            tracing::error!(error = %Chain(&error), "the page could not be rendered");
            S::sorry(deps, request, error.status())
        });
        tracing::info!(http.status = response.status().as_u16(), "request completed");
        response
    };
    answer.instrument(span).await
}

/// Runs a site as a Lambda function.
pub fn run<S: Site>() -> Result<(), start::Error> {
    start::block_on(async {
        let deps = Arc::new(S::Deps::from_env(&Env::load()?).await?);
        lambda_http::run(service_fn(move |request: Request| {
            let deps = Arc::clone(&deps);
            async move { Ok::<_, Infallible>(serve::<S>(&deps, &request).await) }
        }))
        .await
    })
}
