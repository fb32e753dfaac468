//! Products, categories and the cached catalogue.

pub(in crate::store) mod archive;
pub(in crate::store) mod card_sources;
pub mod catalog;
pub mod catalog_cards;
mod catalog_index;
pub mod catalog_items;
pub mod catalog_log;
pub(in crate::store) mod catalog_version;
pub mod categories;
pub mod compact;
pub mod products;
pub mod stock;
pub(in crate::store) mod uploads;
