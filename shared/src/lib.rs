//! What every function shares: everything that touches the world, at the edge of the pure [`domain`].
//!
//! - [`mod@env`], [`config`], [`telemetry`]: how a function starts and speaks;
//! - [`http`]: one trait makes an endpoint; [`queue`] and [`stream`]: one batch loop each;
//! - [`site`]: pages for people;
//! - [`store`]: the table; [`vault`]: the customer's data, sealed; [`payments`], [`mail`]: ports.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub use domain;

pub mod chain;
pub mod clock;
pub mod config;
pub mod customer;
pub mod env;
pub mod erasure;
pub mod events;
pub mod fulfilment;
pub mod http;
pub mod lookup;
pub mod mail;
pub mod messages;
pub mod payment_end;
pub mod payments;
pub mod queue;
pub mod random;
pub mod schedule;
pub mod site;
pub mod store;
pub mod stream;
pub mod telemetry;
pub mod vault;
pub mod views;
