//! Pictures of products: where files lie, how staff may put one there, and what makes a file a picture.

mod bucket;
mod check;

pub use bucket::{Bucket, BucketError, Permit, UPLOAD_SECONDS};
pub use check::{Refused, check};
