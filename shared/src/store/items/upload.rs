//! A picture or 3D model that was registered for upload and is not checked yet.

use domain::catalogue::product::{FileType, UploadDraft};
use domain::ids::{ImageId, ProductId, VariantId};
use domain::text::Text;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Stored;
use crate::store::keys::{self, IndexKey, Key};

/// Time until a registration expires; the bucket removes its file after a day too.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A picture or 3D model that was registered for upload and is not on its product yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadItem {
    pub product_id: ProductId,
    pub image_id: ImageId,
    /// The declared type of the file.
    pub content_type: FileType,
    /// Alternative text for people who cannot see it.
    pub alt: Text<200>,
    /// The variant that it shows, if not the product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<VariantId>,
    pub announced_at: Timestamp,
}

impl UploadItem {
    pub fn new(product_id: ProductId, image_id: ImageId, draft: UploadDraft, now: Timestamp) -> Self {
        let UploadDraft { content_type, alt, variant_id, size: _ } = draft;
        Self { product_id, image_id, content_type, alt, variant_id, announced_at: now }
    }

    /// Returns the path under which it is served once it is checked.
    pub fn path(&self) -> String {
        self.content_type.path(self.image_id)
    }
}

impl Stored for UploadItem {
    const ENTITY: &'static str = "upload";
    fn key(&self) -> Key {
        keys::upload(self.product_id, self.image_id)
    }
    fn indexes(&self) -> Vec<IndexKey> {
        Vec::new()
    }
    fn expires_at(&self) -> Option<i64> {
        Some(self.announced_at.saturating_add(KEPT).map_or(i64::MAX, Timestamp::as_second))
    }
}
