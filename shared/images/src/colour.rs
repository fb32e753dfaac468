//! Converts colours to sRGB, which browsers assume without a profile. Conversions follow the ICC profile of the
//! upload; an invalid profile, or one for other colours than the picture has, changes nothing.

use image::{RgbImage, RgbaImage};
use moxcms::{CmsError, ColorProfile, DataColorSpace, Layout, TransformOptions};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::jpeg::is_written_by_adobe;

/// Converts an RGB or grey picture.
pub(crate) fn to_srgb(pixels: RgbaImage, profile: Option<&[u8]>) -> RgbaImage {
    let Some(profile) = profile.and_then(|profile| ColorProfile::new_from_slice(profile).ok()) else {
        return pixels;
    };
    let mut converted = RgbaImage::new(pixels.width(), pixels.height());
    let done = match profile.color_space {
        DataColorSpace::Rgb => convert(&profile, Layout::Rgba, &pixels, Layout::Rgba, &mut converted),
        DataColorSpace::Gray if pixels.pixels().all(|pixel| pixel[0] == pixel[1] && pixel[0] == pixel[2]) => {
            let grey: Vec<u8> = pixels.pixels().flat_map(|pixel| [pixel[0], pixel[3]]).collect();
            convert(&profile, Layout::GrayAlpha, &grey, Layout::Rgba, &mut converted)
        }
        _ => return pixels,
    };
    done.map_or(pixels, |()| converted)
}

fn convert(
    profile: &ColorProfile,
    from: Layout,
    pixels: &[u8],
    to: Layout,
    converted: &mut [u8],
) -> Result<(), CmsError> {
    let srgb = ColorProfile::new_srgb();
    profile.create_transform_8bit(from, &srgb, to, TransformOptions::default())?.transform(pixels, converted)
}

/// Decodes a JPEG file for print, which has an amount of ink in each of four channels, by its profile. `None` if it is
/// for the screen, or if its profile says nothing about ink.
///
/// Decoders otherwise mix the inks as if they were light, which makes colours glare.
pub(crate) fn printed(file: &[u8], profile: &[u8]) -> Option<RgbImage> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    if profile.color_space != DataColorSpace::Cmyk {
        return None;
    }
    let options = DecoderOptions::default().set_strict_mode(false);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().ok()?;
    let written = decoder.input_colorspace()?;
    if !matches!(written, ColorSpace::CMYK | ColorSpace::YCCK) {
        return None;
    }
    decoder.set_options(options.jpeg_set_out_colorspace(written));
    let (width, height) = decoder.dimensions()?;
    let mut inks = decoder.decode().ok()?;
    if written == ColorSpace::YCCK {
        inks.chunks_exact_mut(4).for_each(from_ycck);
    }
    if is_written_by_adobe(file) {
        for ink in &mut inks {
            *ink = 255 - *ink;
        }
    }
    let mut converted = RgbImage::new(u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    convert(&profile, Layout::Rgba, &inks, Layout::Rgb, &mut converted).ok()?;
    Some(converted)
}

/// Converts brightness and two colour differences to three inks (ITU-T T.872, 6.5.3); the fourth is stored as it is.
fn from_ycck(pixel: &mut [u8]) {
    let &mut [y, cb, cr, _] = pixel else { return };
    let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
    // Factors of the standard, times 65,536.
    let light =
        [y + ((91_881 * cr) >> 16), y - ((22_554 * cb + 46_802 * cr) >> 16), y + ((116_130 * cb) >> 16)];
    for (ink, light) in pixel.iter_mut().zip(light) {
        *ink = 255 - u8::try_from(light.clamp(0, 255)).unwrap_or_default();
    }
}
