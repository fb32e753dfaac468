//! The whole shop from outside: HTTP through the gateway, the functions' binaries, queues, streams, mails, and
//! the
//! pretend Stripe, on a local cloud deployed from the same template as AWS.
//!
//! Tests run in parallel, each with its own products, customers and keys. Those in `exclusive` change switches
//! that
//! affect every purchase, so `.config/nextest.toml` gives each of them the cloud to itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::large_futures,
    clippy::needless_pass_by_value
)]

mod admin_access;
mod audit;
mod bulk;
mod canary;
mod catalogue;
mod categories;
mod checkouts;
mod documents;
mod events;
mod exclusive;
mod export;
mod images;
mod imports;
mod input;
mod mails;
mod notes;
mod orders;
mod payments;
mod print_queue;
mod privacy;
mod products;
mod purchase;
mod queues;
mod refunds;
mod repair;
mod settings;
mod summary;
mod support;
mod tracking_links;
mod webhooks;
