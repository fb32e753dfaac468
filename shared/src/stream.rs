//! Relays the table's stream, which is the outbox: a written change that requires work elsewhere is sent to its queue or
//! to the event bus.

use std::sync::Arc;

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use lambda_runtime::{LambdaEvent, service_fn};

use crate::chain::Chain;
use crate::clock;
use crate::config::StartError;
use crate::events::Bus;
use crate::queue::{Queue, send};
use crate::start::{self, Env, FromEnv, MailQueue, RefundQueue};
use crate::store::outbox::{self, Outgoing};
use crate::telemetry::{self, Metric};
use crate::worker::HandlerError;

/// The queues and the bus that changes are relayed to.
#[derive(Clone)]
pub struct Destinations {
    pub mail: Arc<dyn Queue>,
    pub refunds: Arc<dyn Queue>,
    pub bus: Arc<dyn Bus>,
}

/// Relays a batch in order. It stops at the first record that fails; the stream redelivers that record and all after it.
pub async fn relay(destinations: &Destinations, event: Event) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        let number = record.change.sequence_number.clone();
        if let Err(error) = relay_one(destinations, record).await {
            tracing::error!(error = %Chain(error.as_ref()), "stream record failed; it will be retried");
            telemetry::count(Metric::MessageFailed, clock::now());
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = number;
            response.batch_item_failures.push(failure);
            break;
        }
    }
    response
}

async fn relay_one(destinations: &Destinations, record: EventRecord) -> Result<(), HandlerError> {
    let outgoing = match outbox::outgoing(record.change.old_image, record.change.new_image) {
        Ok(outgoing) => outgoing,
        Err(error) => {
            // It will never be readable and must not block the records after it. Pending work is also in the table,
            // which a sweep checks.
            tracing::error!(error = %error, "unreadable stream record skipped");
            telemetry::count(Metric::MessageFailed, clock::now());
            return Ok(());
        }
    };
    match outgoing {
        Some(Outgoing::Mail(message)) => Ok(send(destinations.mail.as_ref(), &message, None).await?),
        Some(Outgoing::Refund(message)) => Ok(send(destinations.refunds.as_ref(), &message, None).await?),
        Some(Outgoing::Event(event)) => Ok(destinations.bus.publish(&event).await?),
        None => Ok(()),
    }
}

impl FromEnv for Destinations {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let MailQueue(mail) = MailQueue::from_env(env).await?;
        let RefundQueue(refunds) = RefundQueue::from_env(env).await?;
        Ok(Self { mail, refunds, bus: env.bus()? })
    }
}

/// Runs the relaying function; called by its `main`.
pub fn run() -> Result<(), start::Error> {
    start::block_on(async {
        let destinations = Arc::new(Destinations::from_env(&Env::load()?).await?);
        lambda_runtime::run(service_fn(move |event: LambdaEvent<Event>| {
            let destinations = Arc::clone(&destinations);
            async move { Ok::<_, start::Error>(relay(&destinations, event.payload).await) }
        }))
        .await
    })
}
