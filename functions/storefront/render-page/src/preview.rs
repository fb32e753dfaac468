//! A product's picture as it stands in the page itself: seen with the first answer, while the file of the screen's own
//! width is still on its way.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use lru::LruCache;
use shared::domain::product::{Image, preview_of};
use shared_images::Bucket;

/// How many a warm function keeps: some megabytes. A path is never used for another picture.
const KEPT: NonZeroUsize = NonZeroUsize::new(500).unwrap();
/// The longest that a page waits for one. A page without it is whole, only its picture comes later.
const PATIENCE: Duration = Duration::from_millis(300);

/// The previews of uploaded pictures.
pub struct Previews {
    bucket: Bucket,
    kept: Mutex<LruCache<String, Arc<str>>>,
}

impl Previews {
    /// Previews that lie in this bucket.
    pub fn new(bucket: Bucket) -> Self {
        Self { bucket, kept: Mutex::new(LruCache::new(KEPT)) }
    }

    /// A picture's preview as a `data:` address; none for a picture that lies with the site, or while the bucket does
    /// not answer.
    pub(crate) async fn of(&self, image: &Image) -> Option<Arc<str>> {
        if image.widths.is_empty() {
            return None;
        }
        let path = preview_of(image.path.as_str());
        if let Some(kept) = self.kept().get(&path) {
            return Some(Arc::clone(kept));
        }
        let file = match tokio::time::timeout(PATIENCE, self.bucket.published(&path)).await {
            Ok(Ok(file)) => file?,
            Ok(Err(error)) => {
                tracing::warn!(error = %error, path, "page rendered without its image preview");
                return None;
            }
            Err(_) => {
                tracing::warn!(path, "page rendered without its image preview: reading the bucket timed out");
                return None;
            }
        };
        let preview: Arc<str> = format!("data:image/webp;base64,{}", BASE64_STANDARD.encode(file)).into();
        self.kept().put(path, Arc::clone(&preview));
        Some(preview)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, LruCache<String, Arc<str>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
