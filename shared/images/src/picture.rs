//! Re-encodes uploaded images in several widths. Only the pixels are kept, so that no metadata reveals the
//! place of a photo (<https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html>).

use std::io::Cursor;

use domain::catalogue::product::{
    MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE, MIN_IMAGE_SIDE, PREVIEW_WIDTH, paths_of, preview_of, widths_of,
};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::colour::{printed, to_srgb};
use crate::refused::Refused;

/// Memory limit of decoding: the largest image allowed, at 16 bits for each of four channels.
const MAX_DECODED_BYTES: u64 = MAX_IMAGE_PIXELS * 8;
/// WebP quality, of 100: the loss is invisible on a product's page.
const QUALITY: f32 = 82.0;
/// WebP quality of the preview: it has a few kilobytes, so that embedding it costs a page less than another
/// request.
const PREVIEW_QUALITY: f32 = 25.0;

/// An uploaded image, decoded.
#[derive(Debug)]
pub struct Picture {
    pixels: DynamicImage,
    /// The ICC colour profile of the upload.
    profile: Option<Vec<u8>>,
}

/// The files of an image as it is served.
#[derive(Debug)]
pub struct Served {
    /// Widths in pixels, smallest first.
    pub widths: Vec<u16>,
    /// WebP files with their paths: one for each width, and the preview.
    pub files: Vec<(String, Vec<u8>)>,
}

/// The image could not be encoded as WebP.
#[derive(Debug, thiserror::Error)]
#[error("the picture cannot be encoded as WebP: {0}")]
pub struct NotWritten(String);

impl Picture {
    /// Checks the size, then decodes every pixel.
    pub(crate) fn read(file: &[u8], format: ImageFormat) -> Result<Self, Refused> {
        let mut reader = ImageReader::with_format(Cursor::new(file), format);
        let mut limits = Limits::default();
        limits.max_alloc = Some(MAX_DECODED_BYTES);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(|_| Refused::Unreadable)?;
        let (width, height) = decoder.dimensions();
        let sides = MIN_IMAGE_SIDE..=MAX_IMAGE_SIDE;
        let pixels = u64::from(width) * u64::from(height);
        if !sides.contains(&width) || !sides.contains(&height) || pixels > MAX_IMAGE_PIXELS {
            return Err(Refused::Size { width, height });
        }
        // Damaged metadata are ignored, as browsers do.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let profile = decoder.icc_profile().unwrap_or_default();
        let inks = profile.as_deref().filter(|_| format == ImageFormat::Jpeg);
        let mut pixels = match inks.and_then(|profile| printed(file, profile)) {
            Some(pixels) => pixels.into(),
            None => DynamicImage::from_decoder(decoder).map_err(|_| Refused::Unreadable)?,
        };
        pixels.apply_orientation(orientation);
        Ok(Self { pixels, profile })
    }

    /// Re-encodes the image upright and in sRGB, in each width.
    pub fn served_at(self, path: &str) -> Result<Served, NotWritten> {
        let widths = widths_of(self.pixels.width());
        // Colours are converted at the largest width and the others are scaled from it, which is less work
        // than converting every pixel of the upload.
        let widest = widths.last().copied().unwrap_or_default();
        let pixels = resize(&self.pixels, widest).into_rgba8();
        let pixels = DynamicImage::ImageRgba8(to_srgb(pixels, self.profile.as_deref()));
        let encode_width =
            |(path, width): (String, &u16)| Ok((path, encode_webp(&resize(&pixels, *width), QUALITY)?));
        let mut files = paths_of(path, &widths)
            .into_iter()
            .zip(&widths)
            .map(encode_width)
            .collect::<Result<Vec<_>, _>>()?;
        let preview = resize(&pixels, widest.min(PREVIEW_WIDTH));
        files.push((preview_of(path), encode_webp(&preview, PREVIEW_QUALITY)?));
        Ok(Served { widths, files })
    }
}

fn encode_webp(pixels: &DynamicImage, quality: f32) -> Result<Vec<u8>, NotWritten> {
    let pixels = pixels.to_rgba8();
    let encoder = webp::Encoder::from_rgba(&pixels, pixels.width(), pixels.height());
    let file = encoder.encode_simple(false, quality).map_err(|error| NotWritten(format!("{error:?}")))?;
    Ok(file.to_vec())
}

