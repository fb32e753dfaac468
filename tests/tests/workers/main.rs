//! Workers and races between them, in process: the functions' own code on a real engine and the pretend Stripe.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::large_futures)]

mod agreeing;
mod anchors;
mod backfill;
mod bank;
mod batches;
mod cancelling;
mod carts;
mod catalog_bucket;
mod documents;
mod holds;
mod indexing;
mod links;
mod mailing;
mod mails;
mod order;
mod pages;
mod paying;
mod payments;
mod products;
mod quoting;
mod reconcile;
mod refunding;
mod refunds;
mod refusing;
mod repair;
mod settling;
mod sizes;
mod till;
mod tracking;
mod transactions;
mod turns;
mod unavailable;
