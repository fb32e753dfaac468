//! Parameters and replies that several endpoints have in common. Those of a single endpoint are in its own crate.

pub mod audit;
pub mod customer_orders;
pub mod note;
pub mod order;
pub mod order_span;
pub mod product;
pub mod product_export;
pub mod product_sheet;
