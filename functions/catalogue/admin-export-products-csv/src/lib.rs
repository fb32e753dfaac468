//! `GET /admin/products/export/csv`: exports products as CSV for spreadsheets, in the format that the import accepts.

mod table;

use shared::api::product_export::ExportQuery;
use shared::http::{Access, Answer, Csv, Endpoint, Problem, Query, Route};
use shared::store::Products;

pub use table::written;

pub struct AdminExportProductsCsv;

impl Endpoint for AdminExportProductsCsv {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/products/export/csv", Access::ADMIN).summary(
        "Export products as CSV, oldest first. Follow `Link` to the next page; each page is a file \
            with its own header line.",
    );
    type Deps = Products;
    type Input = Query<ExportQuery>;
    type Reply = Csv;

    async fn handle(products: &Self::Deps, Query(query): Self::Input) -> Answer<Self> {
        let exported = query.page(products.catalog_now().await?.products())?;
        let limit = query.limit.0;
        Ok(Csv {
            file_name: "products.csv".to_owned(),
            content: written(&exported.products).map_err(Problem::internal)?,
            // A cursor is URL-safe base64, so it needs no escaping.
            next: exported.next_cursor.map(|cursor| format!("limit={limit}&cursor={cursor}")),
        })
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminExportProductsCsv>()
}
