//! Shared support of the tests of the whole shop: engines to run the store on, and valid test data.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::large_futures,
    clippy::missing_panics_doc
)]

pub mod bucket;
pub mod budgets;
pub mod catalog_files;
pub mod engine;
pub mod events;
pub mod keys;
pub mod queue;
pub mod shop;
pub mod stripe;
