//! Orders settled per second, and the processor time of a whole purchase.

use crate::binaries::Binaries;
use crate::environment::Environment;
use crate::purchase::{FUNCTIONS, PurchaseFlow};
use crate::subprocess;
use crate::table::{self, microseconds, row, verdict};

const PURCHASES: usize = 200;
const PRODUCTS: u128 = 24;
/// Minimum of settled orders per second.
const RATE: f64 = 1_000.0;
/// Processor time of all functions for one purchase, in microseconds.
const GOAL: f64 = 2_000.0;

pub(crate) async fn print(binaries: &Binaries) {
    purchases(binaries).await;
    let figures = subprocess::figures("rate").await;
    let rate = figures["a_second"].as_f64().unwrap();
    let kept = if rate >= RATE { "kept" } else { "missed" };
    let rows = [
        row([&"settle-payment in process, embedded engine", &"figure", &"goal", &""]),
        row([&"orders per second", &format!("{rate:.0}"), &format!("{RATE:.0}"), &kept]),
        row([&"µs per order, all threads, engine included", &figures["cpu_us"], &"", &""]),
        row([&"µs per order in the engine", &figures["engine_us"], &"", &""]),
    ];
    table::print("Settling", &rows);
}

async fn purchases(binaries: &Binaries) {
    let mut environment = Environment::with_products(PRODUCTS).await;
    let mut flow = PurchaseFlow::start(binaries, &environment).await;
    flow.buy(&mut environment, "warm").await;
    let before = flow.cpu();
    for n in 0..PURCHASES {
        flow.buy(&mut environment, &format!("key-{n}")).await;
    }
    let spent = flow.cpu().into_iter().zip(before);
    let spent: Vec<f64> =
        spent.map(|(after, before)| microseconds(after.saturating_sub(before)) / PURCHASES as f64).collect();
    let mut rows = vec![row([&"function", &"µs per purchase", &"goal", &""])];
    for (name, spent) in FUNCTIONS.iter().zip(&spent) {
        rows.push(row([name, &format!("{spent:.0}"), &"", &""]));
    }
    let all: f64 = spent.iter().sum();
    rows.push(row([&"all", &format!("{all:.0}"), &format!("{GOAL:.0}"), &verdict(all, GOAL)]));
    table::print(&format!("CPU time of a whole purchase, mean of {PURCHASES}"), &rows);
}
