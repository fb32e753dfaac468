//! `GET /admin/settings`: returns the shop's settings in the format that `PUT` accepts.

use shared::domain::shop::settings::Settings;
use shared::http::{Access, Answer, Endpoint, Route, Tagged};
use shared::store::ShopSettings;

pub struct AdminGetSettings;

impl Endpoint for AdminGetSettings {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/settings", Access::ADMIN).summary("Get the shop's settings.");
    type Deps = ShopSettings;
    type Input = ();
    type Reply = Tagged<Settings>;

    async fn handle(shop: &Self::Deps, (): Self::Input) -> Answer<Self> {
        let stored = shop.stored_settings(true).await?;
        Ok(Tagged::versioned(stored.settings, stored.version))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminGetSettings>()
}
