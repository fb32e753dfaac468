//! `POST /admin/products/{id}/variants`: one more choice.

use async_trait::async_trait;
use serde_json::json;
use shared::api::product::ProductPath;
use shared::config::StartError;
use shared::domain::audit::{Action, Event};
use shared::domain::ids::VariantId;
use shared::domain::product::{Product, VariantDraft, variant};
use shared::http::{Access, Call, Created, Endpoint, IfMatch, Json, NoParams, Problem, Route, method};
use shared::random;
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
pub struct AdminCreateVariant;

impl Endpoint for AdminCreateVariant {
    const ROUTE: Route = Route {
        function: "admin-create-variant",
        method: method::POST,
        path: "/admin/products/{id}/variants",
        access: Access::ADMIN,
        summary: "Add a variant to a product.",
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
    type Path = ProductPath;
    type Query = NoParams;
    type Body = Json<VariantDraft>;
    type Reply = Created<Product>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let (actor, seen) = (call.principal()?.actor(), IfMatch::read(&call.headers)?);
        let (Json(draft), now) = (call.body, call.now);
        let before = deps.store.product_to_change(call.path.id).await?.ok_or_else(Problem::not_found)?.stored;
        seen.check(before.product.version)?;
        let id = VariantId::from_uuid(random::uuid(now));
        let product = variant::added(&before.product, draft, now, id)?;
        let evidence = json!({"after": variant::find(&product, id)});
        let event = Event::note(now, actor, Action::VariantCreated, evidence);
        deps.store.replace_product(&before, product.clone(), event).await?;
        Ok(Created(product))
    }
}
