//! Cold starts: time from spawn to the first poll (clients created, connections opened), then to the first
//! response.

use crate::binaries::{Binaries, EMPTY};
use crate::environment::Environment;
use crate::events::{cases_of, event};
use crate::goals::Goals;
use crate::purchase::{self, CompletedPurchase};
use crate::runtime::Function;
use crate::table::{self, median, megabytes, milliseconds, row, verdict};

/// A request for a tracking link may be repeated 30 times, and each spawn sends two.
const SPAWNS: usize = 15;
/// The number of sample products.
const PRODUCTS: u32 = 24;
/// First poll and first response, in milliseconds.
pub(crate) const GOALS: (f64, f64) = (6.0, 1.5);

/// Figures of cold starts.
pub(crate) struct Start {
    /// Time from spawn to the first poll, in milliseconds.
    pub(crate) poll: f64,
    /// Time of the first response, in milliseconds.
    pub(crate) first: f64,
    pub(crate) second: f64,
    /// Resident memory after the first response, in megabytes.
    pub(crate) resident: f64,
    /// Read units of the start and the first response.
    pub(crate) read_units: f64,
}

pub(crate) async fn print(binaries: &Binaries, goals: &mut Goals) {
    let mut environment = Environment::with_products(PRODUCTS).await;
    let purchase = purchase::complete_one(binaries, &mut environment).await;
    let head = [
        &"function" as &dyn ToString,
        &"first poll ms",
        &"goal",
        &"",
        &"first response ms",
        &"goal",
        &"",
        &"second ms",
        &"resident MB",
        &"read units",
    ];
    let (mut rows, mut polls, mut firsts) = (vec![row(head)], Vec::new(), Vec::new());
    let functions = binaries.functions();
    let cases = functions.iter().flat_map(|function| cases_of(&function.name));
    for case in cases.chain([EMPTY]) {
        let start = measure(binaries, &environment, &purchase, case, SPAWNS).await;
        rows.push(row([
            &case,
            &format!("{:.2}", start.poll),
            &GOALS.0,
            &verdict(start.poll, GOALS.0),
            &format!("{:.2}", start.first),
            &GOALS.1,
            &verdict(start.first, GOALS.1),
            &format!("{:.2}", start.second),
            &format!("{:.1}", start.resident),
            &start.read_units,
        ]));
        if case != EMPTY {
            polls.push(start.poll);
            firsts.push(start.first);
        }
    }
    table::print(&format!("Cold start, {PRODUCTS} products, medians of {SPAWNS} spawns, over TLS"), &rows);
    goals.at_most(&format!("spawn to first poll, {PRODUCTS} products"), GOALS.0, "ms", &polls);
    goals.at_most(&format!("first response, cold, {PRODUCTS} products"), GOALS.1, "ms", &firsts);
}

/// Spawns the function of a case several times, with two events each, and returns the medians.
pub(crate) async fn measure(
    binaries: &Binaries,
    environment: &Environment,
    purchase: &CompletedPurchase,
    case: &str,
    spawns: usize,
) -> Start {
    let mut starts = Vec::new();
    for n in 0..spawns {
        environment.meter.take();
        let mut function: Function = binaries.start(case, environment).await;
        let first = function.call(&event(case, environment, purchase, 2 * n)).await.took;
        let read_units = environment.meter.take().read_units;
        let resident = megabytes(function.memory().0);
        let second = function.call(&event(case, environment, purchase, 2 * n + 1)).await.took;
        let (poll, first, second) = (milliseconds(function.start), milliseconds(first), milliseconds(second));
        starts.push(Start { poll, first, second, resident, read_units });
    }
    let middle = |figure: fn(&Start) -> f64| median(starts.iter().map(figure).collect());
    Start {
        poll: middle(|start| start.poll),
        first: middle(|start| start.first),
        second: middle(|start| start.second),
        resident: middle(|start| start.resident),
        read_units: middle(|start| start.read_units),
    }
}
