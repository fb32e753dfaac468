//! Processor time of a warm invocation compared with an empty handler; the functions take turns in each
//! round.

use crate::binaries::Binaries;
use crate::environment::Environment;
use crate::events::event;
use crate::purchase;
use crate::runtime::Function;
use crate::table::{self, median, microseconds, row, verdict};

const PRODUCTS: u128 = 1_000;
const ROUNDS: usize = 15;
const CALLS: usize = 200;
const FUNCTIONS: [&str; 5] = ["empty-handler", "list-products", "get-product", "quote-cart", "render-page"];
/// Largest extra cost of a function, as a multiple of the empty handler's.
const GOAL: f64 = 1.0;

pub(crate) async fn print(binaries: &Binaries) {
    let mut environment = Environment::with_products(PRODUCTS).await;
    let purchase = purchase::complete_one(binaries, &mut environment).await;
    let mut running: Vec<(Function, serde_json::Value)> = Vec::new();
    for name in FUNCTIONS {
        let event = event(name, &environment, &purchase, 0);
        let mut function = binaries.start(name, &environment).await;
        for _ in 0..CALLS {
            function.call(&event).await;
        }
        running.push((function, event));
    }
    let mut rounds = vec![Vec::new(); FUNCTIONS.len()];
    for _ in 0..ROUNDS {
        for ((function, event), round) in running.iter_mut().zip(&mut rounds) {
            let before = function.cpu();
            for _ in 0..CALLS {
                function.call(event).await;
            }
            round.push(microseconds(function.cpu().saturating_sub(before)) / CALLS as f64);
        }
    }
    show(rounds.into_iter().map(median).collect());
}

fn show(figures: Vec<f64>) {
    let empty = figures[0];
    let head = [
        &"function" as &dyn ToString,
        &"µs",
        &"empty µs",
        &"ratio",
        &"above empty µs",
        &"above / empty",
        &"goal",
        &"",
    ];
    let mut rows = vec![row(head)];
    for (name, own) in FUNCTIONS.into_iter().zip(figures).skip(1) {
        let extra = own - empty;
        rows.push(row([
            &name,
            &format!("{own:.0}"),
            &format!("{empty:.0}"),
            &format!("{:.2}", own / empty),
            &format!("{extra:.0}"),
            &format!("{:.2}", extra / empty),
            &format!("{GOAL:.1}"),
            &verdict(extra / empty, GOAL),
        ]));
    }
    let title =
        format!("CPU time of a warm call, {PRODUCTS} products, medians of {ROUNDS} rounds of {CALLS}");
    table::print(&title, &rows);
}
