//! Purchases in the table: read as a whole, changed by `PurchaseWriter::amend` in one transaction with the audit entries.

mod amend;
mod cart;
mod context;
mod items;
mod read;
mod write;

pub use cart::{CartClaim, CartStep};
pub use context::PricingContext;
pub use items::{IdempotencyItem, NumberItem, RefundItem};
