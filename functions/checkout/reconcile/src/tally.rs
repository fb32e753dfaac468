//! The result of a run.

use shared::chain::Chain;
use shared::queue::QueueError;
use shared::store::pending_work::Sweep;
use shared::worker::HandlerError;

/// The result of a run. An error is recorded, and the remaining items are still processed.
#[derive(Default)]
pub struct Tally {
    /// Number of stuck items that were enqueued again.
    pub repaired: usize,
    /// Number of orders whose receipt is overdue.
    pub receipts_overdue: usize,
    faults: Vec<HandlerError>,
}

impl Tally {
    /// Records the errors of a sweep, and returns the items that it found.
    pub fn take<T>(&mut self, sweep: Sweep<T>) -> Vec<T> {
        self.faults.extend(sweep.faults.into_iter().map(HandlerError::from));
        sweep.found
    }

    /// Counts stuck items as repaired, except those that could not be enqueued.
    pub fn repaired(&mut self, sent: Vec<Result<(), QueueError>>) {
        self.repaired += sent.iter().filter(|sent| sent.is_ok()).count();
        self.enqueued(sent);
    }

    /// Records the messages that could not be enqueued.
    pub fn enqueued(&mut self, sent: Vec<Result<(), QueueError>>) {
        self.failed(sent.into_iter().filter_map(Result::err));
    }

    pub fn failed<E: Into<HandlerError>>(&mut self, errors: impl IntoIterator<Item = E>) {
        self.faults.extend(errors.into_iter().map(Into::into));
    }

    /// Returns an error if anything could not be checked, so that the run counts as failed. Each error is logged.
    pub fn end(mut self) -> Result<(), HandlerError> {
        for fault in &self.faults {
            tracing::error!(error = %Chain(fault.as_ref()), "part of the sweep failed");
        }
        self.faults.pop().map_or(Ok(()), Err)
    }
}