fn resize(pixels: &DynamicImage, width: u16) -> DynamicImage {
    if pixels.width() == u32::from(width) {
        return pixels.clone();
    }
    // Both sides are set: scaling by proportion alone could round the width of a narrow image, and the width
    // is part of the file's path.
    let height = u64::from(pixels.height()) * u64::from(width) / u64::from(pixels.width());
    let height = u32::try_from(height).unwrap_or(pixels.height()).max(1);
    pixels.resize_exact(width.into(), height, FilterType::CatmullRom)
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use image::{ImageEncoder, Rgb, RgbImage, RgbaImage};
    use moxcms::ColorProfile;

    use super::*;

    /// A TIFF header with one tag: the orientation of a camera held upright.
    const UPRIGHT: [u8; 26] = *b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";

    /// A red JPEG with this Exif data and profile.
    fn jpeg(width: u32, height: u32, exif: &[u8], profile: Option<&ColorProfile>) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut file, 95);
        encoder.set_exif_metadata(exif.to_vec()).unwrap();
        if let Some(profile) = profile {
            encoder.set_icc_profile(profile.encode().unwrap()).unwrap();
        }
        let pixels = RgbImage::from_pixel(width, height, Rgb([200, 60, 40]));
        encoder.write_image(&pixels, width, height, image::ExtendedColorType::Rgb8).unwrap();
        file
    }

    fn served(file: &[u8]) -> Served {
        Picture::read(file, ImageFormat::Jpeg).unwrap().served_at("/media/a.webp").unwrap()
    }

    fn decode_served(file: &[u8]) -> Vec<(String, RgbaImage)> {
        let decoded = |(path, file): (String, Vec<u8>)| {
            assert_eq!(image::guess_format(&file).unwrap(), ImageFormat::WebP);
            (path, image::load_from_memory(&file).unwrap().into_rgba8())
        };
        served(file).files.into_iter().map(decoded).collect()
    }

    #[test]
    fn an_image_is_served_in_every_width_up_to_its_own_plus_preview() {
        let sizes = |width, height| {
            let file = jpeg(width, height, &[], None);
            let sizes = decode_served(&file).into_iter().map(|(path, file)| (path, file.dimensions()));
            (served(&file).widths, sizes.collect::<Vec<_>>())
        };
        let file = |name: &str, width, height| (format!("/media/a{name}.webp"), (width, height));
        let wide = [
            file("-160", 160, 80),
            file("-400", 400, 200),
            file("-800", 800, 400),
            file("", 1000, 500),
            file("-preview", 400, 200),
        ];
        assert_eq!(sizes(1000, 500), (vec![160, 400, 800, 1000], wide.to_vec()));
        assert_eq!(sizes(64, 64), (vec![64], vec![file("", 64, 64), file("-preview", 64, 64)]));
        assert_eq!(sizes(1700, 70).1[3], file("", 1600, 65));
    }

    #[test]
    fn an_image_is_upright_and_free_of_camera_metadata() {
        let file = jpeg(200, 100, &UPRIGHT, None);
        assert!(file.windows(4).any(|bytes| bytes == b"Exif"), "the upload has Exif data");
        for (path, file) in served(&file).files {
            assert!(!file.windows(4).any(|bytes| matches!(bytes, b"EXIF" | b"Exif" | b"XMP ")), "{path}");
        }
        assert!(decode_served(&file).iter().all(|(_, upright)| upright.width() * 2 == upright.height()));
    }

    #[test]
    fn colours_of_a_wide_gamut_profile_are_converted_to_srgb() {
        let colour = |profile: Option<&ColorProfile>| {
            decode_served(&jpeg(64, 64, &[], profile)).remove(0).1.get_pixel(32, 32).0
        };
        let (plain, wide) = (colour(None), colour(Some(&ColorProfile::new_display_p3())));
        let close = |seen: [u8; 4], expected: [u8; 4]| {
            seen.iter().zip(expected).all(|(one, other)| one.abs_diff(other) <= 4)
        };
        assert!(close(plain, [200, 60, 40, 255]), "{plain:?}");
        // The same numbers mean a stronger red in Display P3.
        assert!(close(wide, [218, 42, 23, 255]), "{wide:?}");
    }

    /// A file for print with fields of cyan, red, blue and black.
    const PRINTED: &[u8] = include_bytes!("../tests/pictures/cmyk-icc.jpg");

    /// The colours of the printed file near its corners, as `LittleCMS` converts them.
    const ON_PAPER: [((u32, u32), [u8; 3]); 4] = [
        ((10, 10), [0, 151, 218]),
        ((290, 190), [40, 40, 40]),
        ((10, 190), [48, 48, 128]),
        ((290, 10), [215, 29, 36]),
    ];

    fn colours_of(file: &[u8]) -> Vec<[u8; 3]> {
        let (_, pixels) = decode_served(file).swap_remove(1);
        assert_eq!(pixels.dimensions(), (300, 200));
        let at = |(x, y): (u32, u32)| *pixels.get_pixel(x, y).0.first_chunk().unwrap();
        ON_PAPER.map(|(place, _)| at(place)).to_vec()
    }

    fn are_as_on_paper(colours: &[[u8; 3]]) -> bool {
        let close = |(seen, expected): (&u8, &u8)| seen.abs_diff(*expected) <= 6;
        colours.iter().flatten().zip(ON_PAPER.iter().flat_map(|(_, colour)| colour)).all(close)
    }

    #[test]
    fn a_picture_for_print_has_the_colours_of_its_profile() {
        let colours = colours_of(PRINTED);
        assert!(are_as_on_paper(&colours), "{colours:?}");
        // Without Adobe's segment the same numbers are ink, not paper.
        let other_way = [&PRINTED[..2], &PRINTED[18..]].concat();
        assert!(!are_as_on_paper(&colours_of(&other_way)));
        // A damaged profile is ignored.
        let mut broken = PRINTED.to_vec();
        broken[60..400].fill(0);
        assert!(!are_as_on_paper(&colours_of(&broken)));
    }

    #[test]
    fn a_grey_picture_has_the_brightness_of_its_profile() {
        let shade = |profile: Option<ColorProfile>| {
            let mut file = Vec::new();
            let mut encoder = JpegEncoder::new_with_quality(&mut file, 95);
            if let Some(profile) = profile {
                encoder.set_icc_profile(profile.encode().unwrap()).unwrap();
            }
            let pixels = image::GrayImage::from_pixel(64, 64, image::Luma([100]));
            encoder.write_image(&pixels, 64, 64, image::ExtendedColorType::L8).unwrap();
            decode_served(&file).remove(0).1.get_pixel(32, 32).0[0]
        };
        assert!(shade(None).abs_diff(100) <= 2);
        // At a gamma of 1.0 the number 100 is a light shade.
        assert!(shade(Some(ColorProfile::new_gray_with_gamma(1.0))).abs_diff(168) <= 4);
    }
}
