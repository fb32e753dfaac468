//! `GET /admin/products/export`: exports products as JSON in the format that the import accepts, a page at a time.

use shared::api::product_export::ExportQuery;
use shared::domain::catalogue::product::ProductDraft;
use shared::http::{Access, Answer, Endpoint, Ok200, Page, Query, Route};
use shared::store::Products;

pub struct AdminExportProducts;

impl Endpoint for AdminExportProducts {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/products/export", Access::ADMIN)
        .summary("Export products as JSON, oldest first, in the format that the import accepts.");
    type Deps = Products;
    type Input = Query<ExportQuery>;
    type Reply = Ok200<Page<ProductDraft>>;

    async fn handle(products: &Self::Deps, Query(query): Self::Input) -> Answer<Self> {
        let exported = query.page(&products.catalog_now().await?)?;
        Ok(Ok200(Page { items: exported.products, next_cursor: exported.next_cursor }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminExportProducts>()
}
