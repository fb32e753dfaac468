//! Pictures and 3D models of products: where files lie, how staff may put one there, what makes a file a picture or a
//! model, and in which widths a picture is served.

mod bucket;
mod check;
mod model;
mod picture;

pub use bucket::{Bucket, BucketError, Permit, UPLOAD_SECONDS};
pub use check::{Checked, Refused, check};
pub use picture::{NotWritten, Picture, Served};
