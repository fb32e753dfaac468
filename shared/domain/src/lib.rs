//! The shop's business rules, without AWS, HTTP, clock or randomness. Time and ids are arguments.
//!
//! - [`money`], [`ids`], [`text`], [`email`], [`place`]: value types, validated when they are parsed;
//! - [`product`], [`category`], [`settings`], [`calendar`], [`quote`]: the catalogue and its prices;
//! - [`time`]: points in time as callers write them;
//! - [`private`]: the wrapper for personal data;
//! - [`purchase`]: every event of a purchase, from checkout to delivery, as a pure function;
//! - [`audit`], [`subject`]: hash-chained audit trails and their subjects.

#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod audit;
pub mod calendar;
pub mod category;
pub mod email;
pub mod fault;
pub mod ids;
pub mod money;
pub mod place;
pub mod private;
pub mod product;
pub mod purchase;
pub mod quote;
pub mod settings;
pub mod subject;
pub mod text;
pub mod time;
