//! `GET /admin/audit/{subject}/verification`: whether a subject's audit trail is the one that was written.

use async_trait::async_trait;
use deserr::Deserr;
use shared::api::audit::Verification;
use shared::config::StartError;
use shared::domain::fault::Faults;
use shared::domain::subject::Subject;
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Ok200, Problem, Route, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;
use utoipa::IntoParams;

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

/// Path with the subject of an audit trail.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults)]
#[into_params(parameter_in = Path)]
pub struct SubjectPath {
    /// Id of an order or a product (deleted ones too), `categories` or `settings`.
    pub subject: Subject,
}

/// The endpoint.
pub struct AdminVerifyAudit;

impl Endpoint for AdminVerifyAudit {
    const ROUTE: Route = Route {
        function: "admin-verify-audit",
        method: method::GET,
        path: "/admin/audit/{subject}/verification",
        access: Access::ADMIN,
        summary: "Verify the hash chain of the audit trail of an order, a product, categories or settings.",
        problems: &[(404, "not_found")],
    };
    type Deps = Deps;
    type Path = SubjectPath;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = Ok200<Verification>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let subject = call.path.subject;
        let trail = deps.store.trail(subject).await?.ok_or_else(Problem::not_found)?;
        let verification = Verification::of(subject, &trail);
        if let Some(fault) = &verification.fault {
            tracing::error!(audit.subject = %subject, error = fault, "audit trail verification failed");
        }
        Ok(Ok200(verification))
    }
}
