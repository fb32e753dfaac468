//! Cold starts: time from spawn to the first poll (clients created, connections opened), then to the first
//! response.

use crate::binaries::Binaries;
use crate::environment::Environment;
use crate::events::event;
use crate::purchase::{self, CompletedPurchase};
use crate::runtime::Function;
use crate::table::{self, median, milliseconds, row, verdict};

const SPAWNS: usize = 20;
/// The number of sample products.
const PRODUCTS: u128 = 24;
/// First poll and first response, in milliseconds.
const GOALS: (f64, f64) = (4.0, 1.5);

struct Starts {
    poll: f64,
    first: f64,
    second: f64,
}

pub(crate) async fn print(binaries: &Binaries) {
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
    ];
    let mut rows = vec![row(head)];
    let names = binaries.functions().into_iter().map(|function| function.name);
    for name in names.chain(["empty-handler".to_owned()]) {
        let Starts { poll, first, second } = measure(binaries, &environment, &purchase, &name).await;
        rows.push(row([
            &name,
            &format!("{poll:.2}"),
            &GOALS.0,
            &verdict(poll, GOALS.0),
            &format!("{first:.2}"),
            &GOALS.1,
            &verdict(first, GOALS.1),
            &format!("{second:.2}"),
        ]));
    }
    table::print(&format!("Cold start, medians of {SPAWNS} spawns, over TLS"), &rows);
}

async fn measure(
    binaries: &Binaries,
    environment: &Environment,
    purchase: &CompletedPurchase,
    name: &str,
) -> Starts {
    let (mut polls, mut firsts, mut seconds) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..SPAWNS {
        let mut function: Function = binaries.start(name, environment).await;
        polls.push(milliseconds(function.start));
        firsts.push(milliseconds(function.call(&event(name, environment, purchase, 2 * n)).await.took));
        seconds.push(milliseconds(function.call(&event(name, environment, purchase, 2 * n + 1)).await.took));
    }
    Starts { poll: median(polls), first: median(firsts), second: median(seconds) }
}
