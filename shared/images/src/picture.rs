//! Pictures as they are served: nothing of the upload but its pixels, so no camera tells where it was taken
//! (<https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html>), in widths for every screen.

use std::io::Cursor;

use domain::product::{
    MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE, MIN_IMAGE_SIDE, PREVIEW_WIDTH, paths_of, preview_of, widths_of,
};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::check::Refused;

/// The most memory that decoding may take: the largest picture allowed, at 16 bits for each of four channels.
const MAX_DECODED_BYTES: u64 = MAX_IMAGE_PIXELS * 8;
/// WebP's quality, of 100: what is lost is not seen on a product's page.
const QUALITY: f32 = 82.0;
/// The preview's: a few kilobytes, so that it costs a page less than the way to another file.
const PREVIEW_QUALITY: f32 = 25.0;

/// An uploaded picture, decoded.
#[derive(Debug)]
pub struct Picture {
    pixels: DynamicImage,
    /// The colour profile that stood in the file.
    profile: Option<Vec<u8>>,
}

/// A picture as it is served.
#[derive(Debug)]
pub struct Served {
    /// In pixels, smallest first.
    pub widths: Vec<u16>,
    /// Each of its WebP files with its path: one for each width, and the preview.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A picture could not be written as WebP.
#[derive(Debug, thiserror::Error)]
#[error("the picture cannot be encoded as WebP: {0}")]
pub struct NotWritten(String);

impl Picture {
    /// Reads the type and the size, then decodes every pixel.
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
        // A picture whose metadata are damaged is shown without them, as browsers do.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let profile = decoder.icc_profile().unwrap_or_default();
        let mut pixels = DynamicImage::from_decoder(decoder).map_err(|_| Refused::Unreadable)?;
        pixels.apply_orientation(orientation);
        Ok(Self { pixels, profile })
    }

    /// The picture upright, in sRGB, in each of its widths, for this path.
    pub fn served_at(self, path: &str) -> Result<Served, NotWritten> {
        let widths = widths_of(self.pixels.width());
        // The colours of the widest are converted, and the narrower made of it: less work than from every pixel.
        let widest = widths.last().copied().unwrap_or_default();
        let pixels = narrowed(&self.pixels, widest).into_rgba8();
        let pixels = DynamicImage::ImageRgba8(in_srgb(pixels, self.profile.as_deref()));
        let of_width = |(path, width): (String, &u16)| Ok((path, webp(&narrowed(&pixels, *width), QUALITY)?));
        let mut files =
            paths_of(path, &widths).into_iter().zip(&widths).map(of_width).collect::<Result<Vec<_>, _>>()?;
        let preview = narrowed(&pixels, widest.min(PREVIEW_WIDTH));
        files.push((preview_of(path), webp(&preview, PREVIEW_QUALITY)?));
        Ok(Served { widths, files })
    }
}

fn webp(pixels: &DynamicImage, quality: f32) -> Result<Vec<u8>, NotWritten> {
    let pixels = pixels.to_rgba8();
    let encoder = webp::Encoder::from_rgba(&pixels, pixels.width(), pixels.height());
    let file = encoder.encode_simple(false, quality).map_err(|error| NotWritten(format!("{error:?}")))?;
    Ok(file.to_vec())
}

fn narrowed(pixels: &DynamicImage, width: u16) -> DynamicImage {
    if pixels.width() == u32::from(width) {
        return pixels.clone();
    }
    // Both sides are given: a proportion alone would round a narrow picture's width, which is promised.
    let height = u64::from(pixels.height()) * u64::from(width) / u64::from(pixels.width());
    let height = u32::try_from(height).unwrap_or(pixels.height()).max(1);
    pixels.resize_exact(width.into(), height, FilterType::CatmullRom)
}

/// The colours as every browser takes them without a profile. A profile that is none, or of inks, changes nothing.
fn in_srgb(pixels: RgbaImage, profile: Option<&[u8]>) -> RgbaImage {
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

    /// A TIFF header with one tag: the orientation of a camera that was held upright.
    const UPRIGHT: [u8; 26] = *b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";

    /// A red JPEG with these metadata.
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

    /// The files, decoded.
    fn shown(file: &[u8]) -> Vec<(String, RgbaImage)> {
        let decoded = |(path, file): (String, Vec<u8>)| {
            assert_eq!(image::guess_format(&file).unwrap(), ImageFormat::WebP);
            (path, image::load_from_memory(&file).unwrap().into_rgba8())
        };
        served(file).files.into_iter().map(decoded).collect()
    }

    #[test]
    fn a_picture_is_served_in_every_width_up_to_its_own_with_a_preview() {
        let sizes = |width, height| {
            let file = jpeg(width, height, &[], None);
            let sizes = shown(&file).into_iter().map(|(path, file)| (path, file.dimensions()));
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
    fn a_picture_stands_upright_and_tells_nothing_of_its_camera() {
        let file = jpeg(200, 100, &UPRIGHT, None);
        assert!(file.windows(4).any(|bytes| bytes == b"Exif"), "the upload tells it");
        for (path, file) in served(&file).files {
            assert!(!file.windows(4).any(|bytes| matches!(bytes, b"EXIF" | b"Exif" | b"XMP ")), "{path}");
        }
        assert!(shown(&file).iter().all(|(_, upright)| upright.width() * 2 == upright.height()));
    }

    #[test]
    fn colours_of_a_wide_profile_look_the_same_without_it() {
        let colour = |profile: Option<&ColorProfile>| {
            shown(&jpeg(64, 64, &[], profile)).remove(0).1.get_pixel(32, 32).0
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
