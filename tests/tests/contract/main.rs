//! What is said in more than one place is said the same: handlers, template, document and folders.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::needless_pass_by_value)]

mod access;
mod alarms;
mod bodies;
mod calls;
mod currencies;
mod document;
mod events;
mod folders;
mod fuzz;
mod layers;
mod policies;
mod problems;
mod routes;
mod template;
