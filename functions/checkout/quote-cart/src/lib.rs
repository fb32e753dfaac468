//! `POST /cart/quote`: prices a cart, with its shipping options and lead time.

use shared::domain::checkout::quote::{Cart, Quote, quote};
use shared::domain::time::utc_date;
use shared::http::{Access, Answer, Endpoint, Json, Now, Ok200, Route};
use shared::store::catalog_items::{CatalogItems, Parts};

pub struct QuoteCart;

impl Endpoint for QuoteCart {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/cart/quote", Access::Public)
        .summary("Price a cart: line items, shipping options, total, lead time and ship-by date.");
    type Deps = CatalogItems;
    type Input = (Json<Cart>, Now);
    type Reply = Ok200<Quote>;

    async fn handle(catalog: &Self::Deps, (Json(cart), Now(now)): Self::Input) -> Answer<Self> {
        let price = |parts: &Parts| {
            let products = parts.products.iter().map(|(id, product)| (*id, product.as_ref())).collect();
            quote(&cart, &products, &parts.settings, utc_date(now))
        };
        let parts = catalog.cart(&cart, now).await?;
        match price(&parts) {
            // Copies that refuse the cart may be older than a change that was made a moment ago.
            Err(_) if parts.copied => Ok(Ok200(price(&catalog.current_cart(&cart, now).await?)?)),
            priced => Ok(Ok200(priced?)),
        }
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<QuoteCart>()
}
