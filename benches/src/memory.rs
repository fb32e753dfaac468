//! Memory after forty thousand calls, and how it grew after the first four thousand.

use crate::events::event;
use crate::fleet::Fleet;
use crate::purchase;
use crate::surroundings::Surroundings;
use crate::table::{self, megabytes, row};

const CALLS: (usize, usize) = (4_000, 40_000);
/// In megabytes; growth below what a page or two of the allocator's makes counts as none.
const GOALS: (f64, f64) = (8.0, 0.1);
const PRODUCTS: u128 = 24;
/// Those that customers call most, and one of each other kind; all of them would take a quarter of an hour.
const FUNCTIONS: [&str; 7] = [
    "empty-handler",
    "list-products",
    "get-product",
    "quote-cart",
    "stripe-webhook",
    "settle-payment",
    "admin-list-orders",
];

pub(crate) async fn print(fleet: &Fleet) {
    let mut around = Surroundings::with_products(PRODUCTS).await;
    let bought = purchase::one(fleet, &mut around).await;
    let head =
        [&"function" as &dyn ToString, &"resident MB", &"goal", &"private MB", &"growth MB", &"goal", &""];
    let mut rows = vec![row(head)];
    for name in FUNCTIONS {
        let mut function = fleet.start(name, &around).await;
        let mut early = 0;
        for n in 1..=CALLS.1 {
            function.call(&event(name, &around, &bought, n)).await;
            around.queues.clear();
            if n == CALLS.0 {
                early = function.memory().0;
            }
        }
        let (late, own) = function.memory();
        let (resident, growth) = (megabytes(late), megabytes(late.saturating_sub(early)));
        let kept = resident <= GOALS.0 && growth <= GOALS.1;
        rows.push(row([
            &name,
            &format!("{resident:.2}"),
            &GOALS.0,
            &format!("{:.2}", megabytes(own)),
            &format!("{growth:.2}"),
            &0,
            &if kept { "kept" } else { "missed" },
        ]));
    }
    table::print(&format!("Memory after {} calls, growth since call {}", CALLS.1, CALLS.0), &rows);
}
