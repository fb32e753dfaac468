//! The OpenAPI document, generated from the types of every endpoint.

mod document;
mod flat;

pub use document::{Described, describe, document, written};
