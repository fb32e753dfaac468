//! Tests of the pretend Stripe over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod api;
mod faults;
mod idempotency;
mod page;
mod refunds;
mod state;
mod support;
mod webhooks;
