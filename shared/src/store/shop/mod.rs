//! Settings and figures.

pub mod settings;
pub mod stats;
