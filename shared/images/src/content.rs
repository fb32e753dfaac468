//! The type of a file, found in its first bytes. Names and declared types are set by programs that guess.

use image::ImageFormat;

/// The type of a file by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// A picture that can be shown.
    Picture(ImageFormat),
    /// Binary glTF.
    Model,
    /// A known format that cannot be shown, by its name.
    Other(&'static str),
    Unknown,
}

/// Beginnings of files that people take for pictures and that browsers do not show.
const OTHERS: [(&[u8], &str); 8] = [
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"8BPS", "Photoshop"),
    (b"%PDF", "PDF"),
    (b"BM", "BMP"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
];

pub(crate) fn content_of(file: &[u8]) -> Content {
    match file {
        [b'g', b'l', b'T', b'F', ..] => Content::Model,
        [0xff, 0xd8, 0xff, ..] => Content::Picture(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Content::Picture(ImageFormat::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            Content::Picture(ImageFormat::WebP)
        }
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => heif(file),
        _ => OTHERS
            .iter()
            .find(|(beginning, _)| file.starts_with(beginning))
            .map_or(Content::Unknown, |(_, name)| Content::Other(name)),
    }
}

/// Tells AVIF and HEIC apart by the brands of the file (ISO/IEC 23008-12), of which the first is often general.
fn heif(file: &[u8]) -> Content {
    let size = file.first_chunk().map_or(0, |size| u32::from_be_bytes(*size));
    let size = usize::try_from(size).unwrap_or(usize::MAX).min(file.len());
    let brands = file.get(8..size).unwrap_or_default().chunks_exact(4);
    let has = |known: &[&[u8; 4]]| brands.clone().any(|brand| known.iter().any(|known| brand == *known));
    if has(&[b"avif", b"avis"]) {
        Content::Other("AVIF")
    } else if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        Content::Other("HEIC")
    } else {
        Content::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heic_and_avif_are_recognised_by_any_of_their_brands() {
        let file = |brands: &[u8]| {
            let size = u32::try_from(brands.len() + 8).unwrap().to_be_bytes();
            [&size, b"ftyp".as_slice(), brands, b"avif is not a brand here"].concat()
        };
        for (brands, expected) in [
            (b"heic\0\0\0\0mif1heic".as_slice(), Content::Other("HEIC")),
            (b"mif1\0\0\0\0mif1heix", Content::Other("HEIC")),
            (b"avif\0\0\0\0avifmif1", Content::Other("AVIF")),
            (b"mif1\0\0\0\0mif1avif", Content::Other("AVIF")),
            (b"isom\0\0\0\0mp41", Content::Unknown),
        ] {
            assert_eq!(content_of(&file(brands)), expected);
        }
        assert_eq!(content_of(b"\0\0\0\x08ftyp"), Content::Unknown);
        assert_eq!(content_of(b"\xff\xff\xff\xffftypheic"), Content::Other("HEIC"));
    }
}
