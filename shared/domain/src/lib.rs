//! The shop's business rules, without AWS, HTTP, clock or randomness. Time and ids are arguments.
//!
//! - [`money`], [`ids`], [`text`], [`email`], [`place`]: value types, validated when they are parsed;
//! - [`product`], [`category`], [`settings`], [`calendar`], [`quote`]: the catalogue and its prices;
//! - [`time`]: points in time as callers write them;
//! - [`purchase`]: the state machine of a purchase, from checkout to delivery;
//! - [`carrier`]: tracking pages of parcel carriers;
//! - [`settlement`]: the effect of a Stripe session's current state on a purchase;
//! - [`audit`], [`subject`]: hash-chained audit trails and their subjects.

#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod audit;
pub mod calendar;
pub mod carrier;
pub mod category;
pub mod email;
pub mod fault;
pub mod ids;
pub mod money;
pub mod place;
pub mod product;
pub mod purchase;
pub mod quote;
pub mod refund;
pub mod settings;
pub mod settlement;
pub mod subject;
pub mod text;
pub mod time;
