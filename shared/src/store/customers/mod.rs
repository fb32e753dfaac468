//! Orders whose customer data may be erased.

pub mod erasable;
