//! What several endpoints show, or take, in the same form.

pub mod audit;
pub mod customer_orders;
pub mod export;
pub mod note;
pub mod opened;
pub mod order;
pub mod path;
pub mod product;
pub mod search;
pub mod sheet;
pub mod span;
pub mod variant;

#[cfg(test)]
mod sample;
