//! The shop's rules, pure: no AWS, no HTTP, no clock and no randomness. Time and ids are arguments.
//!
//! - [`money`], [`ids`], [`text`], [`email`], [`place`]: the small values, each parsed once and valid ever after;
//! - [`product`], [`category`], [`settings`], [`calendar`], [`quote`]: what can be bought, and for how much;
//! - [`time`]: points in time as callers write them;
//! - [`purchase`]: the one state machine from cart to delivery;
//! - [`carrier`]: where a parcel is followed;
//! - [`settlement`]: what Stripe's present answer means for a purchase;
//! - [`audit`], [`subject`]: the hash-chained trail of every change, and what it is about.

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
