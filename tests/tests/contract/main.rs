//! Contract tests: handlers, template, OpenAPI document and folders agree on everything that more than one of them
//! states.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::large_futures,
    clippy::needless_pass_by_value
)]

mod access;
mod alarms;
mod bodies;
mod bounds;
mod calls;
mod cdn;
mod countries;
mod currencies;
mod document;
mod events;
mod folders;
mod fuzz;
mod garbage;
mod layers;
mod mail_reports;
mod policies;
mod problems;
mod routes;
mod sheets;
mod template;
mod timeouts;
