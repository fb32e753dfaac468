//! Cold starts: from spawn to the first poll, clients made and connections opened, and then the first answer.

use crate::events::event;
use crate::fleet::Fleet;
use crate::purchase::{self, Bought};
use crate::runtime::Function;
use crate::surroundings::Surroundings;
use crate::table::{self, median, milliseconds, row, verdict};

const SPAWNS: usize = 20;
/// As many as the shop's samples.
const PRODUCTS: u128 = 24;
/// First poll and first answer, in milliseconds.
const GOALS: (f64, f64) = (4.0, 1.5);

struct Starts {
    poll: f64,
    first: f64,
    second: f64,
}

pub(crate) async fn print(fleet: &Fleet) {
    let mut around = Surroundings::with_products(PRODUCTS).await;
    let bought = purchase::one(fleet, &mut around).await;
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
    let names = fleet.functions().into_iter().map(|function| function.name);
    for name in names.chain(["empty-handler".to_owned()]) {
        let Starts { poll, first, second } = measure(fleet, &around, &bought, &name).await;
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

async fn measure(fleet: &Fleet, around: &Surroundings, bought: &Bought, name: &str) -> Starts {
    let (mut polls, mut firsts, mut seconds) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..SPAWNS {
        let mut function: Function = fleet.start(name, around).await;
        polls.push(milliseconds(function.start));
        firsts.push(milliseconds(function.call(&event(name, around, bought, 2 * n)).await.took));
        seconds.push(milliseconds(function.call(&event(name, around, bought, 2 * n + 1)).await.took));
    }
    Starts { poll: median(polls), first: median(firsts), second: median(seconds) }
}
