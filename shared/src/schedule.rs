//! Functions that a schedule starts.

use std::future::Future;
use std::sync::Arc;

use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

use crate::env::{Env, FromEnv};
use crate::queue::HandlerError;
use crate::{clock, telemetry};

/// Work that is done every so often.
pub trait Scheduled: FromEnv {
    /// Does it, as of now.
    fn run(&self, now: Timestamp) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

/// The whole of a scheduled function's `main`.
pub async fn run<S: Scheduled>() -> Result<(), lambda_runtime::Error> {
    telemetry::init();
    let deps = Arc::new(S::from_env(&Env::load()?).await?);
    lambda_runtime::run(service_fn(move |_: LambdaEvent<Value>| {
        let deps = Arc::clone(&deps);
        async move { deps.run(clock::now()).await }
    }))
    .await
}
