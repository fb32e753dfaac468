//! `POST /cart/quote`: prices a cart, with its shipping options and lead time.

use shared::domain::checkout::quote::{Cart, Quote, quote};
use shared::domain::time::utc_date;
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Route};
use shared::store::catalog::{Catalog, CatalogCache};

pub struct QuoteCart;

impl Endpoint for QuoteCart {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/cart/quote", Access::Public)
        .summary("Price a cart: line items, shipping options, total, lead time and ship-by date.");
    type Deps = CatalogCache;
    type Input = (Json<Cart>, Now);
    type Reply = Ok200<Quote>;

    async fn handle(catalog: &Self::Deps, (Json(cart), Now(now)): Self::Input) -> Answer<Self> {
        let today = utc_date(now);
        let price = |catalog: &Catalog| quote(&cart, &catalog.products_of(&cart), &catalog.settings, today);
        // A product that the cached catalogue refuses may have been published a moment ago.
        if let Ok(priced) = price(catalog.recent(now).await?.as_ref()) {
            return Ok(Ok200(priced));
        }
        Ok(Ok200(price(catalog.current().await?.as_ref())?))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<QuoteCart>()
}
