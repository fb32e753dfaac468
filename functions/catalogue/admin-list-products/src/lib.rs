//! `GET /admin/products`: lists products, newest first, including inactive ones; or archived products.

mod list;

use shared::domain::catalogue::product::Product;
use shared::http::{Access, Answer, Endpoint, Ok200, Page, Query, Route};
use shared::store::Products;

pub use list::{Active, ListQuery};

pub struct AdminListProducts;

impl Endpoint for AdminListProducts {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/products", Access::CATALOGUE_READERS).summary(
        "List all products with stock and inactive variants, or all archived products, newest first.",
    );
    type Deps = Products;
    type Input = Query<ListQuery>;
    type Reply = Ok200<Page<Product>>;

    async fn handle(products: &Self::Deps, Query(query): Self::Input) -> Answer<Self> {
        let after = query.position()?;
        if query.archived.0 {
            return Ok(Ok200(query.page(&products.archived_products().await?, after)));
        }
        Ok(Ok200(query.page(&products.catalog_now().await?, after)))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminListProducts>()
}
