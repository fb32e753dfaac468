//! Fault injection: each external call succeeds, or fails or crashes its caller before or after its effect.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Poll;

use crate::rng::Rng;

/// Outcome of one external call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    Fine,
    FailBefore,
    FailAfter,
    CrashBefore,
    CrashAfter,
}

/// The call got no answer; its effect may have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lost;

/// Random numbers and trace of a run.
#[derive(Debug)]
struct State {
    rng: Rng,
    /// Calls of a thousand that fail or crash.
    rate: usize,
    /// Set by a call that crashes the task being polled.
    crashed: bool,
    counts: BTreeMap<(&'static str, Fate), u64>,
    /// Index partitions that the task being polled has queried.
    queried: Vec<String>,
    trace: Vec<String>,
}

/// Fault injection, shared by all fakes of a run.
#[derive(Debug, Clone)]
pub(crate) struct Chaos(Arc<Mutex<State>>);

impl Chaos {
    pub(crate) fn new(seed: u64, rate: usize) -> Self {
        let rng = Rng::new(seed);
        let (counts, queried, trace) = (BTreeMap::new(), Vec::new(), Vec::new());
        let state = State { rng, rate, crashed: false, counts, queried, trace };
        Self(Arc::new(Mutex::new(state)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Sets the fault rate: this many of a thousand calls fail or crash.
    pub(crate) fn start(&self, rate: usize) {
        self.state().rate = rate;
    }

    /// Stops all faults from now on.
    pub(crate) fn stop(&self) {
        self.state().rate = 0;
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.state().rate == 0
    }

    pub(crate) fn chance(&self, percent: usize) -> bool {
        self.state().rng.chance(percent)
    }

    pub(crate) fn below(&self, end: usize) -> usize {
        self.state().rng.below(end)
    }

    /// Adds a line to the trace, which is printed for a failed seed.
    pub(crate) fn record(&self, what: impl FnOnce() -> String) {
        self.state().trace.push(what());
    }

    pub(crate) fn trace(&self) -> String {
        self.state().trace.join("\n")
    }

    /// Returns the number of calls by place and fate.
    pub(crate) fn counts(&self) -> BTreeMap<(&'static str, Fate), u64> {
        self.state().counts.clone()
    }

    /// Returns true if the task polled last has crashed, and resets the flag.
    pub(crate) fn take_crash(&self) -> bool {
        std::mem::take(&mut self.state().crashed)
    }

    /// Records that the task being polled queries an index partition.
    pub(crate) fn query(&self, partition: String) {
        self.state().queried.push(partition);
    }

    /// Returns the index partitions that the task polled last has queried, and forgets them.
    pub(crate) fn take_queried(&self) -> Vec<String> {
        std::mem::take(&mut self.state().queried)
    }

    fn fate(&self, place: &'static str) -> Fate {
        let mut state = self.state();
        let rate = state.rate;
        let fate = if state.rng.below(1000) < rate {
            *state.rng.pick(&[
                Fate::FailBefore,
                Fate::FailBefore,
                Fate::FailAfter,
                Fate::CrashBefore,
                Fate::CrashAfter,
                Fate::CrashAfter,
            ])
        } else {
            Fate::Fine
        };
        *state.counts.entry((place, fate)).or_default() += 1;
        if fate != Fate::Fine {
            state.trace.push(format!("    {fate:?} at {place}"));
        }
        fate
    }

    /// Crashes the task being polled: its future never continues and is dropped.
    async fn crash<T>(&self) -> T {
        self.state().crashed = true;
        std::future::pending().await
    }

    /// Makes a call with a random fate. Other tasks may run before and after it.
    pub(crate) async fn act<T>(&self, place: &'static str, act: impl FnOnce() -> T) -> Result<T, Lost> {
        yield_now().await;
        let done = match self.fate(place) {
            Fate::Fine => Ok(act()),
            Fate::FailBefore => Err(Lost),
            Fate::FailAfter => {
                act();
                Err(Lost)
            }
            Fate::CrashBefore => self.crash().await,
            Fate::CrashAfter => {
                act();
                self.crash().await
            }
        };
        yield_now().await;
        done
    }
}

/// Yields once, so that other tasks run.
pub(crate) fn yield_now() -> impl Future<Output = ()> + Send {
    let mut waited = false;
    std::future::poll_fn(move |context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
}
