//! Images of a product: files of the storefront, and uploads by staff. A 3D model is uploaded in the same
//! way.

use std::fmt;

use deserr::Deserr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::variant_name::VariantName;
use super::{MAX_IMAGES, Product, Variant};
use crate::fault::{Broken, Faults};
use crate::ids::{ImageId, VariantId};
use crate::text::Text;

/// Path prefix of all uploaded files.
pub const UPLOADED: &str = "/media/";
/// Path prefix of pictures that are part of the site.
const OF_THE_SITE: &str = "/images/";
/// Maximum size of a file, in bytes.
pub const MAX_FILE_BYTES: u64 = 10 * 1024 * 1024;
/// Minimum length of a side, in pixels: smaller images look broken on a product's page.
pub const MIN_IMAGE_SIDE: u32 = 64;
/// Maximum length of a side, in pixels.
pub const MAX_IMAGE_SIDE: u32 = 8192;
/// Maximum number of pixels, which limits the memory that a browser needs to show the image.
pub const MAX_IMAGE_PIXELS: u64 = 32_000_000;

/// Supported content type: picture formats that every browser supports, and 3D models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults)]
pub enum FileType {
    /// An image in the JPEG format.
    #[serde(rename = "image/jpeg")]
    #[deserr(rename = "image/jpeg")]
    Jpeg,
    /// An image in the PNG format.
    #[serde(rename = "image/png")]
    #[deserr(rename = "image/png")]
    Png,
    /// An image in the WebP format.
    #[serde(rename = "image/webp")]
    #[deserr(rename = "image/webp")]
    Webp,
    /// A 3D model in one binary glTF file.
    #[serde(rename = "model/gltf-binary")]
    #[deserr(rename = "model/gltf-binary")]
    Glb,
}

impl FileType {
    /// Returns the media type for `Content-Type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Glb => "model/gltf-binary",
        }
    }

    /// Returns the type in which it is served: images are always re-encoded as WebP.
    #[must_use]
    pub const fn served(self) -> Self {
        match self {
            Self::Jpeg | Self::Png | Self::Webp => Self::Webp,
            Self::Glb => Self::Glb,
        }
    }

    /// Returns the path at which a validated file is served. A path is never reused, so the file may be
    /// cached forever.
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

/// A picture in a product request: a file of the site below `/images/`, or a file uploaded to this product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ImageDraft {
    /// Path of a picture uploaded to the product, or of a file of the site below `/images/`.
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
    /// Validates an upload to this product and returns all faults.
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
                faults.keep("", check_image_limit(product));
            }
        }
        faults.into_result()
    }
}

fn check_image_limit(product: &Product) -> Result<(), Broken> {
    let full =
        || Broken::new("too_many", format!("The product already has the maximum of {MAX_IMAGES} pictures."));
    if product.images.len() < MAX_IMAGES { Ok(()) } else { Err(full()) }
}

impl Image {
    /// Returns true if the picture is a file of this shop. Products that were stored before addresses were checked may
    /// name others.
    pub(super) fn is_own(&self) -> bool {
        is_below(UPLOADED, self.path.as_str()) || is_below(OF_THE_SITE, self.path.as_str())
    }
}

/// Returns true if the path names a file below the prefix, in characters that no browser reads as another address.
fn is_below(prefix: &str, path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let name = |name: &str| !name.is_empty() && !name.starts_with('.') && name.bytes().all(plain);
    path.strip_prefix(prefix).is_some_and(|rest| rest.split('/').all(name))
}

impl ImageDraft {
    pub(super) fn of(image: &Image, product: &Product) -> Self {
        let variant = image.variant_id.and_then(|id| VariantName::of(id, product));
        Self { path: image.path.clone(), alt: image.alt.clone(), variant }
    }
}

/// Resolves the images of a draft. Each must be a file of the site or already belong to the product, so that no page
/// shows an image that was not validated or sends its visitors to another host.
pub(super) fn resolve(
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
        let known = known.iter().find(|image| image.path == draft.path && image.is_own());
        if known.is_none() && !is_below(OF_THE_SITE, draft.path.as_str()) {
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
    /// Returns the product with the image appended. A variant that no longer exists is removed from the
    /// image.
    pub fn with_image(&self, mut image: Image, now: Timestamp) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        faults.keep("", check_image_limit(self));
        faults.into_result()?;
        image.variant_id =
            image.variant_id.filter(|id| self.variants.iter().any(|variant| variant.id == *id));
        let mut product = self.next(now);
        product.images.push(image);
        Ok(product)
    }
}
