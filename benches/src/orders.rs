//! Orders: how many are settled in a second, and what a whole purchase costs in processor time.

use crate::aside;
use crate::fleet::Fleet;
use crate::purchase::{FUNCTIONS, Line};
use crate::surroundings::Surroundings;
use crate::table::{self, microseconds, row, verdict};

const PURCHASES: usize = 200;
const PRODUCTS: u128 = 24;
/// Settled orders a second, at least.
const RATE: f64 = 1_000.0;
/// Processor time of all functions for one purchase, in microseconds.
const GOAL: f64 = 2_000.0;

pub(crate) async fn print(fleet: &Fleet) {
    purchases(fleet).await;
    let figures = aside::figures("rate").await;
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

async fn purchases(fleet: &Fleet) {
    let mut around = Surroundings::with_products(PRODUCTS).await;
    let mut line = Line::start(fleet, &around).await;
    line.buy(&mut around, "warm").await;
    let before = line.cpu();
    for n in 0..PURCHASES {
        line.buy(&mut around, &format!("key-{n}")).await;
    }
    let spent = line.cpu().into_iter().zip(before);
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
