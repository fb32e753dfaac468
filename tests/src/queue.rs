//! A queue that records its messages and can be unavailable.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::Value;
use shared::queue::{Fifo, Queue, QueueError};

/// Queue in memory that records every message it accepts.
#[derive(Debug, Clone, Default)]
pub struct RecordingQueue {
    sent: Arc<Mutex<Vec<Value>>>,
    /// Messages that contain this text are refused.
    refused: Option<String>,
}

impl RecordingQueue {
    /// Creates a queue that refuses every message that contains this text.
    pub fn refusing(text: impl Into<String>) -> Self {
        Self { refused: Some(text.into()), ..Self::default() }
    }

    /// Returns the accepted messages without their envelope, oldest first.
    pub fn sent(&self) -> Vec<Value> {
        self.sent.lock().unwrap().clone()
    }
}

#[async_trait]
impl Queue for RecordingQueue {
    async fn put(&self, text: String, _: Option<Fifo>) -> Result<(), QueueError> {
        if self.refused.as_ref().is_some_and(|refused| text.contains(refused)) {
            return Err(QueueError("out of reach".to_owned()));
        }
        let mut message: Value = serde_json::from_str(&text).unwrap();
        self.sent.lock().unwrap().push(message["body"].take());
        Ok(())
    }
}
