//! Parameters and replies shared by several endpoints. Those of one endpoint are in its own crate.

pub mod audit;
pub mod customer_orders;
pub mod note;
pub mod order;
pub mod order_span;
pub mod product;
pub mod product_export;
pub mod product_sheet;
pub mod sheet;
