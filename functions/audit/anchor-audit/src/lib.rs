//! Once a day: writes the heads of the audit chains that changed on a day into a bucket outside the table, so that not
//! even the deletion of a whole chain remains unnoticed.

mod bucket;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use shared::clock;
use shared::domain::audit::anchor::{Anchor, digest_of};
use shared::domain::time::utc_date;
use shared::schedule::Scheduled;
use shared::store::AuditTrail;
use shared::store::audit::AuditList;
use shared::worker::HandlerError;

pub use bucket::{AnchorFiles, Anchors, BucketError};

/// Time during which a run begins new days; the next run continues.
const RUN: SignedDuration = SignedDuration::from_mins(4);
/// The age at which a day is complete: its last entries are written, and visible in the index.
const COMPLETE_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Number of entries per page.
const PAGE: u16 = 1000;

pub struct AnchorAudit;

impl Scheduled for AnchorAudit {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = (AuditTrail, Anchors);

    async fn handle((trails, Anchors(files)): &Self::Deps, now: Timestamp) -> Result<(), HandlerError> {
        let begun = clock::now();
        let last = utc_date(now.saturating_sub(COMPLETE_AFTER)?).yesterday()?;
        let (mut day, mut previous) = match files.newest().await? {
            Some((day, file)) => (day.tomorrow()?, Some(digest_of(&file))),
            None => (last, None),
        };
        while day <= last && clock::now().duration_since(begun) < RUN {
            let anchor = anchor_of(trails, day, previous).await?;
            let file = serde_json::to_vec(&anchor)?;
            previous = Some(digest_of(&file));
            files.add(day, file).await?;
            tracing::info!(audit.day = %day, audit.chains = anchor.heads.len(), "audit chains anchored");
            day = day.tomorrow()?;
        }
        Ok(())
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::schedule::run::<AnchorAudit>()
}

/// Collects the heads of all chains that have an entry on a day.
async fn anchor_of(trails: &AuditTrail, day: Date, previous: Option<String>) -> Result<Anchor, HandlerError> {
    let (mut anchor, mut position) = (Anchor::new(day, previous), None);
    loop {
        let page = trails.audit(&AuditList::OfDay(day), position, PAGE).await?;
        page.entries.iter().for_each(|entry| anchor.add(entry));
        position = page.next;
        if position.is_none() {
            return Ok(anchor);
        }
    }
}
