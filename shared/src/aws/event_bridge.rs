//! Publishes domain events to Amazon EventBridge.

use async_trait::async_trait;
use aws_sdk_eventbridge::error::DisplayErrorContext;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use serde_json::json;

use crate::events::{Bus, BusError, DomainEvent};

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
    async fn publish(&self, event: &DomainEvent) -> Result<(), BusError> {
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source("3d-things.shop")
            .detail_type(event.kind.detail_type())
            .detail(json!(event).to_string())
            .build();
        let response = self.client.put_events().entries(entry).send().await;
        let response = response.map_err(|error| BusError(DisplayErrorContext(error).to_string()))?;
        // PutEvents returns 200 even for entries that it rejected.
        if response.failed_entry_count > 0 {
            return Err(BusError("PutEvents rejected the entry".to_owned()));
        }
        Ok(())
    }
}
