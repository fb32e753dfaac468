//! The goals, each beside its figure.

use crate::table::{self, row};

/// The table of goals, which the parts of a run add to.
pub(crate) struct Goals(Vec<Vec<String>>);

impl Goals {
    pub(crate) fn new() -> Self {
        Self(vec![row([&"figure", &"goal", &"measured", &""])])
    }

    /// Adds a figure, and returns `met` or `missed`.
    pub(crate) fn add(&mut self, figure: &str, goal: &str, measured: &str, met: bool) -> &'static str {
        let verdict = if met { "met" } else { "missed" };
        self.0.push(row([&figure, &goal, &measured, &verdict]));
        verdict
    }

    /// Adds figures that share a maximum, as the range of their values. Nothing is added if there are none.
    pub(crate) fn at_most(&mut self, figure: &str, maximum: f64, unit: &str, measured: &[f64]) {
        let (least, most) = range(measured);
        let measured = match measured {
            [] => return,
            [one] => format!("{one:.1} {unit}"),
            _ => format!("{least:.1} to {most:.1} {unit}"),
        };
        self.add(figure, &format!("at most {maximum} {unit}"), &measured, most <= maximum);
    }

    pub(crate) fn print(&self) {
        if self.0.len() > 1 {
            table::print("Goals", &self.0);
        }
    }
}

fn range(values: &[f64]) -> (f64, f64) {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    (least, values.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}
