//! Previews of product pictures, embedded in the page: visible with the first response, while the file in the screen's
//! width is still loading.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use lru::LruCache;
use shared::domain::catalogue::product::{Image, preview_of};
use shared_images::Bucket;

/// Number of previews that a warm function caches: some megabytes. A path is never reused for another picture.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(500).unwrap();
/// Maximum time that a page waits for a preview. A page without it is complete; its picture only appears later.
const MAX_WAIT: Duration = Duration::from_millis(300);

pub struct Previews {
    bucket: Bucket,
    cache: Mutex<LruCache<String, Arc<str>>>,
}

impl Previews {
    pub fn new(bucket: Bucket) -> Self {
        Self { bucket, cache: Mutex::new(LruCache::new(CAPACITY)) }
    }

    /// A picture's preview as a `data:` URL; `None` for a picture that is part of the site, or while the bucket does
    /// not respond.
    pub(crate) async fn of(&self, image: &Image) -> Option<Arc<str>> {
        if image.widths.is_empty() {
            return None;
        }
        let path = preview_of(image.path.as_str());
        if let Some(cached) = self.cache().get(&path) {
            return Some(Arc::clone(cached));
        }
        let file = match tokio::time::timeout(MAX_WAIT, self.bucket.published(&path)).await {
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
        self.cache().put(path, Arc::clone(&preview));
        Some(preview)
    }

    fn cache(&self) -> std::sync::MutexGuard<'_, LruCache<String, Arc<str>>> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
