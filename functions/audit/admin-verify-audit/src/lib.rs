//! `GET /admin/audit/{subject}/verification`: verifies the hash chain of a subject's audit trail.

use deserr::Deserr;
use shared::api::audit::Verification;
use shared::domain::audit::subject::Subject;
use shared::domain::fault::Faults;
use shared::http::{Access, Answer, Endpoint, Ok200, Path, Problem, Route};
use shared::store::AuditTrail;
use utoipa::IntoParams;

/// Path with the subject of an audit trail.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults)]
#[into_params(parameter_in = Path)]
pub struct SubjectPath {
    /// Id of an order or a product (deleted ones too), `categories` or `settings`.
    pub subject: Subject,
}

pub struct AdminVerifyAudit;

impl Endpoint for AdminVerifyAudit {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/audit/{subject}/verification", Access::ADMIN)
        .summary("Verify the hash chain of the audit trail of an order, a product, categories or settings.");
    type Deps = AuditTrail;
    type Input = Path<SubjectPath>;
    type Reply = Ok200<Verification>;

    async fn handle(trails: &Self::Deps, Path(path): Self::Input) -> Answer<Self> {
        let subject = path.subject;
        let verification = Verification::read(trails, subject).await?.ok_or_else(Problem::not_found)?;
        if let Some(fault) = &verification.fault {
            tracing::error!(audit.subject = %subject, error = fault, "audit trail verification failed");
        }
        Ok(Ok200(verification))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminVerifyAudit>()
}
