//! `GET /admin/audit`: lists audit entries by day, actor or subject.

mod listed;
mod query;

use shared::http::{Access, Answer, Cursor, Endpoint, Now, Ok200, Page, Query, Route};
use shared::store::AuditTrail;
use shared::store::audit::AuditPosition;

pub use listed::ListedEntry;
pub use query::AuditQuery;

pub struct AdminListAudit;

impl Endpoint for AdminListAudit {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/audit", Access::ADMIN).summary(
        "List audit entries by day, actor or subject, newest first. Any page may have fewer \
            entries than the limit.",
    );
    type Deps = AuditTrail;
    type Input = (Query<AuditQuery>, Now);
    type Reply = Ok200<Page<ListedEntry>>;

    async fn handle(trail: &Self::Deps, (Query(query), Now(now)): Self::Input) -> Answer<Self> {
        let (list, position) = query.read(now)?;
        let page = trail.audit(&list, position, query.limit.0).await?;
        let names = trail.subject_names(&page.entries).await?;
        let cursor = |next| Cursor::encode(&query.name(), (next, list.clone()));
        let next_cursor = page.next.map(cursor);
        let after = |last: &ListedEntry| AuditPosition::of(&last.entry).map(cursor);
        Ok(Ok200(Page::bounded(listed::named(page.entries, &names), next_cursor, after)?))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminListAudit>()
}
