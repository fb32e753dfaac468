//! Textures: pictures inside the model. Each is decoded, and its metadata is removed, because a photo of a workshop
//! says where it is.

use std::io::Cursor;

use domain::catalogue::product::MAX_IMAGE_SIDE;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use serde_json::{Value, json};

use super::data::{Data, Use, data_uri, parse_data_uri};
use super::document::{Document, Image, Texture};
use super::flaw::{At, Flaw, require};
use super::schema::WEBP;
use crate::content::{Content, content_of};
use crate::metadata;
use crate::refused::Refused;

/// Maximum number of pixels of all textures together, which fill a graphics card's memory uncompressed: one texture of
/// the largest size, or four of 4,096 × 4,096 pixels.
const MAX_PIXELS: u64 = 8192 * 8192;

/// Maximum size of all textures together. Several may have the same bytes, so the size of the file does not limit them.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Checks every texture and removes its metadata. Returns true if there were any.
pub(super) fn clean(document: &Document, data: &mut Data, json: &mut Value) -> Result<bool, Refused> {
    let (mut pixels, mut bytes, mut pictures) = (0, 0, Vec::new());
    for (index, image) in document.images.iter().enumerate() {
        let refused = |why| Refused::Texture { index, why };
        let (kind, file) = read(image, data).at(index).at("images")?.ok_or(Refused::NotWhole)?;
        let format = format_of(&file, document).map_err(refused)?;
        let mut declared = [kind.as_deref(), image.mime_type.as_deref()].into_iter().flatten();
        let agrees = declared.all(|kind| kind.eq_ignore_ascii_case(format.to_mime_type()));
        require(agrees, "Is not the picture's type.").at("mimeType").at(index).at("images")?;
        pixels += size(&file, format).map_err(refused)?;
        bytes += file.len();
        if pixels > MAX_PIXELS || bytes > MAX_BYTES {
            return Err(refused("is too large, alone or with the others"));
        }
        pictures.push((format, file));
    }
    for (index, texture) in document.textures.iter().enumerate() {
        sources(texture, &pictures).at(index).at("textures")?;
    }
    let mut cleaned = false;
    for (index, (format, file)) in pictures.iter_mut().enumerate() {
        let had_metadata = metadata::erase(file, *format);
        let picture = decoder(file, *format).and_then(|decoder| DynamicImage::from_decoder(decoder).ok());
        picture.ok_or(Refused::Texture { index, why: "is damaged" })?;
        if had_metadata {
            cleaned = true;
            match document.images[index].buffer_view {
                Some(view) => data.view_mut(view).copy_from_slice(file),
                None => json["images"][index]["uri"] = json!(data_uri(format.to_mime_type(), file)),
            }
        }
    }
    Ok(cleaned)
}

/// A picture, with its media type if the document names one.
type Embedded = (Option<String>, Vec<u8>);

/// Returns a picture, with its media type if it is inside the document; `None` if it is in another file.
fn read(image: &Image, data: &mut Data) -> Result<Option<Embedded>, Flaw> {
    match (&image.uri, image.buffer_view) {
        (Some(uri), None) => Ok(parse_data_uri(uri).at("uri")?.map(|(kind, file)| (Some(kind), file))),
        (None, Some(view)) => {
            require(image.mime_type.is_some(), "A picture in a buffer view must have a type.")
                .at("mimeType")?;
            require(data.stride(view).is_none(), "Pictures have no stride.").at("bufferView")?;
            data.use_view(view, Use::Image).at("bufferView")?;
            Ok(Some((None, data.view(view).to_vec())))
        }
        _ => Err(Flaw::new("A picture has either a buffer view or an address.")),
    }
}

fn format_of(file: &[u8], document: &Document) -> Result<ImageFormat, &'static str> {
    match content_of(file) {
        Content::Picture(ImageFormat::WebP) if !document.uses(WEBP) => {
            Err("is WebP, which must be declared as EXT_texture_webp")
        }
        Content::Picture(format) => Ok(format),
        _ => Err("is neither JPEG nor PNG nor WebP"),
    }
}

fn decoder(file: &[u8], format: ImageFormat) -> Option<impl ImageDecoder> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8);
    reader.limits(limits);
    reader.into_decoder().ok()
}

/// Returns the number of pixels.
fn size(file: &[u8], format: ImageFormat) -> Result<u64, &'static str> {
    let (width, height) = decoder(file, format).ok_or("is damaged")?.dimensions();
    let fits = width <= MAX_IMAGE_SIDE && height <= MAX_IMAGE_SIDE;
    if fits { Ok(u64::from(width) * u64::from(height)) } else { Err("is too large") }
}

/// Checks the formats of a texture's picture and of its alternative in WebP.
fn sources(texture: &Texture, pictures: &[(ImageFormat, Vec<u8>)]) -> Result<(), Flaw> {
    let format = |index: Option<usize>| index.and_then(|index| Some(&pictures.get(index)?.0));
    require(format(texture.source) != Some(&ImageFormat::WebP), "Must be JPEG or PNG.").at("source")?;
    let webp = texture.extensions[WEBP]["source"].as_u64().and_then(|index| usize::try_from(index).ok());
    require(format(webp).is_none_or(|format| *format == ImageFormat::WebP), "Must be WebP.")
        .at("source")
        .at(WEBP)
        .at("extensions")
}
