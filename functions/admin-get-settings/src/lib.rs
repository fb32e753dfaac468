//! `GET /admin/settings`: the shop's settings, as a `PUT` takes them back.

use async_trait::async_trait;
use shared::config::StartError;
use shared::domain::settings::Settings;
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Problem, Route, Tagged, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;

/// Reads the table.
pub struct Deps {
    /// The table.
    pub store: Store,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await? })
    }
}

/// The endpoint.
pub struct AdminGetSettings;

impl Endpoint for AdminGetSettings {
    const ROUTE: Route = Route {
        function: "admin-get-settings",
        method: method::GET,
        path: "/admin/settings",
        access: Access::ADMIN,
        summary: "Get the shop's settings.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = Tagged<Settings>;

    async fn handle(deps: &Deps, _call: Call<Self>) -> Result<Self::Reply, Problem> {
        let stored = deps.store.stored_settings(true).await?;
        Ok(Tagged::versioned(stored.settings, stored.version))
    }
}
