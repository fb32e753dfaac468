//! `GET /admin/categories`: the categories' names and order, as a `PUT` takes them back, with their audit trail.

use async_trait::async_trait;
use serde::Serialize;
use shared::config::StartError;
use shared::domain::audit::AuditEntry;
use shared::domain::category::Categories;
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Problem, Route, Tagged, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;
use utoipa::ToSchema;

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

/// Categories with their audit trail, for staff.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CategoriesWithAudit {
    /// Categories in display order.
    #[serde(flatten)]
    pub content: Categories,
    /// Audit trail of the categories, oldest entry first.
    pub audit: Vec<AuditEntry>,
}

/// The endpoint.
pub struct AdminGetCategories;

impl Endpoint for AdminGetCategories {
    const ROUTE: Route = Route {
        function: "admin-get-categories",
        method: method::GET,
        path: "/admin/categories",
        access: Access::CATALOGUE_READERS,
        summary: "Get the categories in display order, with their audit trail.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = Tagged<CategoriesWithAudit>;

    async fn handle(deps: &Deps, _call: Call<Self>) -> Result<Self::Reply, Problem> {
        let found = deps.store.categories().await?;
        let content = CategoriesWithAudit { content: found.stored.content, audit: found.audit };
        Ok(Tagged::versioned(content, found.stored.version))
    }
}
