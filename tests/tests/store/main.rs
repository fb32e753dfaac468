//! The store on a real engine: the embedded one, or DynamoDB Local when `DYNAMODB_LOCAL_URL` names it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::large_futures,
    clippy::needless_pass_by_value
)]

mod archive;
mod audit;
mod catalog;
mod catalog_cards;
mod catalog_items;
mod categories;
mod changes;
mod checkouts;
mod compact;
mod due;
mod erasure;
mod golden;
mod limits;
mod lists;
mod mail_templates;
mod mails;
mod outbox;
mod pending_work;
mod privacy;
mod products;
mod refunded;
mod relaying;
mod settings;
mod shards;
mod stats;
mod stock;
mod uploads;
mod vault;
