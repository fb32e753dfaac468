//! A queue that keeps what it is sent, and can be out of reach.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::Value;
use shared::queue::{Fifo, Queue, QueueError};

/// The queue.
#[derive(Debug, Clone, Default)]
pub struct KeepingQueue {
    sent: Arc<Mutex<Vec<Value>>>,
    /// Whatever holds this text is not taken.
    refused: Option<String>,
}

impl KeepingQueue {
    /// A queue that does not take what holds this text.
    pub fn refusing(text: impl Into<String>) -> Self {
        Self { refused: Some(text.into()), ..Self::default() }
    }

    /// What was sent, without its envelope, oldest first.
    pub fn sent(&self) -> Vec<Value> {
        self.sent.lock().unwrap().clone()
    }
}

#[async_trait]
impl Queue for KeepingQueue {
    async fn put(&self, text: String, _: Option<Fifo>) -> Result<(), QueueError> {
        if self.refused.as_ref().is_some_and(|refused| text.contains(refused)) {
            return Err(QueueError("out of reach".to_owned()));
        }
        let mut message: Value = serde_json::from_str(&text).unwrap();
        self.sent.lock().unwrap().push(message["body"].take());
        Ok(())
    }
}
