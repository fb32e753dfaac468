//! Re-encodes uploaded images in several widths. Only the pixels are kept, so that no metadata reveals the
//! place of a photo (<https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html>).

use std::io::Cursor;

use domain::catalogue::product::{
    MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE, MIN_IMAGE_SIDE, PREVIEW_WIDTH, paths_of, preview_of, widths_of,
};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

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
    /// Checks the type and the size, then decodes every pixel.
    pub(crate) fn read(file: &[u8], format: ImageFormat) -> Result<Self, Refused> {
        let found = image::guess_format(file).map_err(|_| Refused::Unreadable)?;
        if found != format {
            return Err(Refused::OtherType);
        }
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
        let mut pixels = DynamicImage::from_decoder(decoder).map_err(|_| Refused::Unreadable)?;
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

/// Converts colours to sRGB, which browsers assume without a profile. An invalid profile, or one that is not
/// RGB, changes nothing.
fn to_srgb(pixels: RgbaImage, profile: Option<&[u8]>) -> RgbaImage {
    let profile = profile.and_then(|profile| ColorProfile::new_from_slice(profile).ok());
    let Some(profile) = profile.filter(|profile| profile.color_space == DataColorSpace::Rgb) else {
        return pixels;
    };
    let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
    let transform = profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, options);
    let mut converted = RgbaImage::new(pixels.width(), pixels.height());
    match transform.and_then(|transform| transform.transform(&pixels, &mut converted)) {
        Ok(()) => converted,
        Err(_) => pixels,
    }
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use image::{ImageEncoder, Rgb, RgbImage};

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
}
