//! `GET /products/{slug}`: one product with all its choices.

use async_trait::async_trait;
use deserr::Deserr;
use shared::config::StartError;
use shared::domain::fault::Faults;
use shared::domain::product::PublicProduct;
use shared::domain::text::Slug;
use shared::http::{
    Access, Call, Endpoint, NoBody, NoParams, Problem, Route, Tagged, TaggedOrMoved, content_tag, method,
};
use shared::start::{Env, FromEnv};
use shared::store::catalog::{Catalog, CatalogCache};
use utoipa::IntoParams;

/// Reads the catalogue.
pub struct Deps {
    /// The warm copy.
    pub catalog: CatalogCache,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { catalog: env.catalog().await? })
    }
}

/// Path with the slug of a product.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct ProductPath {
    /// Slug of the product in URLs.
    #[param(inline)]
    pub slug: Slug,
}

/// The endpoint.
pub struct GetProduct;

impl Endpoint for GetProduct {
    const ROUTE: Route = Route {
        function: "get-product",
        method: method::GET,
        path: "/products/{slug}",
        access: Access::Public,
        summary: "Get a product with its variants, excluded combinations and images. A former slug \
            redirects to the current one.",
        problems: &[(404, "not_found")],
    };
    type Deps = Deps;
    type Path = ProductPath;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = TaggedOrMoved<PublicProduct>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        if let Some(page) = page(deps.catalog.recent(call.now).await?.as_ref(), &call)? {
            return Ok(page);
        }
        // What the copy does not have may be for sale since a moment ago.
        page(deps.catalog.current().await?.as_ref(), &call)?.ok_or_else(Problem::not_found)
    }
}

/// The product, if it is for sale, or where it is found now.
fn page(catalog: &Catalog, call: &Call<GetProduct>) -> Result<Option<TaggedOrMoved<PublicProduct>>, Problem> {
    let Some(product) = catalog.by_slug(&call.path.slug) else {
        let moved = catalog.by_former_slug(&call.path.slug).filter(|product| product.active);
        return Ok(moved.map(|product| TaggedOrMoved::Moved(format!("/products/{}", product.slug))));
    };
    // The index may lag behind the catalogue's version for a moment, so the product's own counts too.
    let versions = format!("{}/{}/{}", catalog.version.number, product.id, product.version);
    let shown = PublicProduct::of(product).map_err(Problem::internal)?;
    Ok(shown.map(|content| {
        TaggedOrMoved::Here(Tagged {
            content,
            tag: content_tag(&[versions.as_bytes()]),
            public: true,
            known_tag: call.header("if-none-match").map(ToOwned::to_owned),
        })
    }))
}
