//! Workers and races between them, in process: the functions' own code on a real engine and the pretend Stripe.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::large_futures)]

mod backfill;
mod batches;
mod cancelling;
mod links;
mod order;
mod pages;
mod paying;
mod payments;
mod reconcile;
mod refunding;
mod refunds;
mod settling;
mod tracking;
mod transactions;
