//! `GET /admin/products/{id}`: all there is to know of a product.

use async_trait::async_trait;
use shared::api::product::ProductPath;
use shared::config::StartError;
use shared::domain::product::ProductWithAudit;
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Problem, Route, Tagged, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;

/// Reads the table.
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
pub struct AdminGetProduct;

impl Endpoint for AdminGetProduct {
    const ROUTE: Route = Route {
        function: "admin-get-product",
        method: method::GET,
        path: "/admin/products/{id}",
        access: Access::CATALOGUE_READERS,
        summary: "Get a product with stock, inactive variants and its audit trail.",
        problems: &[(404, "not_found")],
    };
    type Deps = Deps;
    type Path = ProductPath;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = Tagged<ProductWithAudit>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let found = deps.store.product(call.path.id).await?.ok_or_else(Problem::not_found)?;
        let product = found.stored.product;
        let version = product.version;
        Ok(Tagged::versioned(ProductWithAudit { product, audit: found.audit }, version))
    }
}
