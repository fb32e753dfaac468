//! `GET /admin/audit`: who changed what, of a day, by an actor or of a subject.

mod query;

use async_trait::async_trait;
use shared::config::StartError;
use shared::domain::audit::AuditEntry;
use shared::http::{Access, Call, Cursor, Endpoint, NoBody, NoParams, Ok200, Page, Problem, Route, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;

pub use query::AuditQuery;

/// Reads the trail.
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
pub struct AdminListAudit;

impl Endpoint for AdminListAudit {
    const ROUTE: Route = Route {
        function: "admin-list-audit",
        method: method::GET,
        path: "/admin/audit",
        access: Access::ADMIN,
        summary: "List audit entries by day, actor or subject, newest first. Any page may have fewer \
            entries than the limit.",
        problems: &[],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = AuditQuery;
    type Body = NoBody;
    type Reply = Ok200<Page<AuditEntry>>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let (list, position) = call.query.read(call.now)?;
        let page = deps.store.audit(&list, position, call.query.limit.0).await?;
        let next_cursor = page.next.map(|next| Cursor::encode(&call.query.name(), (next, list)));
        Ok(Ok200(Page { items: page.entries, next_cursor }))
    }
}
