//! Sends messages to a queue, in a versioned envelope.

use async_trait::async_trait;
use serde::Serialize;

use crate::messages::Message;

#[derive(Debug, thiserror::Error)]
#[error("the message could not be enqueued: {0}")]
pub struct QueueError(pub String);

/// Ordering and deduplication in a FIFO queue: in order within the group, once per deduplication id within five minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fifo {
    pub group: String,
    /// Deduplication id of the message.
    pub once: String,
}

#[async_trait]
pub trait Queue: Send + Sync {
    async fn put(&self, text: String, fifo: Option<Fifo>) -> Result<(), QueueError>;
}

/// Sends a message in the envelope of the current version. A FIFO queue requires `fifo`.
pub async fn send<T: Serialize + Sync>(
    queue: &dyn Queue,
    body: &T,
    fifo: Option<Fifo>,
) -> Result<(), QueueError> {
    let text = serde_json::to_string(&Message::new(body)).map_err(|error| QueueError(error.to_string()))?;
    queue.put(text, fifo).await
}
