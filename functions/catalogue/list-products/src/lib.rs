//! `GET /products`: lists the products for sale, filtered and sorted, a page at a time.

mod index;
mod query;

use shared::domain::catalogue::product::ProductSummary;
use shared::http::{Access, Answer, Endpoint, Now, Page, Query, Route, Tagged, content_tag};
use shared::store::catalog_cards::CatalogCards;

pub use query::ListQuery;

pub struct ListProducts;

impl Endpoint for ListProducts {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route =
        Route::get("/products", Access::Public).summary("List the products that are for sale.");
    type Deps = CatalogCards;
    type Input = (Query<ListQuery>, Now);
    type Reply = Tagged<Page<ProductSummary>>;

    async fn handle(catalog: &Self::Deps, (Query(query), Now(now)): Self::Input) -> Answer<Self> {
        let position = query.position()?;
        let listed = catalog.recent(now).await?;
        let found = index::page(&listed.cards, &query, position.as_ref());
        // A sale changes a product, and so the page of a function that starts after it, without a version of the catalogue.
        let (number, list) = (listed.number.to_string(), query.name());
        let tag = content_tag(&[number.as_bytes(), list.as_bytes(), found.stamp.as_bytes()]);
        Ok(Tagged::public(found.page, tag))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<ListProducts>()
}
