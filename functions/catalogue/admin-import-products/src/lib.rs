//! `POST /admin/products/import`: imports products from a file. Each product is imported completely or not at all.

mod import;
mod report;
pub mod table;

use deserr::Deserr;
use serde_json::Value;
use shared::domain::at_most::AtMost;
use shared::domain::catalogue::product::ProductDraft;
use shared::domain::fault::Faults;
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Principal, Route};
use shared::store::{ProductWriter, ShopSettings};
use utoipa::ToSchema;

pub use report::{Imported, Outcome, Report};

/// Maximum number of products per file.
pub const MAX_PRODUCTS: usize = 100;

/// Products to import: exactly one of `products` and `csv`.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Import {
    /// `true` changes nothing and only reports what would be done.
    pub dry_run: bool,
    /// Products in the format of the JSON export.
    #[deserr(default, from(Option<AtMost<ProductDraft, MAX_PRODUCTS>>) = AtMost::optional)]
    #[schema(max_items = 100)]
    pub products: Option<Vec<ProductDraft>>,
    /// Content of a CSV file with the columns of the export.
    #[deserr(default)]
    #[schema(max_length = 262_144)]
    pub csv: Option<String>,
}

/// A parsed product of the file.
pub struct Row {
    /// Position in the import: the starting line in a CSV file, otherwise the position in the list, starting at 1.
    pub place: usize,
    /// Slug of the product; empty if it has none.
    pub slug: String,
    /// The product, or every fault in it.
    pub draft: Result<ProductDraft, Faults>,
}

impl Row {
    /// Parses a document; `faults` are those of cells that are not in it.
    fn of(place: usize, document: Value, mut faults: Faults) -> Self {
        let slug = document["slug"].as_str().unwrap_or_default().to_owned();
        let draft = deserr::deserialize(document).map_err(|more: Faults| faults.append(more)).ok();
        Self { place, slug, draft: draft.filter(|_| faults.0.is_empty()).ok_or(faults) }
    }
}

impl Import {
    /// Parses the file's products, or returns the faults of the file.
    fn rows(self) -> Result<Vec<Row>, Faults> {
        let mut faults = Faults::default();
        let rows = match (self.products, self.csv) {
            (Some(products), None) => products
                .into_iter()
                .enumerate()
                .map(|(place, draft)| Row {
                    place: place + 1,
                    slug: draft.slug.to_string(),
                    draft: Ok(draft),
                })
                .collect(),
            (None, Some(csv)) => table::read(&csv)?,
            _ => {
                faults.push("", "not_combinable", "Exactly one of `products` and `csv` is required.");
                return Err(faults);
            }
        };
        if rows.len() > MAX_PRODUCTS {
            faults.push("", "too_many", format!("At most {MAX_PRODUCTS} products can be imported at once."));
        }
        faults.into_result().map(|()| rows)
    }
}

pub struct AdminImportProducts;

impl Endpoint for AdminImportProducts {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/products/import", Access::ADMIN).summary(
        "Import products: create or replace each by its slug, atomically per product. `dry_run` \
            only reports what would change.",
    );
    type Deps = (ProductWriter, ShopSettings);
    type Input = (Principal, Json<Import>, Now);
    type Reply = Ok200<Report>;

    async fn handle(
        (products, shop): &Self::Deps,
        (principal, Json(file), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        let dry_run = file.dry_run;
        let rows = file.rows()?;
        let currency = shop.settings().await?.currency;
        let importer = import::Importer { products, actor, currency, now, dry_run };
        Ok(Ok200(Report::of(dry_run, importer.import(rows).await?)))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminImportProducts>()
}
