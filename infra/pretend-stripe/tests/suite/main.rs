//! The pretend Stripe over real HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod api;
mod faults;
mod idempotency;
mod page;
mod real_client;
mod refunds;
mod state;
mod support;
mod webhooks;
