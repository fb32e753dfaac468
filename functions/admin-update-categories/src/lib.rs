//! `PUT /admin/categories`: the categories' names and order, replaced as a whole.

use async_trait::async_trait;
use shared::config::StartError;
use shared::domain::audit::{Action, Event, difference};
use shared::domain::category::Categories;
use shared::http::{Access, Call, Endpoint, IfMatch, Json, NoParams, Problem, Route, Tagged, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;

/// Writes the categories.
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
pub struct AdminUpdateCategories;

impl Endpoint for AdminUpdateCategories {
    const ROUTE: Route = Route {
        function: "admin-update-categories",
        method: method::PUT,
        path: "/admin/categories",
        access: Access::ADMIN,
        summary: "Replace the categories: add, rename, reorder and remove in one request.",
        problems: &[
            (400, "invalid_if_match"),
            (409, "conflict"),
            (412, "precondition_failed"),
            (428, "if_match_required"),
        ],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = Json<Categories>;
    type Reply = Tagged<Categories>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let (actor, seen) = (call.principal()?.actor(), IfMatch::read(&call.headers)?);
        let (Json(content), now) = (call.body, call.now);
        content.check()?;
        let before = deps.store.categories().await?.stored;
        seen.check(before.version)?;
        if content == before.content {
            return Ok(Tagged::versioned(content, before.version));
        }
        let evidence = difference(&before.content, &content).map_err(Problem::internal)?;
        let event = Event::note(now, actor, Action::CategoriesUpdated, evidence);
        let version = deps.store.replace_categories(&before, content.clone(), event).await?;
        Ok(Tagged::versioned(content, version))
    }
}
