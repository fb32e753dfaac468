//! The purchase under faults: the functions' own code in one thread, on the embedded engine. A seed decides which
//! external calls fail, crash, repeat or are reordered.
//!
//! `FAULT_SEEDS` sets the number of seeds; `FAULT_SEED` runs a single seed and prints its trace on failure.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::needless_pass_by_value
)]

mod buyers;
mod chaos;
mod delivery;
mod fakes;
mod in_flight;
mod invariants;
mod load;
mod mail;
mod recovery;
mod rng;
mod run;
mod staff;
mod stream;
mod stripe;
mod table;
mod tasks;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::chaos::Fate;
use crate::invariants::Tally;

const SEEDS: u64 = 1000;

#[allow(clippy::disallowed_methods, reason = "only this test knows these variables")]
fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().expect("a number"))
}

/// Runs one seed. A failure prints the seed, and its trace if it runs alone.
fn run_seed(seed: u64, alone: bool) -> Option<Tally> {
    let mut trace = None;
    let outcome = catch_unwind(AssertUnwindSafe(|| run::run(seed, &mut trace)));
    if outcome.is_err() {
        if let Some(chaos) = trace.filter(|_| alone) {
            eprintln!("{}", chaos.trace());
        }
        eprintln!(
            "FAULT_SEED={seed} fails; run it alone with: FAULT_SEED={seed} cargo nextest run -p shop-tests --test faults"
        );
    }
    outcome.ok()
}

#[test]
fn a_purchase_ends_correctly_under_any_faults() {
    if let Some(seed) = variable("FAULT_SEED") {
        let tally = run_seed(seed, true).expect("the seed fails");
        eprintln!("{tally:#?}");
        return;
    }
    let seeds = variable("FAULT_SEEDS").unwrap_or(SEEDS);
    let (next, failed) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    let whole = Mutex::new(Tally::default());
    let began = Instant::now();
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds || failed.lock().unwrap().len() >= 5 {
                        return;
                    }
                    match run_seed(seed, false) {
                        Some(tally) => whole.lock().unwrap().add(tally),
                        None => failed.lock().unwrap().push(seed),
                    }
                }
            });
        }
    });
    let whole = whole.into_inner().unwrap();
    report(&whole, seeds, began);
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "seeds that fail: {failed:?}; run one alone with FAULT_SEED=…");
    assert!(seeds < SEEDS || every_place_was_hit(&whole), "some act met no fault: {:?}", whole.faults);
}

fn report(whole: &Tally, seeds: u64, began: Instant) {
    let faults: u64 = whole.faults.iter().filter(|((_, fate), _)| *fate != Fate::Fine).map(|(_, n)| n).sum();
    let acts: u64 = whole.faults.values().sum();
    let millis = began.elapsed().as_millis().max(1);
    let rate = u128::from(seeds) * 1000 / millis;
    eprintln!("{seeds} seeds in {millis} ms, {rate} a second");
    eprintln!(
        "{} purchases, {} orders, {} cancelled, {} payments returned, {} shipped ({} overridden), {} erased",
        whole.purchases,
        whole.orders,
        whole.cancelled,
        whole.returned,
        whole.shipped,
        whole.overridden,
        whole.erased
    );
    eprintln!(
        "{} mails sent, {} failed, {} dropped; {} pieces returned, {} missing",
        whole.mails_sent,
        whole.mails_failed,
        whole.mails_dropped,
        whole.pieces_returned,
        whole.pieces_missing
    );
    eprintln!(
        "{acts} acts outside, {faults} of them failed or crashed; {} dead letters, {} seeds lost stream records",
        whole.dead_letters, whole.given_up_batches
    );
    eprintln!(
        "{} second mails, each after a cut between the provider's yes and its note",
        whole.second_receipts
    );
}

/// Returns true if each place met failures and crashes, so that no fault stays untested unnoticed. Excluded are the
/// calls that only a refund's event causes: they happen after the faults have stopped, when the payments are settled.
fn every_place_was_hit(whole: &Tally) -> bool {
    let after_faults = ["table: CreateTable", "stripe: payment", "stripe: refunds"];
    let met = |place: &str, fates: [Fate; 2]| {
        whole.faults.keys().any(|(met, fate)| *met == place && fates.contains(fate))
    };
    let tried = |place: &str| {
        met(place, [Fate::FailBefore, Fate::FailAfter]) && met(place, [Fate::CrashBefore, Fate::CrashAfter])
    };
    whole.faults.keys().all(|(place, _)| after_faults.contains(place) || tried(place))
}

/// Removes ids and numbers, which differ from run to run.
fn without_ids(trace: &str) -> String {
    let parts = trace.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric());
    let plain = parts.map(|part| {
        let id = part.len() == 27 && part.starts_with('0');
        if id { part.split_at(26).1 } else { part }
    });
    plain.flat_map(str::chars).filter(|letter| !letter.is_ascii_digit()).collect()
}

#[test]
fn the_same_seed_has_the_same_history() {
    for seed in 0..10 {
        let [first, second] = [(); 2].map(|()| {
            let mut trace = None;
            run::run(seed, &mut trace);
            without_ids(&trace.unwrap().trace())
        });
        let differs = first.lines().zip(second.lines()).position(|(first, second)| first != second);
        let place = differs.unwrap_or(0);
        let at =
            |trace: &str| trace.lines().skip(place.saturating_sub(3)).take(5).collect::<Vec<_>>().join("\n");
        assert_eq!(at(&first), at(&second), "seed {seed} is not repeated from line {place} on");
    }
}
