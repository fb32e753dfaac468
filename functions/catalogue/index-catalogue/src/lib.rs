//! Every minute: makes a compact catalogue of the cards of all products for sale, so that a starting function reads one
//! object and not every product.

mod bucket;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use shared::config::StartError;
use shared::schedule::Scheduled;
use shared::start::{Env, FromEnv};
use shared::store::CatalogIndex;
use shared::store::catalog::CatalogVersion;
use shared::store::compact::{AllCards, CompactCatalogs, CompactPointer, Encoded};
use shared::telemetry::{self, Metric};
use shared::worker::HandlerError;

pub use bucket::{BucketError, CompactFiles, StoredFile};

/// The age at which an object is deleted that neither the pointer nor the one before it names. A younger one may be
/// another run's, which has not moved the pointer yet.
pub const GRACE: SignedDuration = SignedDuration::from_mins(10);

/// Reads the catalogue and moves its pointer; reads, writes and deletes compact catalogues.
pub struct Deps {
    pub index: CatalogIndex,
    pub compact: Arc<dyn CompactCatalogs>,
    pub files: Arc<dyn CompactFiles>,
}

impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let compact = env.compact_catalogs()?.ok_or(StartError::Missing(bucket::VARIABLE))?;
        Ok(Self { index: env.handle().await?, compact, files: bucket::from_env(env)? })
    }
}

pub struct IndexCatalogue;

impl Scheduled for IndexCatalogue {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = Deps;

    async fn handle(deps: &Deps, now: Timestamp) -> Result<(), HandlerError> {
        let (version, before) = deps.index.newest().await?;
        let outdated = before.as_ref().is_none_or(|before| before.is_outdated(version.number, now));
        if !outdated && before.as_ref().is_some_and(|before| before.number == version.number) {
            return Ok(());
        }
        let folded = deps.folded(before.as_ref(), version).await?;
        let is_readable = folded.is_some();
        let (cards, rebuilt_at) = match (folded, &before) {
            (Some(folded), Some(before)) if !outdated => (folded, before.rebuilt_at),
            (folded, _) => (deps.rebuilt(version, folded, now).await?, now),
        };
        let Encoded { object, bytes } = cards.encode()?;
        let is_stored = is_readable && before.as_ref().is_some_and(|before| before.object == object);
        let to = CompactPointer { number: version.number, object, rebuilt_at };
        let (products, size) = (cards.len(), bytes.len());
        if !is_stored {
            deps.files.put(&to.object, bytes).await?;
        }
        if !deps.index.point(before.as_ref(), &to).await? {
            tracing::info!(catalogue.number = to.number, "another run moved the pointer first");
            return Ok(());
        }
        tracing::info!(catalogue.number = to.number, products, bytes = size, "catalogue indexed");
        if is_stored { Ok(()) } else { deps.delete_old(before.as_ref(), &to, now).await }
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::schedule::run::<IndexCatalogue>()
}

impl Deps {
    /// The last compact catalogue with the changes since; none if there is none, or if it cannot be read.
    async fn folded(
        &self,
        before: Option<&CompactPointer>,
        version: CatalogVersion,
    ) -> Result<Option<AllCards>, HandlerError> {
        let Some(before) = before else { return Ok(None) };
        Ok(self.index.folded(self.compact.as_ref(), before, version.number).await?)
    }

    /// The cards of all products in the table, compared with what lists showed before.
    async fn rebuilt(
        &self,
        version: CatalogVersion,
        folded: Option<AllCards>,
        now: Timestamp,
    ) -> Result<AllCards, HandlerError> {
        let cards = self.index.rebuilt(version, now).await?;
        let differing = folded.map_or_else(Vec::new, |folded| folded.differing(&cards));
        // A change since the version was read may be in these cards already.
        if !differing.is_empty() && self.index.newest().await?.0.number == version.number {
            let products: Vec<String> = differing.iter().take(20).map(ToString::to_string).collect();
            tracing::error!(count = differing.len(), ?products, "lists did not show what the table contains");
            telemetry::count(Metric::CatalogueDiffered, now);
        }
        Ok(cards)
    }

    /// Deletes the objects that no function reads any more. One that starts now may still have read the former pointer.
    async fn delete_old(
        &self,
        before: Option<&CompactPointer>,
        to: &CompactPointer,
        now: Timestamp,
    ) -> Result<(), HandlerError> {
        let oldest = now.saturating_sub(GRACE)?;
        let is_named = |object: &str| [before, Some(to)].into_iter().flatten().any(|by| by.object == object);
        for file in self.files.list().await? {
            if file.modified_at < oldest && !is_named(&file.object) {
                self.files.delete(&file.object).await?;
            }
        }
        Ok(())
    }
}
