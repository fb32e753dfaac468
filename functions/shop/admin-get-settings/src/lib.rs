//! `GET /admin/settings`: returns the shop's settings in the format that `PUT` accepts.

use shared::domain::settings::Settings;
use shared::http::{Access, Answer, Endpoint, Route, Tagged};
use shared::store::Store;

pub struct AdminGetSettings;

impl Endpoint for AdminGetSettings {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/settings", Access::ADMIN).summary("Get the shop's settings.");
    type Deps = Store;
    type Input = ();
    type Reply = Tagged<Settings>;

    async fn handle(store: &Self::Deps, (): Self::Input) -> Answer<Self> {
        let stored = store.stored_settings(true).await?;
        Ok(Tagged::versioned(stored.settings, stored.version))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminGetSettings>()
}
