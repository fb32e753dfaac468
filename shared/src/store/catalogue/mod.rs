//! Products, categories and the cached catalogue.

pub(in crate::store) mod archive;
pub mod catalog;
pub mod catalog_items;
pub(in crate::store) mod catalog_version;
pub mod categories;
pub mod products;
pub mod stock;
pub(in crate::store) mod uploads;
