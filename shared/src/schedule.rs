//! Runs functions that a schedule invokes.

use std::future::Future;
use std::sync::Arc;

use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

use crate::clock;
use crate::start::{self, Env, FromEnv};
use crate::worker::HandlerError;

pub trait Scheduled: Send + Sync + 'static {
    /// Name of the function: folder, crate, binary and resource.
    const FUNCTION: &'static str;
    /// Handles to what the function may access, one or a tuple.
    type Deps: FromEnv;

    fn handle(deps: &Self::Deps, now: Timestamp) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

/// Runs a scheduled function; called by its `main`.
pub fn run<S: Scheduled>() -> Result<(), start::Error> {
    start::block_on(async {
        let deps = Arc::new(S::Deps::from_env(&Env::load()?).await?);
        lambda_runtime::run(service_fn(move |_: LambdaEvent<Value>| {
            let deps = Arc::clone(&deps);
            async move { S::handle(&deps, clock::now()).await }
        }))
        .await
    })
}
