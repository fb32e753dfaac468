//! Carts and their prices.

pub mod cart_id;
pub mod charge;
pub mod quote;
