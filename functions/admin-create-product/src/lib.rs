//! `POST /admin/products`: a new product.

use async_trait::async_trait;
use serde_json::json;
use shared::config::StartError;
use shared::domain::audit::{Action, Event};
use shared::domain::ids::{ProductId, VariantId};
use shared::domain::product::{Product, ProductDraft, Revision};
use shared::http::{Access, Call, Created, Endpoint, Json, NoParams, Problem, Route, method};
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
pub struct AdminCreateProduct;

impl Endpoint for AdminCreateProduct {
    const ROUTE: Route = Route {
        function: "admin-create-product",
        method: method::POST,
        path: "/admin/products",
        access: Access::ADMIN,
        summary: "Create a product with its variants.",
        problems: &[(409, "slug_taken")],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = Json<ProductDraft>;
    type Reply = Created<Product>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let actor = call.principal()?.actor();
        let (Json(draft), now) = (call.body, call.now);
        let currency = deps.store.settings().await?.currency;
        let revision = Revision { before: None, id: ProductId::from_uuid(random::uuid(now)), currency, now };
        let product = draft.into_product(revision, || VariantId::from_uuid(random::uuid(now)))?;
        let event = Event::note(now, actor, Action::ProductCreated, json!({"after": product}));
        deps.store.create_product(product.clone(), event).await?;
        Ok(Created(product))
    }
}
