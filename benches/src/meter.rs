//! Counts what the functions ask of the services: requests, capacity units, new connections, and how many requests follow
//! one another.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// A kind of request, as AWS charges for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    DynamoDb,
    Kms,
    Sqs,
    SqsFifo,
    Ses,
    EventBridge,
    SecretsManager,
    S3Get,
    S3Put,
    Stripe,
}

/// Requests since the last count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counted {
    requests: BTreeMap<Service, u64>,
    pub(crate) read_units: f64,
    pub(crate) write_units: f64,
    /// Messages sent to queues, and to FIFO queues; a request can send several.
    pub(crate) messages: u64,
    pub(crate) fifo_messages: u64,
    /// Events put on the bus.
    pub(crate) events: u64,
    /// Connections opened.
    pub(crate) connections: u64,
    /// Length of the longest chain of requests that each began after the one before was answered.
    pub(crate) in_sequence: u64,
}

impl Counted {
    pub(crate) fn of(&self, service: Service) -> u64 {
        self.requests.get(&service).copied().unwrap_or_default()
    }
}

/// Shared by all services of an environment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    counted: Counted,
    latency: Duration,
}

impl Meter {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Counts one request, and answers it.
    pub(crate) async fn request<T>(&self, service: Service, answer: impl Future<Output = T>) -> T {
        let (place, latency) = {
            let mut state = self.state();
            *state.counted.requests.entry(service).or_default() += 1;
            (state.counted.in_sequence + 1, state.latency)
        };
        if !latency.is_zero() {
            tokio::time::sleep(latency).await;
        }
        let answered = answer.await;
        let mut state = self.state();
        state.counted.in_sequence = state.counted.in_sequence.max(place);
        answered
    }

    /// Counts what is not one for each request.
    pub(crate) fn add(&self, count: impl FnOnce(&mut Counted)) {
        count(&mut self.state().counted);
    }

    /// Delays each answer, so that requests that are sent at once are seen to overlap.
    pub(crate) fn delay_answers(&self, latency: Duration) {
        self.state().latency = latency;
    }

    /// Returns what was counted since the last call.
    pub(crate) fn take(&self) -> Counted {
        std::mem::take(&mut self.state().counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn answered(meter: &Meter) {
        meter.request(Service::Kms, tokio::task::yield_now()).await;
    }

    #[tokio::test]
    async fn requests_that_are_sent_at_once_are_one_step_of_the_sequence() {
        let meter = Meter::default();
        tokio::join!(answered(&meter), answered(&meter));
        answered(&meter).await;
        let counted = meter.take();
        assert_eq!((counted.of(Service::Kms), counted.in_sequence), (3, 2));
        assert_eq!((meter.take().of(Service::Kms), counted.of(Service::Sqs)), (0, 0));
    }
}
