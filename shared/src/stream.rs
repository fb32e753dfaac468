//! The table's stream is the outbox: what was written there and has to happen elsewhere is relayed from it.

use std::sync::Arc;

use async_trait::async_trait;
use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use aws_sdk_eventbridge::error::DisplayErrorContext;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::json;

use crate::clock;
use crate::env::{Env, FromEnv};
use crate::events::DomainEvent;
use crate::queue::{HandlerError, Queue, send};
use crate::store::outbox::{self, Outgoing};
use crate::telemetry::{self, Metric};

/// Where other systems of the studio learn what happened.
#[async_trait]
pub trait Bus: Send + Sync {
    /// Tells them.
    async fn publish(&self, event: &DomainEvent) -> Result<(), HandlerError>;
}

/// An event bus of Amazon EventBridge.
#[derive(Debug, Clone)]
pub struct EventBridge {
    client: aws_sdk_eventbridge::Client,
    name: String,
}

impl EventBridge {
    /// The bus of a name.
    pub const fn new(client: aws_sdk_eventbridge::Client, name: String) -> Self {
        Self { client, name }
    }
}

#[async_trait]
impl Bus for EventBridge {
    async fn publish(&self, event: &DomainEvent) -> Result<(), HandlerError> {
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source("3d-things.shop")
            .detail_type(event.kind.detail_type())
            .detail(json!(event).to_string())
            .build();
        let answer = self.client.put_events().entries(entry).send().await;
        let answer = answer.map_err(|error| DisplayErrorContext(error).to_string())?;
        // PutEvents answers 200 even for entries it did not take.
        if answer.failed_entry_count > 0 {
            return Err("the event bus rejected the event".into());
        }
        Ok(())
    }
}

/// Where outgoing work goes.
#[derive(Clone)]
pub struct Outlets {
    /// Mails that are owed.
    pub mail: Arc<dyn Queue>,
    /// Refunds that are to be made.
    pub refunds: Arc<dyn Queue>,
    /// Everybody else.
    pub bus: Arc<dyn Bus>,
}

/// Relays a batch in order and stops at the first record that fails: it and all after it come again.
pub async fn relay(outlets: &Outlets, event: Event) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        let number = record.change.sequence_number.clone();
        if let Err(error) = relay_one(outlets, record).await {
            tracing::error!(error = %crate::chain::Chain(error.as_ref()), "stream record failed; it will be retried");
            telemetry::count(Metric::MessageFailed, clock::now());
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = number;
            response.batch_item_failures.push(failure);
            break;
        }
    }
    response
}

async fn relay_one(outlets: &Outlets, record: EventRecord) -> Result<(), HandlerError> {
    let outgoing = match outbox::outgoing(record.change.old_image, record.change.new_image) {
        Ok(outgoing) => outgoing,
        Err(error) => {
            // It will never be readable, and must not keep what comes after it; what is owed is in the table as well.
            tracing::error!(error = %error, "unreadable stream record skipped");
            telemetry::count(Metric::MessageFailed, clock::now());
            return Ok(());
        }
    };
    match outgoing {
        Some(Outgoing::Mail(message)) => Ok(send(outlets.mail.as_ref(), &message, None).await?),
        Some(Outgoing::Refund(message)) => Ok(send(outlets.refunds.as_ref(), &message, None).await?),
        Some(Outgoing::Event(event)) => outlets.bus.publish(&event).await,
        None => Ok(()),
    }
}

/// The whole of the relaying function's `main`.
pub async fn run<D: FromEnv + AsRef<Outlets>>() -> Result<(), lambda_runtime::Error> {
    telemetry::init();
    let deps = Arc::new(D::from_env(&Env::load()?).await?);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Event>| {
        let deps = Arc::clone(&deps);
        async move { Ok::<_, lambda_runtime::Error>(relay((*deps).as_ref(), event.payload).await) }
    }))
    .await
}
