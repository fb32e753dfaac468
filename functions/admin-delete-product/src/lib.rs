//! `DELETE /admin/products/{id}`: a product that is no longer sold: archived if orders refer to it, else gone but for its
//! audit trail.

use async_trait::async_trait;
use serde_json::json;
use shared::api::product::ProductPath;
use shared::config::StartError;
use shared::domain::audit::{Action, Event};
use shared::http::{Access, Call, Endpoint, IfMatch, NoBody, NoContent, NoParams, Problem, Route, method};
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
pub struct AdminDeleteProduct;

impl Endpoint for AdminDeleteProduct {
    const ROUTE: Route = Route {
        function: "admin-delete-product",
        method: method::DELETE,
        path: "/admin/products/{id}",
        access: Access::ADMIN,
        summary: "Delete a product. A product that orders reference is archived instead: hidden everywhere, \
            but restorable.",
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
    type Body = NoBody;
    type Reply = NoContent;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let (actor, seen) = (call.principal()?.actor(), IfMatch::read(&call.headers)?);
        let found = deps.store.product_to_change(call.path.id).await?.ok_or_else(Problem::not_found)?;
        let (before, now) = (found.stored, call.now);
        seen.check(before.product.version)?;
        if found.sold {
            let event = Event::note(now, actor, Action::ProductArchived, json!({"before": before.product}));
            deps.store.move_product(&before, before.product.archived(now), event).await?;
        } else {
            let event = Event::note(now, actor, Action::ProductDeleted, json!({"before": before.product}));
            deps.store.delete_product(&before, event).await?;
        }
        Ok(NoContent)
    }
}
