//! `POST /admin/products/{id}/duplicate`: a new product that is like another.

use async_trait::async_trait;
use deserr::Deserr;
use serde_json::json;
use shared::api::product::ProductPath;
use shared::config::StartError;
use shared::domain::audit::{Action, Event};
use shared::domain::fault::Faults;
use shared::domain::ids::{ProductId, VariantId};
use shared::domain::product::{Copied, Product};
use shared::domain::text::{Slug, Text};
use shared::http::{Access, Call, Created, Endpoint, Json, NoParams, Problem, Route, method};
use shared::random;
use shared::start::{Env, FromEnv};
use shared::store::Store;
use utoipa::ToSchema;

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

/// Fields in which the copy differs from the original.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Duplicate {
    /// Slug of the copy, unique in the shop.
    pub slug: Slug,
    /// Name of the copy; defaults to the original's name.
    #[deserr(default)]
    pub name: Option<Text<120>>,
}

/// The endpoint.
pub struct AdminDuplicateProduct;

impl Endpoint for AdminDuplicateProduct {
    const ROUTE: Route = Route {
        function: "admin-duplicate-product",
        method: method::POST,
        path: "/admin/products/{id}/duplicate",
        access: Access::ADMIN,
        summary: "Duplicate a product under a new slug. The copy is inactive until it is activated.",
        problems: &[(404, "not_found"), (409, "conflict"), (409, "product_archived"), (409, "slug_taken")],
    };
    type Deps = Deps;
    type Path = ProductPath;
    type Query = NoParams;
    type Body = Json<Duplicate>;
    type Reply = Created<Product>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let actor = call.principal()?.actor();
        let (Json(Duplicate { slug, name }), now) = (call.body, call.now);
        let found = deps.store.product_to_change(call.path.id).await?.ok_or_else(Problem::not_found)?;
        let original = found.stored.product;
        let copied = Copied { id: ProductId::from_uuid(random::uuid(now)), slug, name, now };
        let product = original.duplicate(copied, || VariantId::from_uuid(random::uuid(now)));
        let evidence = json!({"original": original.id, "after": product});
        let event = Event::note(now, actor, Action::ProductDuplicated, evidence);
        deps.store.create_product(product.clone(), event).await?;
        Ok(Created(product))
    }
}
