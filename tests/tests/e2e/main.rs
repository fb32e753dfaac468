//! The whole shop from outside: HTTP through the gateway, the functions' own binaries, queues, streams, mails, and the
//! pretend Stripe, on a local cloud that was deployed from the very template that goes to AWS.
//!
//! Tests run beside one another, each with products, customers and keys of its own. Those in `alone` turn switches that
//! everybody would feel, so `.config/nextest.toml` gives each of them the cloud for itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::needless_pass_by_value)]

mod alone;
mod audit;
mod bulk;
mod canary;
mod catalogue;
mod categories;
mod checkouts;
mod documents;
mod due;
mod events;
mod export;
mod images;
mod imports;
mod input;
mod links;
mod mails;
mod notes;
mod orders;
mod payments;
mod privacy;
mod products;
mod purchase;
mod queues;
mod refunds;
mod settings;
mod strangers;
mod summary;
mod support;
mod webhooks;
