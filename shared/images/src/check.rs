//! Whether a file is the picture or the 3D model that it claims to be.

use domain::product::{FileType, MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE, MIN_IMAGE_SIDE};
use image::ImageFormat;

use crate::model;
use crate::picture::Picture;

/// Why a file cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is nothing that can be shown, or damaged.
    #[error("The file cannot be read as the declared content type.")]
    Unreadable,
    /// It can be shown, but is of another kind than was announced.
    #[error("The file type differs from the declared content type.")]
    OtherType,
    /// A side is shorter or longer than allowed, or there are too many pixels in all.
    #[error(
        "The picture is {width} × {height} pixels; each side must be between {MIN_IMAGE_SIDE} and \
         {MAX_IMAGE_SIDE} pixels, and the total at most {MAX_IMAGE_PIXELS} pixels."
    )]
    Size {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// A model shows nothing.
    #[error("The 3D model must contain a scene with a mesh.")]
    Empty,
    /// A model takes buffers or textures from other files.
    #[error("The 3D model references external files. Embed every buffer and texture in the file.")]
    NotWhole,
    /// A model asks for what browsers would have to fetch a decoder for, or do not know.
    #[error(
        "The 3D model requires the extension {extension}, which is not supported. Export it without \
        this extension."
    )]
    Extension {
        /// Its registered name.
        extension: String,
    },
}

impl Refused {
    /// A stable name.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::OtherType => "other_type",
            Self::Size { .. } => "size",
            Self::Empty => "empty",
            Self::NotWhole => "not_whole",
            Self::Extension { .. } => "extension",
        }
    }
}

/// A file that is what it was announced as.
#[derive(Debug)]
pub enum Checked {
    /// To be served in its widths.
    Picture(Picture),
    /// To be served as it came.
    Model(Vec<u8>),
}

/// Looks through the whole file: one that only begins like a picture or a model is none.
pub fn check(file: Vec<u8>, claimed: FileType) -> Result<Checked, Refused> {
    let picture = |format| Picture::read(&file, format).map(Checked::Picture);
    match claimed {
        FileType::Jpeg => picture(ImageFormat::Jpeg),
        FileType::Png => picture(ImageFormat::Png),
        FileType::Webp => picture(ImageFormat::WebP),
        FileType::Glb => model::check(&file).map(|()| Checked::Model(file)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    const TYPES: [(FileType, ImageFormat); 3] = [
        (FileType::Jpeg, ImageFormat::Jpeg),
        (FileType::Png, ImageFormat::Png),
        (FileType::Webp, ImageFormat::WebP),
    ];

    fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        image::RgbImage::new(width, height).write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    /// What is wrong with a file, if anything.
    fn refusal(file: &[u8], claimed: FileType) -> Option<Refused> {
        check(file.to_vec(), claimed).err()
    }

    #[test]
    fn a_picture_of_the_type_that_was_claimed_is_taken_and_of_no_other() {
        for (claimed, _) in TYPES {
            for (kind, format) in TYPES {
                let refused = refusal(&picture(format, 64, 80), claimed);
                assert_eq!(refused, (kind != claimed).then_some(Refused::OtherType));
            }
        }
    }

    #[test]
    fn a_picture_that_is_too_small_or_too_long_is_refused_with_its_size() {
        for (width, height) in
            [(63, 64), (64, 63), (MAX_IMAGE_SIDE + 1, 64), (64, MAX_IMAGE_SIDE + 1), (8000, 4001)]
        {
            let file = picture(ImageFormat::Png, width, height);
            assert_eq!(refusal(&file, FileType::Png), Some(Refused::Size { width, height }));
        }
    }

    #[test]
    fn a_picture_that_ends_early_is_none() {
        for (kind, format) in TYPES {
            let whole = picture(format, 200, 200);
            // A JPEG of which some lines are there is shown as far as it goes, by browsers too; it cannot arrive cut off,
            // since its size is signed.
            let kept = if kind == FileType::Jpeg { 60 } else { whole.len() / 2 };
            assert_eq!(refusal(&whole[..kept], kind), Some(Refused::Unreadable), "{kind}");
        }
    }

    #[test]
    fn a_page_that_begins_like_a_picture_is_none() {
        let mut file = picture(ImageFormat::Png, 64, 64)[..16].to_vec();
        file.extend_from_slice(b"<script>alert(1)</script>");
        assert_eq!(refusal(&file, FileType::Png), Some(Refused::Unreadable));
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
        assert_eq!(refusal(svg, FileType::Png), Some(Refused::Unreadable));
        assert_eq!(refusal(b"", FileType::Jpeg), Some(Refused::Unreadable));
    }

    proptest! {
        #[test]
        fn no_file_at_all_breaks_the_check(noise: Vec<u8>, kind in 0_usize..3, kept in 0_usize..40) {
            let (claimed, format) = TYPES[kind];
            let mut file = picture(format, 64, 64);
            file.truncate(kept);
            file.extend(noise);
            prop_assert!(refusal(&file, claimed).is_some());
        }
    }
}
