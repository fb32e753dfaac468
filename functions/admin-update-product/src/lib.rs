//! `PUT /admin/products/{id}`: a product replaced as a whole.

use async_trait::async_trait;
use serde_json::json;
use shared::api::product::ProductPath;
use shared::config::StartError;
use shared::domain::audit::{Action, Event};
use shared::domain::ids::VariantId;
use shared::domain::product::{Product, ProductDraft, Revision};
use shared::http::{Access, Call, Endpoint, IfMatch, Json, NoParams, Problem, Route, Tagged, method};
use shared::random;
use shared::start::{Env, FromEnv};
use shared::store::Store;

/// Reads the settings and writes products.
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
pub struct AdminUpdateProduct;

impl Endpoint for AdminUpdateProduct {
    const ROUTE: Route = Route {
        function: "admin-update-product",
        method: method::PUT,
        path: "/admin/products/{id}",
        access: Access::ADMIN,
        summary: "Replace a product; its variants keep their ids.",
        problems: &[
            (400, "invalid_if_match"),
            (404, "not_found"),
            (409, "conflict"),
            (409, "product_archived"),
            (409, "slug_taken"),
            (412, "precondition_failed"),
            (428, "if_match_required"),
        ],
    };
    type Deps = Deps;
    type Path = ProductPath;
    type Query = NoParams;
    type Body = Json<ProductDraft>;
    type Reply = Tagged<Product>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let (actor, seen) = (call.principal()?.actor(), IfMatch::read(&call.headers)?);
        let (Json(draft), now) = (call.body, call.now);
        let before = deps.store.product_to_change(call.path.id).await?.ok_or_else(Problem::not_found)?.stored;
        seen.check(before.product.version)?;
        let currency = deps.store.settings().await?.currency;
        let revision = Revision { before: Some(&before.product), id: call.path.id, currency, now };
        let product = draft.into_product(revision, || VariantId::from_uuid(random::uuid(now)))?;
        let evidence = json!({"before": before.product, "after": product});
        let event = Event::note(now, actor, Action::ProductUpdated, evidence);
        deps.store.replace_product(&before, product.clone(), event).await?;
        let version = product.version;
        Ok(Tagged::versioned(product, version))
    }
}
