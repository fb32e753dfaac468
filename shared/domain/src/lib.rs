//! The shop's business rules, without AWS, HTTP, clock or randomness. Time and ids are arguments.
//!
//! - [`money`], [`ids`], [`text`], [`email`], [`place`], [`time`], [`private`], [`fault`]: value types, validated when they
//!   are parsed;
//! - [`catalogue`], [`checkout`], [`shop`]: products and categories; prices of carts; settings and business days;
//! - [`purchase`]: every event of a purchase, from checkout to delivery, as a pure function;
//! - [`audit`]: hash-chained audit trails and their subjects.

#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod at_most;
pub mod audit;
pub mod catalogue;
pub mod checkout;
pub mod email;
pub mod fault;
pub mod ids;
pub mod money;
pub mod place;
pub mod private;
pub mod purchase;
pub mod shop;
pub mod text;
pub mod time;
