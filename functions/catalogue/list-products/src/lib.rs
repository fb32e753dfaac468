//! `GET /products`: lists the products for sale, filtered and sorted, a page at a time.

mod index;
mod query;

use shared::domain::catalogue::product::ProductSummary;
use shared::http::{Access, Answer, Endpoint, Now, Page, Problem, Query, Route, Tagged, content_tag};
use shared::store::catalog::CatalogCache;

pub use index::IndexCache;
pub use query::{ListQuery, Sort};

pub struct ListProducts;

impl Endpoint for ListProducts {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route =
        Route::get("/products", Access::Public).summary("List the products that are for sale.");
    type Deps = (CatalogCache, IndexCache);
    type Input = (Query<ListQuery>, Now);
    type Reply = Tagged<Page<ProductSummary>>;

    async fn handle((catalog, indexes): &Self::Deps, (Query(query), Now(now)): Self::Input) -> Answer<Self> {
        let position = query.position()?;
        let catalog = catalog.recent(now).await?;
        let index = indexes.of(&catalog).map_err(Problem::internal)?;
        let found = index.page(&query, position.as_ref());
        // The index may lag behind the version for a moment, so the tag also depends on the products found.
        let (number, list) = (catalog.version.number.to_string(), query.name());
        let tag = content_tag(&[number.as_bytes(), list.as_bytes(), found.stamp.as_bytes()]);
        Ok(Tagged::public(found.page, tag))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<ListProducts>()
}
