//! Pictures and 3D models of products: where files lie, how staff may put one there, and what makes a file a picture or
//! a model.

mod bucket;
mod check;
mod model;

pub use bucket::{Bucket, BucketError, Permit, UPLOAD_SECONDS};
pub use check::{Refused, check};
