//! Relays the table's stream, which is the outbox: a written change that requires work elsewhere is sent to its queue or
//! to the event bus.

use std::sync::Arc;

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use lambda_runtime::{LambdaEvent, service_fn};

use crate::chain::Chain;
use crate::clock;
use crate::config::StartError;
use crate::events::{Bus, DomainEvent};
use crate::messages::{IssueRefund, SendMail};
use crate::queue::{Queue, send_all};
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

/// The most messages that are sent at once: as many as one request to each destination can take. If one of them fails, the
/// others of its round are repeated with it, and no later ones.
const ROUND: usize = 30;

/// Relays a batch in rounds, each in as few requests as possible. It stops after the first round in which a record fails;
/// the stream redelivers the first record that failed and all after it, so every message may arrive twice.
pub async fn relay(destinations: &Destinations, event: Event) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    let numbers: Vec<_> = event.records.iter().map(|record| record.change.sequence_number.clone()).collect();
    let records = event.records.into_iter().enumerate();
    let work: Vec<_> = records.filter_map(|(place, record)| Some((place, outgoing(record)?))).collect();
    for round in work.chunks(ROUND) {
        let failures = Round::of(round).send(destinations).await;
        let Some((place, error)) = failures.iter().min_by_key(|(place, _)| *place) else { continue };
        let error = Chain(error.as_ref());
        tracing::error!(error = %error, failed = failures.len(), "stream record failed; it will be retried");
        telemetry::count(Metric::MessageFailed, clock::now());
        let mut failure = DynamoDbBatchItemFailure::default();
        failure.item_identifier = numbers.get(*place).cloned().flatten();
        response.batch_item_failures.push(failure);
        break;
    }
    response
}

fn outgoing(record: EventRecord) -> Option<Outgoing> {
    outbox::outgoing(record.change.old_image, record.change.new_image).unwrap_or_else(|error| {
        // It will never be readable and must not block the records after it. Pending work is also in the table, which a
        // sweep checks.
        tracing::error!(error = %error, "unreadable stream record skipped");
        telemetry::count(Metric::MessageFailed, clock::now());
        None
    })
}

/// Messages by destination, each with the place of its record.
#[derive(Default)]
struct Round {
    mails: Vec<(usize, SendMail)>,
    refunds: Vec<(usize, IssueRefund)>,
    events: Vec<(usize, DomainEvent)>,
}

impl Round {
    fn of(work: &[(usize, Outgoing)]) -> Self {
        let mut round = Self::default();
        for (place, outgoing) in work.iter().cloned() {
            match outgoing {
                Outgoing::Mail(message) => round.mails.push((place, message)),
                Outgoing::Refund(message) => round.refunds.push((place, message)),
                Outgoing::Event(event) => round.events.push((place, event)),
            }
        }
        round
    }

    /// Sends everything, and returns the places of the records that failed.
    async fn send(self, destinations: &Destinations) -> Vec<(usize, HandlerError)> {
        let (mail_places, mails): (Vec<_>, Vec<_>) = self.mails.into_iter().unzip();
        let (refund_places, refunds): (Vec<_>, Vec<_>) = self.refunds.into_iter().unzip();
        let (event_places, events): (Vec<_>, Vec<_>) = self.events.into_iter().unzip();
        let (mails, refunds, events) = tokio::join!(
            send_all(destinations.mail.as_ref(), mails.into_iter().map(|message| (message, None))),
            send_all(destinations.refunds.as_ref(), refunds.into_iter().map(|message| (message, None))),
            destinations.bus.publish(&events),
        );
        let mut failures = failed(mail_places, mails);
        failures.extend(failed(refund_places, refunds));
        failures.extend(failed(event_places, events));
        failures
    }
}

/// Returns the errors among the outcomes of these places.
fn failed<E: Into<HandlerError>>(
    places: Vec<usize>,
    outcomes: Vec<Result<(), E>>,
) -> Vec<(usize, HandlerError)> {
    let outcomes = places.into_iter().zip(outcomes);
    outcomes.filter_map(|(place, outcome)| Some((place, outcome.err()?.into()))).collect()
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
