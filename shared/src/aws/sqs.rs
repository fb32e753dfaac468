//! Sends messages to Amazon SQS.

use async_trait::async_trait;
use aws_sdk_sqs::error::DisplayErrorContext;

use crate::queue::{Fifo, Queue, QueueError};

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
}
