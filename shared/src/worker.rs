//! Runs queue workers: the trait of a worker, and the loop over a batch of messages with partial failures.

use std::future::Future;
use std::sync::Arc;

use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use lambda_runtime::{LambdaEvent, service_fn};
use serde::de::DeserializeOwned;
use tracing::Instrument;

use crate::chain::Chain;
use crate::clock;
use crate::messages::Message;
use crate::queue::Redelivery;
use crate::start::{self, Env, FromEnv};
use crate::telemetry::{self, Metric};

/// The error of a failed message. The queue redelivers the message, and finally moves it to the dead-letter queue.
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

/// A function that processes the messages of one queue.
pub trait Worker: Send + Sync + 'static {
    /// The function's name: folder, crate, binary and log group.
    const FUNCTION: &'static str;
    /// Its dependencies, which mirror its IAM policy.
    type Deps: FromEnv;
    type Message: DeserializeOwned + Send;
    /// The variable with the URL of its queue, if a failed message is retried after a short, growing wait. If none, it
    /// waits for the queue's visibility timeout.
    const RETRIED_SOON: Option<&'static str> = None;

    /// Handles one message. Must be idempotent: a message can be delivered more than once, even concurrently.
    fn handle(
        deps: &Self::Deps,
        message: Self::Message,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

/// Handles a batch and returns the ids of the messages that failed. In a FIFO queue all messages of a group after its
/// first failure are returned as failed too, so that the group stays in order.
pub async fn work<W: Worker>(deps: &W::Deps, event: SqsEvent) -> SqsBatchResponse {
    let mut failed_groups = Vec::new();
    let mut response = SqsBatchResponse::default();
    for message in event.records {
        let group = message.attributes.get("MessageGroupId").cloned();
        let blocked = group.as_ref().is_some_and(|group| failed_groups.contains(group));
        let id = message.message_id.clone().unwrap_or_default();
        let span = tracing::info_span!(
            "message",
            function = W::FUNCTION,
            message.id = id,
            purchase.id = tracing::field::Empty
        );
        let outcome = if blocked {
            Err("an earlier message of the same group failed".into())
        } else {
            handle_one::<W>(deps, message).instrument(span.clone()).await
        };
        if outcome.is_ok() {
            span.in_scope(|| tracing::info!("message processed"));
        }
        if let Err(error) = outcome {
            span.in_scope(
                || tracing::error!(error = %Chain(error.as_ref()), "message failed; it will be retried"),
            );
            telemetry::count(Metric::MessageFailed, clock::now());
            failed_groups.extend(group);
            let mut failure = BatchItemFailure::default();
            failure.item_identifier = id;
            response.batch_item_failures.push(failure);
        }
    }
    response
}

/// Like `work`, but lets the queue deliver failed messages again after a short wait, which grows with each receive.
pub async fn work_and_retry<W: Worker>(
    deps: &W::Deps,
    queue: &dyn Redelivery,
    event: SqsEvent,
) -> SqsBatchResponse {
    let delivered = event.records.clone();
    let response = work::<W>(deps, event).await;
    let failed = |message: &&SqsMessage| {
        let id = message.message_id.as_ref();
        response.batch_item_failures.iter().any(|failure| Some(&failure.item_identifier) == id)
    };
    for message in delivered.iter().filter(failed) {
        let Some(receipt) = &message.receipt_handle else { continue };
        // If this fails, the message waits for the visibility timeout.
        if let Err(error) = queue.redeliver(receipt, wait(message)).await {
            tracing::warn!(error = %error, "could not shorten the wait of a failed message");
        }
    }
    response
}

/// The wait before the next delivery in seconds: 5, 15, 45 and so on. The queue limits it.
fn wait(message: &SqsMessage) -> i32 {
    let receives = message.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok());
    3_i32.saturating_pow(receives.unwrap_or(1_u32).saturating_sub(1)).saturating_mul(5)
}

async fn handle_one<W: Worker>(deps: &W::Deps, message: SqsMessage) -> Result<(), HandlerError> {
    let body = message.body.unwrap_or_default();
    let message: Message<serde_json::Value> = serde_json::from_str(&body)?;
    if message.v != 1 {
        return Err(format!("unknown message version {}", message.v).into());
    }
    Box::pin(W::handle(deps, serde_json::from_value(message.body)?)).await
}

/// Runs a worker; called by its `main`.
pub fn run<W: Worker>() -> Result<(), start::Error> {
    start::block_on(async {
        let env = Env::load()?;
        let deps = Arc::new(W::Deps::from_env(&env).await?);
        let queue = W::RETRIED_SOON.map(|variable| env.redelivery(variable)).transpose()?;
        lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| {
            let (deps, queue) = (Arc::clone(&deps), queue.clone());
            async move {
                let Some(queue) = queue else {
                    return Ok::<_, start::Error>(work::<W>(&deps, event.payload).await);
                };
                Ok(work_and_retry::<W>(&deps, queue.as_ref(), event.payload).await)
            }
        }))
        .await
    })
}
