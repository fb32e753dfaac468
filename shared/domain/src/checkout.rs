//! Carts and their prices.

pub mod quote;
