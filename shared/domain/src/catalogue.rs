//! Products, their variants and images, the cards that lists show of them, and categories.

pub mod card;
pub mod cards;
pub mod category;
pub mod hue;
pub mod product;
