//! Processor time of warm calls.

use crate::binaries::Binaries;
use crate::environment::Environment;
use crate::events::event;
use crate::purchase::CompletedPurchase;
use crate::table::{median, microseconds};

/// The functions take turns in each round.
pub(crate) const ROUNDS: usize = 15;
pub(crate) const CALLS: usize = 200;

/// Returns the processor time of a warm call of each case, in microseconds: medians of the rounds.
pub(crate) async fn of_warm_calls(
    binaries: &Binaries,
    environment: &Environment,
    purchase: &CompletedPurchase,
    cases: &[&str],
) -> Vec<f64> {
    let mut running = Vec::new();
    for case in cases {
        let event = event(case, environment, purchase, 0);
        let mut function = binaries.start(case, environment).await;
        for _ in 0..CALLS {
            function.call(&event).await;
        }
        running.push((function, event));
    }
    let mut rounds = vec![Vec::new(); cases.len()];
    for _ in 0..ROUNDS {
        for ((function, event), round) in running.iter_mut().zip(&mut rounds) {
            let before = function.cpu();
            for _ in 0..CALLS {
                function.call(event).await;
            }
            round.push(microseconds(function.cpu().saturating_sub(before)) / CALLS as f64);
        }
    }
    rounds.into_iter().map(median).collect()
}
