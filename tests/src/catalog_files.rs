//! The bucket of compact catalogues in memory. It counts its requests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use index_catalogue::{BucketError, CompactFiles, Deps, IndexCatalogue, StoredFile};
use jiff::Timestamp;
use shared::domain::catalogue::card::Card;
use shared::schedule::Scheduled;
use shared::store::Store;
use shared::store::catalog_cards::CatalogCards;
use shared::store::compact::{CompactCatalogs, CompactError, CompactPointer, decode};

/// Requests to the bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Requests {
    pub reads: u32,
    pub writes: u32,
    pub lists: u32,
    pub deletes: u32,
}

#[derive(Debug, Default)]
struct Content {
    objects: BTreeMap<String, (Vec<u8>, Timestamp)>,
    requests: Requests,
    now: Timestamp,
}

/// The bucket, shared by its clones.
#[derive(Debug, Clone, Default)]
pub struct CatalogFiles(Arc<Mutex<Content>>);

impl CatalogFiles {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap()
    }

    /// Runs index-catalogue once.
    pub async fn index(&self, store: &Store, now: Timestamp) {
        self.content().now = now;
        let files = Arc::new(self.clone());
        let deps = Deps { index: store.clone().into(), compact: files.clone(), files };
        IndexCatalogue::handle(&deps, now).await.unwrap();
    }

    /// The lists of a starting function that reads the bucket.
    pub fn cards(&self, store: &Store) -> CatalogCards {
        CatalogCards::new(store.clone(), Some(Arc::new(self.clone())))
    }

    /// Returns the requests since the last call.
    pub fn take(&self) -> Requests {
        std::mem::take(&mut self.content().requests)
    }

    /// The keys of all objects.
    pub fn objects(&self) -> Vec<String> {
        self.content().objects.keys().cloned().collect()
    }

    /// Changes the bytes of every object.
    pub fn damage(&self, change: impl Fn(&mut Vec<u8>)) {
        self.content().objects.values_mut().for_each(|(bytes, _)| change(bytes));
    }
}

#[async_trait]
impl CompactCatalogs for CatalogFiles {
    async fn read(
        &self,
        pointer: &CompactPointer,
        add: &mut (dyn FnMut(Card) + Send),
    ) -> Result<(), CompactError> {
        self.content().requests.reads += 1;
        let found = self.content().objects.get(&pointer.object).map(|(bytes, _)| bytes.clone());
        let bytes = found.ok_or_else(|| CompactError("S3 answers 404".into()))?;
        Ok(decode(bytes.as_slice(), add)?)
    }
}

#[async_trait]
impl CompactFiles for CatalogFiles {
    async fn put(&self, object: &str, bytes: Vec<u8>) -> Result<(), BucketError> {
        let mut content = self.content();
        content.requests.writes += 1;
        let now = content.now;
        content.objects.insert(object.to_owned(), (bytes, now));
        Ok(())
    }

    async fn list(&self) -> Result<Vec<StoredFile>, BucketError> {
        self.content().requests.lists += 1;
        let objects = self.content().objects.clone().into_iter();
        Ok(objects.map(|(object, (_, modified_at))| StoredFile { object, modified_at }).collect())
    }

    async fn delete(&self, object: &str) -> Result<(), BucketError> {
        self.content().requests.deletes += 1;
        self.content().objects.remove(object);
        Ok(())
    }
}
