//! `GET /shop`: returns the shop's name, address, currency, countries and legal texts.

mod view;

use shared::http::{Access, Answer, Endpoint, Now, Route, Tagged, content_tag};
use shared::store::settings::SettingsCache;

pub use view::Shop;

pub struct GetShop;

impl Endpoint for GetShop {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/shop", Access::Public)
        .summary("Get the shop's name, address, currency, shipping countries and legal texts.");
    type Deps = SettingsCache;
    type Input = Now;
    type Reply = Tagged<Shop>;

    async fn handle(settings: &Self::Deps, Now(now): Self::Input) -> Answer<Self> {
        let stored = settings.recent(now).await?;
        let tag = content_tag(&[b"shop", stored.version.to_string().as_bytes()]);
        Ok(Tagged::public(Shop::of(&stored.settings), tag))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<GetShop>()
}
