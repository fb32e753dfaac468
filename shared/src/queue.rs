//! Sends messages to a queue, in a versioned envelope.

use async_trait::async_trait;
use serde::Serialize;

use crate::messages::Message;

#[derive(Debug, Clone, thiserror::Error)]
#[error("the message could not be enqueued: {0}")]
pub struct QueueError(pub String);

/// Ordering and deduplication in a FIFO queue: in order within the group, once per deduplication id within five minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fifo {
    pub group: String,
    /// Deduplication id of the message.
    pub once: String,
}

/// A message's text, and its place in a FIFO queue.
#[derive(Debug, Clone)]
pub struct Entry {
    pub text: String,
    pub fifo: Option<Fifo>,
}

#[async_trait]
pub trait Queue: Send + Sync {
    async fn put(&self, text: String, fifo: Option<Fifo>) -> Result<(), QueueError>;

    /// Sends many messages in as few requests as the queue allows, and returns the outcome of each, in their order.
    async fn put_all(&self, entries: Vec<Entry>) -> Vec<Result<(), QueueError>> {
        let mut sent = Vec::new();
        for Entry { text, fifo } in entries {
            sent.push(self.put(text, fifo).await);
        }
        sent
    }
}

/// A queue whose failed messages can be delivered again before its visibility timeout is over.
#[async_trait]
pub trait Redelivery: Send + Sync {
    /// Delivers a received message again after this many seconds, at the latest after the queue's visibility timeout.
    async fn redeliver(&self, receipt: &str, seconds: i32) -> Result<(), QueueError>;
}

/// Sends a message in the envelope of the current version. A FIFO queue requires `fifo`.
pub async fn send<T: Serialize + Sync>(
    queue: &dyn Queue,
    body: &T,
    fifo: Option<Fifo>,
) -> Result<(), QueueError> {
    queue.put(envelope(body)?, fifo).await
}

/// Sends many messages, and returns the outcome of each, in their order.
pub async fn send_all<T: Serialize + Send + Sync>(
    queue: &dyn Queue,
    bodies: impl IntoIterator<Item = (T, Option<Fifo>)>,
) -> Vec<Result<(), QueueError>> {
    let entry = |(body, fifo)| Ok(Entry { text: envelope(&body)?, fifo });
    let entries: Vec<Result<Entry, QueueError>> = bodies.into_iter().map(entry).collect();
    let mut sent = queue.put_all(entries.iter().flatten().cloned().collect()).await.into_iter();
    let unreported = || Err(QueueError("the queue did not report it".to_owned()));
    entries.into_iter().map(|entry| entry.and_then(|_| sent.next().unwrap_or_else(unreported))).collect()
}

fn envelope<T: Serialize>(body: &T) -> Result<String, QueueError> {
    serde_json::to_string(&Message::new(body)).map_err(|error| QueueError(error.to_string()))
}
