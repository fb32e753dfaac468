//! `POST /admin/products/{id}/restore`: an archived product, taken back among the others.

use async_trait::async_trait;
use lambda_http::http::StatusCode;
use serde_json::json;
use shared::api::product::ProductPath;
use shared::config::StartError;
use shared::domain::audit::{Action, Event};
use shared::domain::product::Product;
use shared::http::{Access, Call, Endpoint, IfMatch, NoBody, NoParams, Problem, Route, Tagged, method};
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
pub struct AdminRestoreProduct;

impl Endpoint for AdminRestoreProduct {
    const ROUTE: Route = Route {
        function: "admin-restore-product",
        method: method::POST,
        path: "/admin/products/{id}/restore",
        access: Access::ADMIN,
        summary: "Restore an archived product. It is inactive until it is activated.",
        problems: &[
            (400, "invalid_if_match"),
            (404, "not_found"),
            (409, "conflict"),
            (409, "not_archived"),
            (409, "other_currency"),
            (412, "precondition_failed"),
            (428, "if_match_required"),
        ],
    };
    type Deps = Deps;
    type Path = ProductPath;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = Tagged<Product>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let (actor, seen) = (call.principal()?.actor(), IfMatch::read(&call.headers)?);
        let before = deps.store.product(call.path.id).await?.ok_or_else(Problem::not_found)?.stored;
        seen.check(before.product.version)?;
        if before.product.archived_at.is_none() {
            return Err(Problem::new(StatusCode::CONFLICT, "not_archived", "The product is not archived."));
        }
        if before.product.base_price.currency != deps.store.settings().await?.currency {
            let detail = "The shop's currency has changed since the product was archived. Create a new \
                product with prices in the current currency.";
            return Err(Problem::new(StatusCode::CONFLICT, "other_currency", detail));
        }
        let product = before.product.restored(call.now);
        let event = Event::note(call.now, actor, Action::ProductRestored, json!({"after": product}));
        deps.store.move_product(&before, product.clone(), event).await?;
        let version = product.version;
        Ok(Tagged::versioned(product, version))
    }
}
