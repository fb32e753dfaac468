//! `POST /cart/quote`: what a cart costs, how it can be shipped and when.

use async_trait::async_trait;
use shared::config::StartError;
use shared::domain::quote::{Cart, Quote, quote};
use shared::domain::time::utc_date;
use shared::http::{Access, Call, Endpoint, Json, NoParams, Ok200, Problem, Route, method};
use shared::start::{Env, FromEnv};
use shared::store::catalog::{Catalog, CatalogCache};

/// Reads the catalogue.
pub struct Deps {
    /// The warm copy.
    pub catalog: CatalogCache,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { catalog: env.catalog().await? })
    }
}

/// The endpoint.
pub struct QuoteCart;

impl Endpoint for QuoteCart {
    const ROUTE: Route = Route {
        function: "quote-cart",
        method: method::POST,
        path: "/cart/quote",
        access: Access::Public,
        summary: "Price a cart: line items, shipping options, total, lead time and ship-by date.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = Json<Cart>;
    type Reply = Ok200<Quote>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Ok200<Quote>, Problem> {
        let Json(cart) = call.body;
        let today = utc_date(call.now);
        let price = |catalog: &Catalog| quote(&cart, &catalog.products_of(&cart), &catalog.settings, today);
        // What the copy refuses may be for sale since a moment ago.
        if let Ok(priced) = price(deps.catalog.recent(call.now).await?.as_ref()) {
            return Ok(Ok200(priced));
        }
        Ok(Ok200(price(deps.catalog.current().await?.as_ref())?))
    }
}
