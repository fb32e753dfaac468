//! 3D models: which are accepted, why others are refused, and that Khronos' validator agrees.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cases;
mod corpus;
mod glb;
mod khronos;

use domain::catalogue::product::FileType;
use shared_images::{Checked, Refused, check};

/// Checks a file that was declared as a model, and returns it as it is published.
fn published(file: &[u8]) -> Result<Vec<u8>, Refused> {
    match check(file.to_vec(), FileType::Glb)? {
        Checked::Model(file) => Ok(file),
        Checked::Picture(_) => unreachable!("a picture is no model"),
    }
}
