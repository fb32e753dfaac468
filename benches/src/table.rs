//! Markdown tables on standard output.

use std::time::Duration;

/// Prints a table; the first row is the header.
pub(crate) fn print(title: &str, rows: &[Vec<String>]) {
    println!("\n### {title}\n");
    let columns = rows[0].len();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for (place, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(&widths).enumerate();
        // The first column is aligned left, figures are aligned right.
        let cells = cells.map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
        if place == 0 {
            let rule = |(column, width): (usize, &usize)| match column {
                0 => "-".repeat(width + 2),
                _ => format!("{}:", "-".repeat(width + 1)),
            };
            println!("|{}|", widths.iter().enumerate().map(rule).collect::<Vec<_>>().join("|"));
        }
    }
}

pub(crate) fn row<const N: usize>(cells: [&dyn ToString; N]) -> Vec<String> {
    cells.iter().map(|cell| cell.to_string()).collect()
}

/// Compares a figure with its goal.
pub(crate) fn verdict(figure: f64, goal: f64) -> &'static str {
    if figure <= goal { "met" } else { "missed" }
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

pub(crate) fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / (1024.0 * 1024.0)
}

pub(crate) fn median(mut measured: Vec<f64>) -> f64 {
    measured.sort_by(f64::total_cmp);
    let middle = measured.len() / 2;
    if measured.len() % 2 == 1 {
        measured[middle]
    } else {
        f64::midpoint(measured[middle - 1], measured[middle])
    }
}
