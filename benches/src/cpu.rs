//! Processor time of one warm invocation, against a handler that does nothing, in turns.

use crate::events::event;
use crate::fleet::Fleet;
use crate::purchase;
use crate::runtime::Function;
use crate::surroundings::Surroundings;
use crate::table::{self, median, microseconds, row, verdict};

const PRODUCTS: u128 = 1_000;
const ROUNDS: usize = 15;
const CALLS: usize = 200;
const FUNCTIONS: [&str; 5] = ["empty-handler", "list-products", "get-product", "quote-cart", "render-page"];
/// How much a function may add to what the empty handler costs, in times of that.
const GOAL: f64 = 1.0;

pub(crate) async fn print(fleet: &Fleet) {
    let mut around = Surroundings::with_products(PRODUCTS).await;
    let bought = purchase::one(fleet, &mut around).await;
    let mut running: Vec<(Function, serde_json::Value)> = Vec::new();
    for name in FUNCTIONS {
        let event = event(name, &around, &bought, 0);
        let mut function = fleet.start(name, &around).await;
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
        let beyond = own - empty;
        rows.push(row([
            &name,
            &format!("{own:.0}"),
            &format!("{empty:.0}"),
            &format!("{:.2}", own / empty),
            &format!("{beyond:.0}"),
            &format!("{:.2}", beyond / empty),
            &format!("{GOAL:.1}"),
            &verdict(beyond / empty, GOAL),
        ]));
    }
    let title =
        format!("CPU time of a warm call, {PRODUCTS} products, medians of {ROUNDS} rounds of {CALLS}");
    table::print(&title, &rows);
}
