//! Publishes domain events to Amazon EventBridge.

use async_trait::async_trait;
use aws_sdk_eventbridge::error::DisplayErrorContext;
use aws_sdk_eventbridge::types::{PutEventsRequestEntry, PutEventsResultEntry};
use serde_json::json;

use crate::events::{Bus, BusError, DomainEvent};

/// The most events that EventBridge takes in one request.
const BATCH: usize = 10;

#[derive(Debug, Clone)]
pub struct EventBridge {
    client: aws_sdk_eventbridge::Client,
    name: String,
}

impl EventBridge {
    pub const fn new(client: aws_sdk_eventbridge::Client, name: String) -> Self {
        Self { client, name }
    }
}

#[async_trait]
impl Bus for EventBridge {
    async fn publish(&self, events: &[DomainEvent]) -> Vec<Result<(), BusError>> {
        let mut published = Vec::new();
        for batch in events.chunks(BATCH) {
            published.extend(self.put(batch).await.unwrap_or_else(|error| vec![Err(error); batch.len()]));
        }
        published
    }
}

impl EventBridge {
    /// Publishes at most ten events in one request, and returns the outcome of each.
    async fn put(&self, batch: &[DomainEvent]) -> Result<Vec<Result<(), BusError>>, BusError> {
        let entries = batch.iter().map(|event| self.entry(event)).collect();
        let answer = self.client.put_events().set_entries(Some(entries)).send().await;
        let answer = answer.map_err(|error| BusError(DisplayErrorContext(error).to_string()))?;
        // PutEvents returns 200 even for entries that it rejected. Its results are in the order of the entries.
        let outcome = |n| match answer.entries().get(n).map(PutEventsResultEntry::error_code) {
            Some(None) => Ok(()),
            Some(Some(code)) => Err(BusError(code.to_owned())),
            None => Err(BusError("PutEvents did not report the entry".to_owned())),
        };
        Ok((0..batch.len()).map(outcome).collect())
    }

    fn entry(&self, event: &DomainEvent) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source("3d-things.shop")
            .detail_type(event.kind.detail_type())
            .detail(json!(event).to_string())
            .build()
    }
}
