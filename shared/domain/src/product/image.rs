//! Pictures of a product: the storefront's own files, and those that staff upload. A 3D model is uploaded the same way.

use std::fmt;

use deserr::Deserr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::draft::VariantName;
use super::{MAX_IMAGES, Product, Variant};
use crate::fault::{Broken, Faults};
use crate::ids::{ImageId, VariantId};
use crate::text::Text;

/// How the path of every uploaded file begins.
pub const UPLOADED: &str = "/media/";
/// The largest file, in bytes.
pub const MAX_FILE_BYTES: u64 = 10 * 1024 * 1024;
/// The shortest side, in pixels: less looks broken on a product's page.
pub const MIN_IMAGE_SIDE: u32 = 64;
/// The longest side, in pixels.
pub const MAX_IMAGE_SIDE: u32 = 8192;
/// The most pixels in all, which bounds the memory that a browser needs to show it.
pub const MAX_IMAGE_PIXELS: u64 = 32_000_000;

/// Supported content type: picture formats that every browser supports, and 3D models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults)]
pub enum FileType {
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    #[deserr(rename = "image/jpeg")]
    Jpeg,
    /// PNG.
    #[serde(rename = "image/png")]
    #[deserr(rename = "image/png")]
    Png,
    /// WebP.
    #[serde(rename = "image/webp")]
    #[deserr(rename = "image/webp")]
    Webp,
    /// A 3D model in one binary glTF file.
    #[serde(rename = "model/gltf-binary")]
    #[deserr(rename = "model/gltf-binary")]
    Glb,
}

impl FileType {
    /// As `Content-Type` names it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Glb => "model/gltf-binary",
        }
    }

    /// What it is served as: pictures are made anew as WebP, whatever they came as.
    #[must_use]
    pub const fn served(self) -> Self {
        match self {
            Self::Jpeg | Self::Png | Self::Webp => Self::Webp,
            Self::Glb => Self::Glb,
        }
    }

    /// The path under which a checked file is served. It is never used for another file, so it may be kept for ever.
    pub fn path(self, id: ImageId) -> String {
        let extension = if self == Self::Glb { "glb" } else { "webp" };
        format!("{UPLOADED}{id}.{extension}")
    }
}

impl fmt::Display for FileType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.media_type())
    }
}

/// A picture of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Image {
    /// Path relative to the storefront's URL, or to the media URL if it begins with `/media/`.
    pub path: Text<200>,
    /// Alternative text for people who cannot see it.
    pub alt: Text<200>,
    /// Id of the variant shown; absent if the picture shows the product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<VariantId>,
    /// Available widths in pixels, smallest first: the widest at `path`, each other with `-<width>` before the file
    /// extension. Absent for a picture that has only the original file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub widths: Vec<u16>,
}

/// A picture in a product request: a file of the storefront, or a file uploaded to this product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ImageDraft {
    /// Path relative to the storefront's URL, or the path of a picture uploaded to the product.
    pub path: Text<200>,
    /// Alternative text for people who cannot see it.
    pub alt: Text<200>,
    /// Variant shown by the picture; absent if it shows the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub variant: Option<VariantName>,
}

/// Declaration of a picture or 3D model before its upload.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct UploadDraft {
    /// Content type of the file.
    pub content_type: FileType,
    /// Exact size of the file in bytes, at most 10 MiB.
    #[schema(minimum = 1, maximum = 10_485_760)]
    pub size: u64,
    /// Alternative text for people who cannot see it.
    pub alt: Text<200>,
    /// Id of the variant that the picture shows; absent if it shows the product. Not allowed for a 3D model, which
    /// shows the product in all colours.
    #[deserr(default)]
    pub variant_id: Option<VariantId>,
}

impl UploadDraft {
    /// Every fault of an upload to this product.
    pub fn check(&self, product: &Product) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if !(1..=MAX_FILE_BYTES).contains(&self.size) {
            faults.push("/size", "out_of_range", format!("Must be between 1 and {MAX_FILE_BYTES} bytes."));
        }
        let known = |id| product.variants.iter().any(|variant| variant.id == id);
        if self.variant_id.is_some_and(|id| !known(id)) {
            faults.push("/variant_id", "unknown_variant", "The product does not have this variant.");
        }
        match self.content_type {
            FileType::Glb if self.variant_id.is_some() => {
                faults.push(
                    "/variant_id",
                    "not_of_one_variant",
                    "A 3D model belongs to the whole product; omit `variant_id`.",
                );
            }
            FileType::Glb => {}
            FileType::Jpeg | FileType::Png | FileType::Webp => {
                faults.keep("", room_for_one_more(product));
            }
        }
        faults.into_result()
    }
}

fn room_for_one_more(product: &Product) -> Result<(), Broken> {
    let full =
        || Broken::new("too_many", format!("The product already has the maximum of {MAX_IMAGES} pictures."));
    if product.images.len() < MAX_IMAGES { Ok(()) } else { Err(full()) }
}

impl ImageDraft {
    pub(super) fn of(image: &Image, product: &Product) -> Self {
        let variant = image.variant_id.and_then(|id| VariantName::of(id, product));
        Self { path: image.path.clone(), alt: image.alt.clone(), variant }
    }
}

/// The pictures of a draft. An uploaded one must be known to the product already, so that none is shown unchecked.
pub(super) fn resolved(
    drafts: &[ImageDraft],
    known: &[Image],
    variants: &[Variant],
    faults: &mut Faults,
) -> Vec<Image> {
    let mut images = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let found = draft.variant.as_ref().map(|name| name.find(variants));
        if found == Some(None) {
            let pointer = format!("/images/{index}/variant");
            faults.push(pointer, "unknown_variant", "The product has no variant with this type and value.");
        }
        let known = known.iter().find(|image| image.path == draft.path);
        if draft.path.as_str().starts_with(UPLOADED) && known.is_none() {
            let detail = "The product does not have this picture. Upload it first.";
            faults.push(format!("/images/{index}/path"), "unknown_image", detail);
        }
        let variant_id = found.flatten().map(|variant| variant.id);
        let widths = known.map(|image| image.widths.clone()).unwrap_or_default();
        images.push(Image { path: draft.path.clone(), alt: draft.alt.clone(), variant_id, widths });
    }
    images
}

impl Product {
    /// The product with one more picture, the last. A variant that is gone meanwhile is no longer named.
    pub fn with_image(&self, mut image: Image, now: Timestamp) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        faults.keep("", room_for_one_more(self));
        faults.into_result()?;
        image.variant_id =
            image.variant_id.filter(|id| self.variants.iter().any(|variant| variant.id == *id));
        let mut product = self.next(now);
        product.images.push(image);
        Ok(product)
    }
}
