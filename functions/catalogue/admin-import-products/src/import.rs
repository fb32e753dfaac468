//! Imports products one after another.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::{Value, json};
use shared::domain::audit::{Action, Event, difference};
use shared::domain::catalogue::product::{Product, ProductDraft, Revision};
use shared::domain::fault::{Fault, Faults};
use shared::domain::ids::{ProductId, VariantId};
use shared::domain::money::Currency;
use shared::domain::purchase::Actor;
use shared::http::Problem;
use shared::random;
use shared::store::items::ProductItem;
use shared::store::{ProductWriter, StoreError};

use crate::Row;
use crate::report::{Imported, Outcome};

pub(crate) struct Importer<'a> {
    pub(crate) products: &'a ProductWriter,
    pub(crate) actor: Actor,
    pub(crate) currency: Currency,
    pub(crate) now: Timestamp,
    pub(crate) dry_run: bool,
}

/// The result for one product.
struct Taken {
    outcome: Outcome,
    product_id: Option<ProductId>,
    changes: Option<Value>,
    errors: Vec<Fault>,
}

impl Taken {
    const fn of(outcome: Outcome, product_id: Option<ProductId>) -> Self {
        Self { outcome, product_id, changes: None, errors: Vec::new() }
    }
}

enum Stopped {
    Refused(Faults),
    /// The table failed: the remaining products are not tried.
    Failed(StoreError),
}

impl From<Faults> for Stopped {
    fn from(faults: Faults) -> Self {
        Self::Refused(faults)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        let (pointer, code, detail) = match error {
            StoreError::SlugTaken => (
                "/slug",
                "slug_taken",
                "Another product uses this slug now or used it before; former slugs redirect to it.",
            ),
            StoreError::Archived => {
                ("/slug", "product_archived", "The product is archived. Restore it before you change it.")
            }
            StoreError::Conflict => {
                ("", "conflict", "The product was modified during the import. Import it again.")
            }
            failed => return Self::Failed(failed),
        };
        let mut faults = Faults::default();
        faults.push(pointer, code, detail);
        Self::Refused(faults)
    }
}

impl Importer<'_> {
    /// Imports each product, or reports its faults. Products that were imported before a failure remain; importing the
    /// file again finds them unchanged.
    pub(crate) async fn import(&self, rows: Vec<Row>) -> Result<Vec<Imported>, Problem> {
        let (mut items, mut seen) = (Vec::new(), HashSet::new());
        for Row { place: row, slug, draft } in rows {
            let first = seen.insert(slug.clone());
            let taken = draft.and_then(|draft| if first { Ok(draft) } else { Err(twice()) });
            let taken = match taken {
                Ok(draft) => self.take(draft).await,
                Err(faults) => Err(Stopped::Refused(faults)),
            };
            let taken = match taken {
                Ok(taken) => taken,
                Err(Stopped::Refused(Faults(errors))) => {
                    Taken { errors, ..Taken::of(Outcome::Refused, None) }
                }
                Err(Stopped::Failed(error)) => return Err(error.into()),
            };
            let Taken { outcome, product_id, changes, errors } = taken;
            items.push(Imported { row, slug, outcome, product_id, changes, errors });
        }
        Ok(items)
    }

    async fn take(&self, draft: ProductDraft) -> Result<Taken, Stopped> {
        let before = self.present(&draft).await?;
        let id =
            before.as_ref().map_or_else(|| ProductId::from_uuid(random::uuid(self.now)), |b| b.product.id);
        let (earlier, currency, now) =
            (before.as_ref().map(|before| &before.product), self.currency, self.now);
        let revision = Revision { before: earlier, id, currency, now };
        let mut product = draft.into_product(revision, || VariantId::from_uuid(random::uuid(now)))?;
        let Some(before) = before else {
            if !self.dry_run {
                let event = self.event(Action::ProductCreated, json!({"after": product}));
                self.products.create_product(product, event).await?;
            }
            return Ok(Taken::of(Outcome::Created, Some(id).filter(|_| !self.dry_run)));
        };
        keep_oversold(&before.product, &mut product);
        if is_same(&before.product, &product) {
            return Ok(Taken::of(Outcome::Unchanged, Some(id)));
        }
        let changes = changes(&before.product, &product)?;
        if !self.dry_run {
            let event =
                self.event(Action::ProductUpdated, json!({"before": before.product, "after": product}));
            self.products.replace_product(&before, product, event).await?;
        }
        Ok(Taken { changes: Some(changes), ..Taken::of(Outcome::Updated, Some(id)) })
    }

    /// Finds the product whose current slug is the draft's.
    async fn present(&self, draft: &ProductDraft) -> Result<Option<ProductItem>, StoreError> {
        let Some(id) = self.products.product_id_of(&draft.slug).await? else { return Ok(None) };
        let found = self.products.product_to_change(id).await?.ok_or(StoreError::Conflict)?.stored;
        if found.product.slug == draft.slug { Ok(Some(found)) } else { Err(StoreError::SlugTaken) }
    }

    fn event(&self, action: Action, evidence: serde_json::Value) -> Event {
        Event::note(self.now, self.actor.clone(), action, evidence).because("import")
    }
}

fn twice() -> Faults {
    let mut faults = Faults::default();
    faults.push("/slug", "duplicate_product", "The file already contains a product with this slug.");
    faults
}

/// An export contains 0 for a stock below zero, so a stock of 0 leaves an oversold variant unchanged.
fn keep_oversold(before: &Product, after: &mut Product) {
    for variant in after.variants.iter_mut().filter(|variant| variant.stock == Some(0)) {
        let earlier = before.variants.iter().find(|earlier| earlier.id == variant.id);
        let oversold = earlier.and_then(|earlier| earlier.stock).filter(|stock| *stock < 0);
        variant.stock = oversold.or(variant.stock);
    }
}

fn is_same(before: &Product, after: &Product) -> bool {
    *before == as_old(before, after)
}

/// The fields that an import changes, with their values before and after.
fn changes(before: &Product, after: &Product) -> Result<Value, Stopped> {
    difference(before, &as_old(before, after))
        .map_err(|error| Stopped::Failed(StoreError::Broken(error.to_string())))
}

/// The product after the import with the version and time of the one before, which are no changes of their own.
fn as_old(before: &Product, after: &Product) -> Product {
    Product { version: before.version, updated_at: before.updated_at, ..after.clone() }
}
