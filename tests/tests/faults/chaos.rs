//! What becomes of each act on the outside: done, or failed or crashed before or after it was done.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Poll;

use crate::rng::Rng;

/// What becomes of one act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    Fine,
    FailBefore,
    FailAfter,
    CrashBefore,
    CrashAfter,
}

/// The act was not answered, whether or not it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lost;

/// Every draw of a run, and what the draws came to.
#[derive(Debug)]
struct State {
    rng: Rng,
    /// Of a thousand acts, how many do not go well.
    rate: usize,
    /// Set by an act that kills the task that is being polled.
    crashed: bool,
    counts: BTreeMap<(&'static str, Fate), u64>,
    trace: Vec<String>,
}

/// Shared by everything that stands for the outside.
#[derive(Debug, Clone)]
pub(crate) struct Chaos(Arc<Mutex<State>>);

impl Chaos {
    pub(crate) fn new(seed: u64, rate: usize) -> Self {
        let rng = Rng::new(seed);
        let state = State { rng, rate, crashed: false, counts: BTreeMap::new(), trace: Vec::new() };
        Self(Arc::new(Mutex::new(state)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// From now on, of a thousand acts this many do not go well.
    pub(crate) fn storm(&self, rate: usize) {
        self.state().rate = rate;
    }

    /// From now on everything goes well.
    pub(crate) fn calm(&self) {
        self.state().rate = 0;
    }

    pub(crate) fn is_calm(&self) -> bool {
        self.state().rate == 0
    }

    pub(crate) fn chance(&self, percent: usize) -> bool {
        self.state().rng.chance(percent)
    }

    pub(crate) fn below(&self, end: usize) -> usize {
        self.state().rng.below(end)
    }

    /// Tells what happened, for a failing seed's story.
    pub(crate) fn tell(&self, what: impl FnOnce() -> String) {
        self.state().trace.push(what());
    }

    pub(crate) fn story(&self) -> String {
        self.state().trace.join("\n")
    }

    /// How often each fate met each kind of act.
    pub(crate) fn counts(&self) -> BTreeMap<(&'static str, Fate), u64> {
        self.state().counts.clone()
    }

    /// Whether the task polled last was killed; asking forgets it.
    pub(crate) fn take_crash(&self) -> bool {
        std::mem::take(&mut self.state().crashed)
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

    /// Kills the task that is being polled: its future never goes on and is dropped.
    async fn crash<T>(&self) -> T {
        self.state().crashed = true;
        std::future::pending().await
    }

    /// Does an act under its fate. Before and after it, other tasks may run.
    pub(crate) async fn act<T>(&self, place: &'static str, act: impl FnOnce() -> T) -> Result<T, Lost> {
        others().await;
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
        others().await;
        done
    }
}

/// Lets other tasks run.
pub(crate) fn others() -> impl Future<Output = ()> + Send {
    let mut waited = false;
    std::future::poll_fn(move |context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
}
