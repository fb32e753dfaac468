//! Sends messages to Amazon SQS, and delays failed ones.

use async_trait::async_trait;
use aws_sdk_sqs::error::DisplayErrorContext;
use aws_sdk_sqs::types::QueueAttributeName::VisibilityTimeout;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;

use crate::queue::{Entry, Fifo, Queue, QueueError, Redelivery};

/// The most messages that SQS takes in one request.
const BATCH: usize = 10;

#[derive(Debug, Clone)]
pub struct Sqs {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl Sqs {
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

    async fn put_all(&self, entries: Vec<Entry>) -> Vec<Result<(), QueueError>> {
        let mut sent = Vec::new();
        for batch in entries.chunks(BATCH) {
            sent.extend(self.put_batch(batch).await.unwrap_or_else(|error| vec![Err(error); batch.len()]));
        }
        sent
    }
}

impl Sqs {
    /// Sends at most ten messages in one request, and returns the outcome of each.
    async fn put_batch(&self, batch: &[Entry]) -> Result<Vec<Result<(), QueueError>>, QueueError> {
        let mut request = self.client.send_message_batch().queue_url(&self.url);
        for (n, Entry { text, fifo }) in batch.iter().enumerate() {
            let entry = SendMessageBatchRequestEntry::builder()
                .id(n.to_string())
                .message_body(text)
                .set_message_group_id(fifo.as_ref().map(|fifo| fifo.group.clone()))
                .set_message_deduplication_id(fifo.as_ref().map(|fifo| fifo.once.clone()));
            request = request.entries(entry.build().map_err(|error| QueueError(error.to_string()))?);
        }
        let answer =
            request.send().await.map_err(|error| QueueError(DisplayErrorContext(error).to_string()))?;
        let refused = |n: usize| answer.failed.iter().find(|entry| entry.id == n.to_string());
        let outcome = |n| match refused(n) {
            None => Ok(()),
            Some(entry) => {
                let message = entry.message.as_deref().unwrap_or_default();
                Err(QueueError(format!("{}: {message}", entry.code)))
            }
        };
        Ok((0..batch.len()).map(outcome).collect())
    }
}

#[async_trait]
impl Redelivery for Sqs {
    async fn redeliver(&self, receipt: &str, seconds: i32) -> Result<(), QueueError> {
        let queue =
            self.client.get_queue_attributes().queue_url(&self.url).attribute_names(VisibilityTimeout);
        let queue = queue.send().await.map_err(|error| QueueError(DisplayErrorContext(error).to_string()))?;
        let timeout = queue.attributes.and_then(|mut found| found.remove(&VisibilityTimeout)?.parse().ok());
        let change = self.client.change_message_visibility().queue_url(&self.url).receipt_handle(receipt);
        let change = change.visibility_timeout(timeout.map_or(seconds, |timeout| seconds.min(timeout)));
        change.send().await.map_err(|error| QueueError(DisplayErrorContext(error).to_string()))?;
        Ok(())
    }
}
