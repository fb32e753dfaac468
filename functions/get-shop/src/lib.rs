//! `GET /shop`: who sells, where to, and on which terms.

mod view;

use async_trait::async_trait;
use shared::config::StartError;
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Problem, Route, Tagged, content_tag, method};
use shared::start::{Env, FromEnv};
use shared::store::settings::SettingsCache;

pub use view::Shop;

/// Reads the settings.
pub struct Deps {
    /// The warm copy.
    pub settings: SettingsCache,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { settings: SettingsCache::new(env.store().await?) })
    }
}

/// The endpoint.
pub struct GetShop;

impl Endpoint for GetShop {
    const ROUTE: Route = Route {
        function: "get-shop",
        method: method::GET,
        path: "/shop",
        access: Access::Public,
        summary: "Get the shop's name, address, currency, shipping countries and legal texts.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = Tagged<Shop>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let stored = deps.settings.recent(call.now).await?;
        Ok(Tagged {
            content: Shop::of(&stored.settings),
            tag: content_tag(&[b"shop", stored.version.to_string().as_bytes()]),
            public: true,
            known_tag: call.header("if-none-match").map(ToOwned::to_owned),
        })
    }
}
