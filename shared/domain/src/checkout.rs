//! Carts and their prices.

pub mod charge;
pub mod quote;
