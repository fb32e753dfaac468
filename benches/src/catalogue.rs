//! The functions that read the catalogue, in shops of different sizes: cold start, and processor time of a warm call
//! compared with an empty handler.

use crate::binaries::{Binaries, EMPTY};
use crate::cold::{self, Start};
use crate::cpu::{self, CALLS, ROUNDS};
use crate::environment::Environment;
use crate::events::PAGES;
use crate::goals::Goals;
use crate::purchase;
use crate::table;

/// Numbers of products, unless others are asked for.
pub(crate) const SIZES: [u32; 3] = [24, 1_000, 10_000];
const SPAWNS: usize = 9;
const CASES: [&str; 6] =
    ["list-products", "list-categories", "get-product", "quote-cart", PAGES[0], PAGES[1]];

/// Figures of a case in a shop of one size.
struct Figures {
    start: Start,
    /// Processor time of a warm call, in microseconds.
    cpu: f64,
    /// The same as a multiple of the empty handler's.
    empties: f64,
}

/// A row of the table for each case.
struct Row {
    name: &'static str,
    figure: fn(&Figures) -> f64,
    decimals: usize,
    goal: fn(&str) -> Goal,
}

enum Goal {
    None,
    AtMost(f64),
    /// As in the smallest shop, with a tolerance of a tenth.
    SameAtAnySize,
}

const ROWS: [Row; 6] = [
    Row {
        name: "first poll, ms",
        figure: |of| of.start.poll,
        decimals: 1,
        goal: |_| Goal::AtMost(cold::GOALS.0),
    },
    Row {
        name: "first answer, ms",
        figure: |of| of.start.first,
        decimals: 1,
        goal: |_| Goal::AtMost(cold::GOALS.1),
    },
    Row { name: "CPU per call, µs", figure: |of| of.cpu, decimals: 0, goal: |_| Goal::None },
    Row { name: "CPU per call, empties", figure: |of| of.empties, decimals: 2, goal: empties },
    Row { name: "resident, MB", figure: |of| of.start.resident, decimals: 1, goal: |_| Goal::SameAtAnySize },
    Row {
        name: "read units of a cold start",
        figure: |of| of.start.read_units,
        decimals: 1,
        goal: |_| Goal::SameAtAnySize,
    },
];

fn empties(case: &str) -> Goal {
    match case {
        "list-products" => Goal::AtMost(1.3),
        "get-product" => Goal::AtMost(1.2),
        "render-page, list page" => Goal::AtMost(5.0),
        _ => Goal::None,
    }
}

pub(crate) async fn print(binaries: &Binaries, sizes: &[u32], goals: &mut Goals) {
    let cases: Vec<&str> = CASES.into_iter().filter(|case| binaries.measures(case)).collect();
    if cases.is_empty() {
        return;
    }
    let (mut figures, mut empty) = (Vec::new(), Vec::new());
    for size in sizes {
        let (of_size, of_empty) = measure(binaries, *size, &cases).await;
        figures.push(of_size);
        empty.push(format!("{of_empty:.0} µs"));
    }
    let mut head = vec!["figure".to_owned()];
    head.extend(sizes.iter().map(|size| format!("{size} products")));
    head.extend(["goal".to_owned(), String::new()]);
    let mut rows = vec![head];
    for (place, case) in cases.iter().enumerate() {
        let of_case: Vec<&Figures> = figures.iter().map(|of_size| &of_size[place]).collect();
        rows.extend(ROWS.iter().map(|row| cells(row, case, &of_case, goals)));
    }
    let title = format!(
        "Catalogue functions: cold starts over TLS, medians of {SPAWNS} spawns; CPU time of a warm call, medians of \
         {ROUNDS} rounds of {CALLS}; an empty handler takes {}",
        empty.join(", ")
    );
    table::print(&title, &rows);
}

/// The cells of a row, which is compared with its goal by its worst figure.
fn cells(row: &Row, case: &str, of_case: &[&Figures], goals: &mut Goals) -> Vec<String> {
    let values: Vec<f64> = of_case.iter().map(|figures| (row.figure)(figures)).collect();
    let shown: Vec<String> = values.iter().map(|value| format!("{value:.*}", row.decimals)).collect();
    let worst = values.iter().copied().fold(0.0, f64::max);
    let (goal, met) = match (row.goal)(case) {
        Goal::AtMost(most) => (format!("{most}"), worst <= most),
        Goal::SameAtAnySize if values.len() > 1 => {
            ("as with the fewest".to_owned(), worst <= values[0] * 1.1)
        }
        Goal::None | Goal::SameAtAnySize => (String::new(), true),
    };
    let figure = format!("{case}: {}", row.name);
    let verdict = if goal.is_empty() { "" } else { goals.add(&figure, &goal, &shown.join(" / "), met) };
    let mut cells = vec![figure];
    cells.extend(shown);
    cells.extend([goal, verdict.to_owned()]);
    cells
}

/// Returns the figures of each case in a shop with this many products, and the processor time of an empty handler.
async fn measure(binaries: &Binaries, products: u32, cases: &[&str]) -> (Vec<Figures>, f64) {
    let mut environment = Environment::with_products(products).await;
    let purchase = purchase::complete_one(binaries, &mut environment).await;
    let mut starts = Vec::new();
    for case in cases {
        starts.push(cold::measure(binaries, &environment, &purchase, case, SPAWNS).await);
    }
    let with_empty: Vec<&str> = [EMPTY].iter().chain(cases).copied().collect();
    let times = cpu::of_warm_calls(binaries, &environment, &purchase, &with_empty).await;
    let empty = times[0];
    let figures = starts.into_iter().zip(&times[1..]);
    (figures.map(|(start, cpu)| Figures { start, cpu: *cpu, empties: cpu / empty }).collect(), empty)
}
