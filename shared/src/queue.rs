//! Queues: sending a message, and the one loop that handles a batch.

use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use aws_sdk_sqs::error::DisplayErrorContext;
use lambda_runtime::{LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing::Instrument;

use crate::chain::Chain;
use crate::clock;
use crate::env::{Env, FromEnv};
use crate::messages::Message;
use crate::telemetry::{self, Metric};

/// A message was not taken by the queue.
#[derive(Debug, thiserror::Error)]
#[error("the message could not be enqueued: {0}")]
pub struct QueueError(pub String);

/// How a FIFO queue treats a message: in order within its group, once for its deduplication id within five minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fifo {
    /// Message group.
    pub group: String,
    /// Deduplication id.
    pub once: String,
}

/// A queue that messages are sent to.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Sends a message's text.
    async fn put(&self, text: String, fifo: Option<Fifo>) -> Result<(), QueueError>;
}

/// Sends a message, in the present version's envelope; `fifo` for a FIFO queue.
pub async fn send<T: Serialize + Sync>(
    queue: &dyn Queue,
    body: &T,
    fifo: Option<Fifo>,
) -> Result<(), QueueError> {
    let text = serde_json::to_string(&Message::new(body)).map_err(|error| QueueError(error.to_string()))?;
    queue.put(text, fifo).await
}

/// A queue of Amazon SQS.
#[derive(Debug, Clone)]
pub struct Sqs {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl Sqs {
    /// The queue at a URL.
    pub const fn new(client: aws_sdk_sqs::Client, url: String) -> Self {
        Self { client, url }
    }
}

#[async_trait]
impl Queue for Sqs {
    async fn put(&self, text: String, fifo: Option<Fifo>) -> Result<(), QueueError> {
        let mut message = self.client.send_message().queue_url(&self.url).message_body(text);
        if let Some(Fifo { group, once }) = fifo {
            message = message.message_group_id(group).message_deduplication_id(once);
        }
        message.send().await.map_err(|error| QueueError(DisplayErrorContext(error).to_string()))?;
        Ok(())
    }
}

/// Why a message could not be handled. It comes again, and at last goes to the dead-letter queue.
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

/// A function that works off a queue.
pub trait Worker: Send + Sync + 'static {
    /// The function's name.
    const FUNCTION: &'static str;
    /// What it may touch.
    type Deps: FromEnv;
    /// What its queue carries.
    type Message: DeserializeOwned + Send;

    /// Handles one message; the same message may come more than once, also at the same time.
    fn handle(
        deps: &Self::Deps,
        message: Self::Message,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

/// Handles a batch and names the messages that failed. In a FIFO queue everything of a group after its first failure
/// counts as failed too, so that the order within the group holds.
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

async fn handle_one<W: Worker>(deps: &W::Deps, message: SqsMessage) -> Result<(), HandlerError> {
    let body = message.body.unwrap_or_default();
    let message: Message<serde_json::Value> = serde_json::from_str(&body)?;
    if message.v != 1 {
        return Err(format!("unknown message version {}", message.v).into());
    }
    Box::pin(W::handle(deps, serde_json::from_value(message.body)?)).await
}

/// The whole of a worker's `main`.
pub async fn run<W: Worker>() -> Result<(), lambda_runtime::Error> {
    telemetry::init();
    let deps = Arc::new(W::Deps::from_env(&Env::load()?).await?);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| {
        let deps = Arc::clone(&deps);
        async move { Ok::<_, lambda_runtime::Error>(work::<W>(&deps, event.payload).await) }
    }))
    .await
}
