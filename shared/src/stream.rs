//! The table's stream is the outbox: what was written there and has to happen elsewhere is relayed from it.

use std::sync::Arc;

use async_trait::async_trait;
use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use aws_sdk_eventbridge::error::DisplayErrorContext;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use serde_json::json;

use crate::clock;
use crate::messages::{IssueRefund, SendMail};
use crate::queue::{HandlerError, Queue};
use crate::store::outbox::{self, Outgoing, PublicEvent};
use crate::telemetry::{self, Metric};

/// The event bus that other systems of the studio listen to.
#[derive(Debug, Clone)]
pub struct Bus {
    client: aws_sdk_eventbridge::Client,
    name: String,
}

impl Bus {
    /// The bus of a name.
    pub const fn new(client: aws_sdk_eventbridge::Client, name: String) -> Self {
        Self { client, name }
    }
}

/// Where outgoing work goes; the queues and the bus, or a test's record of it.
#[async_trait]
pub trait Outlets: Send + Sync {
    /// Queues a mail that is owed.
    async fn mail(&self, message: &SendMail) -> Result<(), HandlerError>;
    /// Queues a refund that is to be made.
    async fn refund(&self, message: &IssueRefund) -> Result<(), HandlerError>;
    /// Tells the bus.
    async fn publish(&self, event: &PublicEvent) -> Result<(), HandlerError>;
}

/// The real outlets.
#[derive(Debug, Clone)]
pub struct AwsOutlets {
    /// Mails.
    pub mail: Queue,
    /// Refunds.
    pub refunds: Queue,
    /// Everybody else.
    pub bus: Bus,
}

#[async_trait]
impl Outlets for AwsOutlets {
    async fn mail(&self, message: &SendMail) -> Result<(), HandlerError> {
        Ok(self.mail.send(message).await?)
    }

    async fn refund(&self, message: &IssueRefund) -> Result<(), HandlerError> {
        Ok(self.refunds.send(message).await?)
    }

    async fn publish(&self, event: &PublicEvent) -> Result<(), HandlerError> {
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus.name)
            .source("3d-things.shop")
            .detail_type(event.detail_type())
            .detail(json!(event).to_string())
            .build();
        let answer = self.bus.client.put_events().entries(entry).send().await;
        let answer = answer.map_err(|error| DisplayErrorContext(error).to_string())?;
        // PutEvents answers 200 even for entries it did not take.
        if answer.failed_entry_count > 0 {
            return Err("the event bus did not take the event".into());
        }
        Ok(())
    }
}

/// Relays a batch in order and stops at the first record that fails: it and all after it come again.
pub async fn relay(outlets: &dyn Outlets, event: Event) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        let number = record.change.sequence_number.clone();
        if let Err(error) = relay_one(outlets, record).await {
            tracing::error!(error = %crate::chain::Chain(error.as_ref()), "the change could not be relayed and will come again");
            telemetry::count(Metric::MessageFailed, clock::now());
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = number;
            response.batch_item_failures.push(failure);
            break;
        }
    }
    response
}

async fn relay_one(outlets: &dyn Outlets, record: EventRecord) -> Result<(), HandlerError> {
    match outbox::outgoing(record.change.old_image, record.change.new_image)? {
        Some(Outgoing::Mail(message)) => outlets.mail(&message).await,
        Some(Outgoing::Refund(message)) => outlets.refund(&message).await,
        Some(Outgoing::Event(event)) => outlets.publish(&event).await,
        None => Ok(()),
    }
}

/// The function's dependencies.
#[derive(Clone)]
pub struct RelayDeps(pub Arc<dyn Outlets>);
