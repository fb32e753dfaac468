//! Simulated time: a future sleeps until the clock reaches its time, and nothing waits in reality.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use aws_sdk_dynamodb::config::{AsyncSleep, Sleep};
use futures::executor::LocalPool;

#[derive(Debug, Default)]
struct Timers {
    /// Microseconds since the start.
    now: u64,
    begun: u64,
    /// The sleepers, by their time and the order in which they began to sleep.
    waiting: BTreeMap<(u64, u64), Waker>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Clock(Arc<Mutex<Timers>>);

impl Clock {
    pub(crate) fn now(&self) -> u64 {
        self.0.lock().unwrap().now
    }

    /// Sleeps for this many microseconds.
    pub(crate) fn wait(&self, micros: u64) -> impl Future<Output = ()> + Send + Sync + 'static + use<> {
        let timers = Arc::clone(&self.0);
        let until = self.now() + micros;
        let mut place = None;
        poll_fn(move |context| {
            let mut timers = timers.lock().unwrap();
            if timers.now >= until {
                return Poll::Ready(());
            }
            timers.begun += 1;
            let place = *place.get_or_insert((until, timers.begun));
            timers.waiting.insert(place, context.waker().clone());
            Poll::Pending
        })
    }

    /// Runs every task to its end, and advances the time whenever all of them sleep.
    pub(crate) fn run(&self, pool: &mut LocalPool) {
        loop {
            pool.run_until_stalled();
            let mut timers = self.0.lock().unwrap();
            let Some(((until, _), waker)) = timers.waiting.pop_first() else { return };
            timers.now = until;
            drop(timers);
            waker.wake();
        }
    }
}

/// The SDK's waits between retries, and the store's, take simulated time.
impl AsyncSleep for Clock {
    fn sleep(&self, duration: Duration) -> Sleep {
        Sleep::new(self.wait(duration.as_micros().try_into().unwrap()))
    }
}
