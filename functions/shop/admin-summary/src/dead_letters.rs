//! Counts the messages in the dead-letter queues.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::DisplayErrorContext;
use aws_sdk_sqs::types::QueueAttributeName;
use futures::future::try_join_all;
use serde::Serialize;
use shared::config::{self, StartError};
use shared::start::{Env, FromEnv};
use utoipa::ToSchema;

/// A dead-letter queue; the operations manual describes how to handle its messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueueOfDeadLetters {
    /// Name of the queue.
    pub queue: String,
    /// Approximate number of messages; the count of SQS is slightly delayed.
    pub messages: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("could not read the number of messages in queue {queue}: {reason}")]
pub struct NoCount {
    queue: String,
    reason: String,
}

#[derive(Debug, Clone)]
pub struct DeadLetters {
    client: Client,
    urls: Vec<String>,
}

/// Reads the queues from `DEAD_LETTER_URLS`, a comma-separated list.
impl FromEnv for DeadLetters {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let urls = config::required("DEAD_LETTER_URLS")?;
        Ok(Self::new(Client::new(env.sdk()), urls.split(',').map(ToOwned::to_owned).collect()))
    }
}

impl DeadLetters {
    pub const fn new(client: Client, urls: Vec<String>) -> Self {
        Self { client, urls }
    }

    pub async fn count(&self) -> Result<Vec<QueueOfDeadLetters>, NoCount> {
        try_join_all(self.urls.iter().map(|url| self.count_in(url))).await
    }

    async fn count_in(&self, url: &str) -> Result<QueueOfDeadLetters, NoCount> {
        let queue = url.rsplit('/').next().unwrap_or(url).to_owned();
        let name = QueueAttributeName::ApproximateNumberOfMessages;
        let request = self.client.get_queue_attributes().queue_url(url).attribute_names(name.clone());
        let failed = |reason: String| NoCount { queue: queue.clone(), reason };
        let response =
            request.send().await.map_err(|error| failed(DisplayErrorContext(error).to_string()))?;
        let written = response.attributes().and_then(|attributes| attributes.get(&name));
        let messages = written.and_then(|written| written.parse().ok());
        let messages = messages.ok_or_else(|| failed("the response contains no number".to_owned()))?;
        Ok(QueueOfDeadLetters { queue, messages })
    }
}
