//! The shared library of every function: everything with side effects, around the pure [`domain`].
//!
//! The modules form layers, from bottom to top. A module uses only modules below it (`tests/tests/contract/layers.rs`):
//!
//! 1. [`chain`], [`clock`], [`config`], [`customer`], [`lookup`], [`random`], [`telemetry`]: small modules that use no other;
//! 2. [`events`], [`payments`], [`messages`], [`queue`], [`vault`], [`store`], [`mail`]: storage, payments, messages
//!    and mail, each with its ports;
//! 3. [`aws`]: the adapters of those ports;
//! 4. [`start`]: a function's dependencies at its cold start;
//! 5. [`worker`], [`stream`], [`schedule`], [`site`], [`http`]: the loops around a function's code;
//! 6. [`api`]: parameters and replies that endpoints have in common;
//! 7. [`erasure`], [`payment_end`]: steps that several functions share.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub use domain;

pub mod api;
pub mod aws;
pub mod chain;
pub mod clock;
pub mod config;
pub mod customer;
pub mod erasure;
pub mod events;
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
pub mod start;
pub mod store;
pub mod stream;
pub mod telemetry;
pub mod vault;
pub mod worker;
