//! Validation of uploaded files against their declared type.

use domain::catalogue::product::FileType;

use crate::content::{Content, content_of};
use crate::model;
use crate::picture::Picture;
use crate::refused::Refused;

/// A file that can be shown.
#[derive(Debug)]
pub enum Checked {
    /// An image, to be served in several widths.
    Picture(Picture),
    /// A model, to be served as it is here: without the metadata of its textures.
    Model(Vec<u8>),
}

/// Validates the whole file: a matching beginning is not enough. Pictures are taken by their content, because the
/// declared type comes from the file's name; a model cannot take the place of a picture.
pub fn check(file: Vec<u8>, claimed: FileType) -> Result<Checked, Refused> {
    match content_of(&file) {
        Content::Picture(format) if claimed != FileType::Glb => {
            Picture::read(&file, format).map(Checked::Picture)
        }
        Content::Model if claimed == FileType::Glb => model::check(file).map(Checked::Model),
        Content::Picture(_) | Content::Model => Err(Refused::OtherType),
        Content::Other(name) => Err(Refused::Format { name }),
        Content::Unknown => Err(Refused::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use domain::catalogue::product::MAX_IMAGE_SIDE;
    use image::ImageFormat;
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
    fn a_picture_is_taken_by_its_content_and_never_by_its_name() {
        for (claimed, _) in TYPES {
            for (_, format) in TYPES {
                assert_eq!(refusal(&picture(format, 64, 80), claimed), None);
            }
            assert_eq!(refusal(b"glTF\x02\0\0\0", claimed), Some(Refused::OtherType));
        }
        assert_eq!(refusal(&picture(ImageFormat::Png, 64, 64), FileType::Glb), Some(Refused::OtherType));
    }

    #[test]
    fn a_format_that_browsers_do_not_show_is_refused_by_name() {
        for claimed in [FileType::Jpeg, FileType::Png, FileType::Webp, FileType::Glb] {
            for (file, name) in [
                (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".as_slice(), "HEIC"),
                (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "AVIF"),
                (b"GIF89a", "GIF"),
            ] {
                let refused = refusal(file, claimed).unwrap();
                assert_eq!(refused, Refused::Format { name });
                assert!(refused.to_string().contains(name), "{refused}");
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
