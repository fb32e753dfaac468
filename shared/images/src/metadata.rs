//! Removes metadata from a picture without decoding it: camera, place, author, and previews. Each is overwritten where
//! it is, so that the picture keeps its length and its pixels every bit.

use std::ops::Range;

use image::ImageFormat;

use crate::jpeg;

/// A chunk type that PNG and WebP decoders skip: not critical, and private.
const SKIPPED: [u8; 4] = *b"skIp";
/// PNG chunks that decide how the pixels look; critical ones begin with a capital letter.
const PNG_KEPT: [&[u8; 4]; 12] = [
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP", b"acTL", b"fcTL",
    b"fdAT",
];
const WEBP_KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// Flags of `VP8X` that announce Exif data and XMP.
const WEBP_FLAGS: u8 = 0b0000_1100;

/// Removes the metadata and returns true if there was any.
pub(crate) fn erase(file: &mut [u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Jpeg => erase_jpeg(file),
        ImageFormat::Png => erase_png(file),
        _ => erase_webp(file),
    }
}

fn erase_jpeg(file: &mut [u8]) -> bool {
    let described: Vec<_> = jpeg::segments(file).filter(|segment| !segment.is_picture(file)).collect();
    let mut erased = false;
    for segment in described {
        erased |= clear(file, segment.content);
    }
    erased
}

fn erase_png(file: &mut [u8]) -> bool {
    let (mut place, mut erased) = (8, false);
    while let Some((kind, content)) = chunk(file, place, u32::from_be_bytes, true) {
        place = content.end + 4;
        if kind == *b"IEND" {
            return clear(file, place.min(file.len())..file.len()) || erased;
        }
        if !kind[0].is_ascii_uppercase() && !PNG_KEPT.contains(&&kind) && kind != SKIPPED {
            let named = content.start - 4..content.end;
            file[content.clone()].fill(0);
            file[named.start..content.start].copy_from_slice(&SKIPPED);
            let sum = crc32fast::hash(&file[named]).to_be_bytes();
            if let Some(stored) = file.get_mut(content.end..place) {
                stored.copy_from_slice(&sum);
            }
            erased = true;
        }
    }
    erased
}

fn erase_webp(file: &mut [u8]) -> bool {
    let size = file.get(4..).and_then(<[u8]>::first_chunk).map_or(0, |size| u32::from_le_bytes(*size));
    let end = usize::try_from(size).unwrap_or(usize::MAX).saturating_add(8).min(file.len());
    let mut erased = clear(file, end..file.len());
    let mut place = 12;
    while let Some((kind, content)) = chunk(&file[..end], place, u32::from_le_bytes, false) {
        place = content.end.next_multiple_of(2);
        if kind == *b"VP8X" && !content.is_empty() {
            file[content.start] &= !WEBP_FLAGS;
        } else if !WEBP_KEPT.contains(&&kind) && kind != SKIPPED {
            file[content.start - 8..content.start - 4].copy_from_slice(&SKIPPED);
            clear(file, content);
            erased = true;
        }
    }
    erased
}

/// Returns the type and the content of the chunk at a place. Its length is before its type in PNG and after it in WebP.
fn chunk(
    file: &[u8],
    place: usize,
    length: fn([u8; 4]) -> u32,
    length_first: bool,
) -> Option<([u8; 4], Range<usize>)> {
    let (one, other) = (file.get(place..)?.first_chunk()?, file.get(place + 4..)?.first_chunk()?);
    let (size, kind) = if length_first { (one, other) } else { (other, one) };
    let content = place + 8..(place + 8).checked_add(usize::try_from(length(*size)).ok()?)?;
    (content.end <= file.len()).then_some((*kind, content))
}

/// Overwrites bytes with zeros and returns true if they were others.
fn clear(file: &mut [u8], bytes: Range<usize>) -> bool {
    let bytes = &mut file[bytes];
    let filled = bytes.iter().any(|byte| *byte != 0);
    bytes.fill(0);
    filled
}
