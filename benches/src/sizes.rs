//! Sizes of the function binaries, stripped and zipped.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::binaries::Binaries;
use crate::table::{self, megabytes, row, verdict};

/// Zipped size in megabytes, for functions that call Stripe and for those that do not.
const GOALS: (f64, f64) = (3.0, 2.0);

pub(crate) fn print(binaries: &Binaries) {
    let mut rows = vec![row([&"function", &"binary MB", &"zipped MB", &"goal", &""])];
    for function in binaries.functions() {
        let (size, zipped) = measure(&function.binary);
        let goal = if function.calls_stripe { GOALS.0 } else { GOALS.1 };
        rows.push(row([
            &function.name,
            &format!("{:.2}", megabytes(size)),
            &format!("{:.2}", megabytes(zipped)),
            &format!("{goal:.0}"),
            &verdict(megabytes(zipped), goal),
        ]));
    }
    table::print("Size", &rows);
}

/// Returns the binary's size and its deflated size; a zip adds about two hundred bytes.
fn measure(binary: &Path) -> (u64, u64) {
    let content = fs::read(binary).unwrap();
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::best());
    deflated.write_all(&content).unwrap();
    (content.len() as u64, deflated.finish().unwrap().len() as u64)
}
