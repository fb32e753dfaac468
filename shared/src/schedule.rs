//! Runs functions that a schedule invokes.

use std::future::Future;
use std::sync::Arc;

use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

use crate::start::{Env, FromEnv};
use crate::worker::HandlerError;
use crate::{clock, telemetry};

/// A function that a schedule invokes.
pub trait Scheduled: FromEnv {
    /// Runs once, as of `now`.
    fn run(&self, now: Timestamp) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

/// Runs a scheduled function; called by its `main`.
pub async fn run<S: Scheduled>() -> Result<(), lambda_runtime::Error> {
    telemetry::init();
    let deps = Arc::new(S::from_env(&Env::load()?).await?);
    lambda_runtime::run(service_fn(move |_: LambdaEvent<Value>| {
        let deps = Arc::clone(&deps);
        async move { deps.run(clock::now()).await }
    }))
    .await
}
