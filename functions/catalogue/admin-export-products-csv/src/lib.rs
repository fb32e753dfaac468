//! `GET /admin/products/export/csv`: exports products as CSV for spreadsheets, in the format that the import accepts.

mod table;

use deserr::Deserr;
use shared::api::product_export::ExportQuery;
use shared::api::sheet::SheetLanguage;
use shared::domain::fault::{Broken, Faults};
use shared::http::{Access, Answer, Csv, Endpoint, Limit, Problem, Query, Route};
use shared::store::Products;
use utoipa::IntoParams;

pub use table::written;

#[derive(Debug, Clone, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CsvQuery {
    /// Language of the spreadsheet program: decides on separators and decimal signs.
    #[deserr(default)]
    #[param(inline, required = false)]
    pub language: SheetLanguage,
    /// Cursor from the `Link` header of the previous page.
    #[deserr(default)]
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
    /// Maximum number of products per page.
    #[deserr(default = Limit(100), try_from(String) = Limit::try_from -> Broken)]
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100, default = 100)]
    pub limit: Limit,
}

pub struct AdminExportProductsCsv;

impl Endpoint for AdminExportProductsCsv {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/products/export/csv", Access::ADMIN).summary(
        "Export products as CSV, oldest first. Follow `Link` to the next page; the pages concatenate \
            to one file, and only the first has the header line.",
    );
    type Deps = Products;
    type Input = Query<CsvQuery>;
    type Reply = Csv;

    async fn handle(products: &Self::Deps, Query(query): Self::Input) -> Answer<Self> {
        let CsvQuery { language, cursor, limit } = query;
        let is_first = cursor.is_none();
        let exported = ExportQuery { limit, cursor }.page(&products.catalog_now().await?)?;
        let (limit, code) = (limit.0, language.code());
        Ok(Csv {
            file_name: "products.csv".to_owned(),
            content: written(&exported.products, language, is_first).map_err(Problem::internal)?,
            // A cursor is URL-safe base64, so it needs no escaping.
            next: exported.next_cursor.map(|cursor| format!("language={code}&limit={limit}&cursor={cursor}")),
        })
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminExportProductsCsv>()
}
