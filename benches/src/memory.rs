//! Memory after 40,000 calls, and its growth since the first 4,000.

use crate::binaries::{Binaries, EMPTY};
use crate::environment::Environment;
use crate::events::event;
use crate::goals::Goals;
use crate::purchase;
use crate::table::{self, megabytes, row};

const CALLS: (usize, usize) = (4_000, 40_000);
/// Resident memory and growth, in megabytes; growth up to 0.1 MB is a page or two of the allocator's and
/// counts as none.
const GOALS: (f64, f64) = (8.0, 0.1);
const PRODUCTS: u32 = 24;
/// The functions that customers call most, and one of each other kind; all of them would take a quarter of an
/// hour.
const FUNCTIONS: [&str; 7] = [
    EMPTY,
    "list-products",
    "get-product",
    "quote-cart",
    "stripe-webhook",
    "settle-payment",
    "admin-list-orders",
];

pub(crate) async fn print(binaries: &Binaries, goals: &mut Goals) {
    let mut environment = Environment::with_products(PRODUCTS).await;
    let purchase = purchase::complete_one(binaries, &mut environment).await;
    let head =
        [&"function" as &dyn ToString, &"resident MB", &"goal", &"private MB", &"growth MB", &"goal", &""];
    let (mut rows, mut sizes, mut growths) = (vec![row(head)], Vec::new(), Vec::new());
    for name in FUNCTIONS.into_iter().filter(|name| binaries.measures(name)) {
        let mut function = binaries.start(name, &environment).await;
        let mut early = 0;
        for n in 1..=CALLS.1 {
            function.call(&event(name, &environment, &purchase, n)).await;
            environment.queues.clear();
            if n == CALLS.0 {
                early = function.memory().0;
            }
        }
        let (late, own) = function.memory();
        let (resident, growth) = (megabytes(late), megabytes(late.saturating_sub(early)));
        let met = resident <= GOALS.0 && growth <= GOALS.1;
        if name != EMPTY {
            sizes.push(resident);
            growths.push(growth);
        }
        rows.push(row([
            &name,
            &format!("{resident:.2}"),
            &GOALS.0,
            &format!("{:.2}", megabytes(own)),
            &format!("{growth:.2}"),
            &0,
            &if met { "met" } else { "missed" },
        ]));
    }
    table::print(&format!("Memory after {} calls, growth since call {}", CALLS.1, CALLS.0), &rows);
    goals.at_most(&format!("memory after {} calls", CALLS.1), GOALS.0, "MB", &sizes);
    goals.at_most(&format!("growth of memory since call {}", CALLS.0), GOALS.1, "MB", &growths);
}
