//! Products, their variants and images, and categories.

pub mod category;
pub mod product;
