//! Settings of the shop, and its business days.

pub mod calendar;
pub mod settings;
