//! Sizes of the function binaries, stripped and zipped.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::binaries::{Binaries, FunctionBinary};
use crate::events::{PAGES, function_of};
use crate::goals::Goals;
use crate::table::{self, megabytes, row, verdict};

/// Kinds of functions with the maximum of their zipped size in megabytes.
const KINDS: [(&str, f64); 3] = [("functions", 2.2), ("functions that call Stripe", 3.2), ("pages", 3.0)];

fn kind_of(function: &FunctionBinary) -> usize {
    if function.name == function_of(PAGES[0]) { 2 } else { usize::from(function.calls_stripe) }
}

pub(crate) fn print(binaries: &Binaries, goals: &mut Goals) {
    let mut rows = vec![row([&"function", &"binary MB", &"zipped MB", &"goal", &""])];
    let mut figures: [Vec<f64>; 3] = Default::default();
    for function in binaries.functions() {
        let (size, zipped) = measure(&function.binary);
        let kind = kind_of(&function);
        let (_, goal) = KINDS[kind];
        rows.push(row([
            &function.name,
            &format!("{:.2}", megabytes(size)),
            &format!("{:.2}", megabytes(zipped)),
            &goal,
            &verdict(megabytes(zipped), goal),
        ]));
        figures[kind].push(megabytes(zipped));
    }
    table::print("Size", &rows);
    for ((kind, goal), figures) in KINDS.into_iter().zip(figures) {
        goals.at_most(&format!("zipped size, {kind}"), goal, "MB", &figures);
    }
}

/// Returns the binary's size and its deflated size; a zip adds about two hundred bytes.
fn measure(binary: &Path) -> (u64, u64) {
    let content = fs::read(binary).unwrap();
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::best());
    deflated.write_all(&content).unwrap();
    (content.len() as u64, deflated.finish().unwrap().len() as u64)
}
