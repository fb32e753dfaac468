//! Validation of uploaded files against their declared type.

use domain::catalogue::product::FileType;
use image::ImageFormat;

use crate::model;
use crate::picture::Picture;
use crate::refused::Refused;

/// A file that matches its declared type.
#[derive(Debug)]
pub enum Checked {
    /// An image, to be served in several widths.
    Picture(Picture),
    /// A model, to be served unchanged.
    Model(Vec<u8>),
}

/// Validates the whole file: a matching beginning is not enough.
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

    use domain::catalogue::product::MAX_IMAGE_SIDE;
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

    fn refusal(file: &[u8], claimed: FileType) -> Option<Refused> {
        check(file.to_vec(), claimed).err()
    }

    #[test]
    fn only_an_image_of_the_declared_type_is_accepted() {
        for (claimed, _) in TYPES {
            for (kind, format) in TYPES {
                let refused = refusal(&picture(format, 64, 80), claimed);
                assert_eq!(refused, (kind != claimed).then_some(Refused::OtherType));
            }
        }
    }

    #[test]
    fn an_image_that_is_too_small_or_too_large_is_refused_with_its_size() {
        for (width, height) in
            [(63, 64), (64, 63), (MAX_IMAGE_SIDE + 1, 64), (64, MAX_IMAGE_SIDE + 1), (8000, 4001)]
        {
            let file = picture(ImageFormat::Png, width, height);
            assert_eq!(refusal(&file, FileType::Png), Some(Refused::Size { width, height }));
        }
    }

    #[test]
    fn a_truncated_image_is_refused() {
        for (kind, format) in TYPES {
            let whole = picture(format, 200, 200);
            // Decoders and browsers show a truncated JPEG as far as it goes. Uploads cannot arrive truncated,
            // because their size is signed.
            let kept = if kind == FileType::Jpeg { 60 } else { whole.len() / 2 };
            assert_eq!(refusal(&whole[..kept], kind), Some(Refused::Unreadable), "{kind}");
        }
    }

    #[test]
    fn a_file_that_only_starts_like_an_image_is_refused() {
        let mut file = picture(ImageFormat::Png, 64, 64)[..16].to_vec();
        file.extend_from_slice(b"<script>alert(1)</script>");
        assert_eq!(refusal(&file, FileType::Png), Some(Refused::Unreadable));
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
        assert_eq!(refusal(svg, FileType::Png), Some(Refused::Unreadable));
        assert_eq!(refusal(b"", FileType::Jpeg), Some(Refused::Unreadable));
    }

    proptest! {
        #[test]
        fn no_noise_passes_or_panics_the_image_check(noise: Vec<u8>, kind in 0_usize..3, kept in 0_usize..40) {
            let (claimed, format) = TYPES[kind];
            let mut file = picture(format, 64, 64);
            file.truncate(kept);
            file.extend(noise);
            prop_assert!(refusal(&file, claimed).is_some());
        }
    }
}
