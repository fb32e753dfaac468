//! Images and 3D models of products: their storage, upload permits, validation, and the widths in which
//! images are served.

mod bucket;
mod check;
mod colour;
mod content;
mod jpeg;
mod metadata;
mod model;
mod picture;
mod refused;

pub use bucket::{Bucket, BucketError, Permit, UPLOAD_SECONDS};
pub use check::{Checked, check};
pub use picture::{NotWritten, Picture, Served};
pub use refused::Refused;
