//! Tests of the Stripe adapter against the pretend Stripe, over HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::needless_pass_by_value)]

mod connections;
mod failures;
mod full_types;
mod line;
mod odd_answers;
mod privacy;
mod refunds;
mod sessions;
mod support;
