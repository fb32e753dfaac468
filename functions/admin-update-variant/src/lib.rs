//! `PUT /admin/products/{id}/variants/{variant_id}`: a choice replaced.

use async_trait::async_trait;
use serde_json::json;
use shared::api::product::VariantPath;
use shared::config::StartError;
use shared::domain::audit::{Action, Event};
use shared::domain::product::{Product, VariantDraft, variant};
use shared::http::{Access, Call, Endpoint, IfMatch, Json, NoParams, Problem, Route, Tagged, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;

/// Writes products.
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
pub struct AdminUpdateVariant;

impl Endpoint for AdminUpdateVariant {
    const ROUTE: Route = Route {
        function: "admin-update-variant",
        method: method::PUT,
        path: "/admin/products/{id}/variants/{variant_id}",
        access: Access::ADMIN,
        summary: "Replace a variant. Excluded combinations that use it are updated.",
        problems: &[
            (400, "invalid_if_match"),
            (404, "not_found"),
            (409, "conflict"),
            (409, "product_archived"),
            (412, "precondition_failed"),
            (428, "if_match_required"),
        ],
    };
    type Deps = Deps;
    type Path = VariantPath;
    type Query = NoParams;
    type Body = Json<VariantDraft>;
    type Reply = Tagged<Product>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let (actor, seen) = (call.principal()?.actor(), IfMatch::read(&call.headers)?);
        let (Json(draft), now, id) = (call.body, call.now, call.path.variant_id);
        let before = deps.store.product_to_change(call.path.id).await?.ok_or_else(Problem::not_found)?.stored;
        seen.check(before.product.version)?;
        let product = variant::replaced(&before.product, id, draft, now).ok_or_else(Problem::not_found)??;
        let evidence =
            json!({"before": variant::find(&before.product, id), "after": variant::find(&product, id)});
        let event = Event::note(now, actor, Action::VariantUpdated, evidence);
        deps.store.replace_product(&before, product.clone(), event).await?;
        let version = product.version;
        Ok(Tagged::versioned(product, version))
    }
}
