//! Orders settled per second, and the processor time of a whole purchase.

use crate::binaries::{Binaries, EMPTY};
use crate::cpu;
use crate::environment::Environment;
use crate::goals::Goals;
use crate::purchase::{FUNCTIONS, PurchaseFlow};
use crate::subprocess;
use crate::table::{self, microseconds, row, verdict};

const PURCHASES: usize = 200;
const PRODUCTS: u32 = 24;
/// Minimum of settled orders per second.
const RATE: f64 = 800.0;
/// Maximum processor time of all functions for one purchase, as a multiple of an empty handler's call.
const GOAL: f64 = 60.0;

pub(crate) async fn print(binaries: &Binaries, goals: &mut Goals) {
    purchases(binaries, goals).await;
    let figures = subprocess::figures("rate").await;
    let rate = figures["a_second"].as_f64().unwrap();
    let shown = format!("{rate:.0}");
    let met = goals.add("orders settled per second, in process", "at least 800", &shown, rate >= RATE);
    let rows = [
        row([&"settle-payment in process, embedded engine", &"figure", &"goal", &""]),
        row([&"orders per second", &shown, &format!("{RATE:.0}"), &met]),
        row([&"µs per order, all threads, engine included", &figures["cpu_us"], &"", &""]),
        row([&"µs per order in the engine", &figures["engine_us"], &"", &""]),
    ];
    table::print("Settling", &rows);
}

/// Prints the functions of a purchase that are to be measured, and their sum if these are all.
async fn purchases(binaries: &Binaries, goals: &mut Goals) {
    let measured: Vec<&str> = FUNCTIONS.into_iter().filter(|name| binaries.measures(name)).collect();
    if measured.is_empty() {
        return;
    }
    let mut environment = Environment::with_products(PRODUCTS).await;
    let mut flow = PurchaseFlow::start(binaries, &environment, &[]).await;
    let purchase = flow.buy(&mut environment, "warm").await;
    let cpu = |flow: &PurchaseFlow, name: &str| microseconds(flow.functions[name].cpu());
    let before: Vec<f64> = measured.iter().map(|name| cpu(&flow, name)).collect();
    for n in 0..PURCHASES {
        flow.buy(&mut environment, &format!("key-{n}")).await;
    }
    let spent = measured.iter().zip(before);
    let spent = spent.map(|(name, before)| (cpu(&flow, name) - before) / PURCHASES as f64);
    let spent: Vec<f64> = spent.collect();
    let empty = cpu::of_warm_calls(binaries, &environment, &purchase, &[EMPTY]).await[0];
    let mut rows = vec![row([&"function", &"µs per purchase", &"empties", &"goal", &""])];
    let mut add = |name: &str, us: f64, goal: &str, verdict: &str| {
        rows.push(row([&name, &format!("{us:.0}"), &format!("{:.1}", us / empty), &goal, &verdict]));
    };
    for (name, us) in measured.iter().zip(&spent) {
        add(name, *us, "", "");
    }
    if measured.len() == FUNCTIONS.len() {
        let all: f64 = spent.iter().sum();
        add("all", all, &format!("{GOAL:.0}"), verdict(all / empty, GOAL));
        goals.at_most("CPU time of a whole purchase", GOAL, "empties", &[all / empty]);
    }
    add(EMPTY, empty, "", "");
    table::print(&format!("CPU time of a whole purchase, mean of {PURCHASES}"), &rows);
}
