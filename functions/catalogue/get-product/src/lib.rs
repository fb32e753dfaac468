//! `GET /products/{slug}`: returns a product with all its variants.

use deserr::Deserr;
use shared::domain::catalogue::product::PublicProduct;
use shared::domain::fault::Faults;
use shared::domain::text::Slug;
use shared::http::{Access, Answer, Endpoint, Now, Path, Problem, Rendered, Route, TaggedOrMoved};
use shared::store::catalog_items::CatalogItems;
use utoipa::IntoParams;

/// Path with the slug of a product.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct ProductPath {
    /// Slug of the product in URLs.
    #[param(inline)]
    pub slug: Slug,
}

pub struct GetProduct;

impl Endpoint for GetProduct {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/products/{slug}", Access::Public).summary(
        "Get a product with its variants, excluded combinations and images. A former slug \
            redirects to the current one.",
    );
    type Deps = CatalogItems;
    type Input = (Path<ProductPath>, Now);
    type Reply = TaggedOrMoved<PublicProduct>;

    async fn handle(
        catalog: &Self::Deps,
        (Path(ProductPath { slug }), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let product = catalog.product(&slug, now).await?.ok_or_else(Problem::not_found)?;
        if product.slug != slug {
            // Relative to the request, because the sites call the API below `/api`.
            return Ok(TaggedOrMoved::Moved(product.slug.to_string()));
        }
        let shown = PublicProduct::of(&product).map_err(Problem::internal)?;
        // The tag depends on the content alone: a sale changes the product's version, but nothing that customers see.
        Rendered::of(&shown.ok_or_else(Problem::not_found)?).map(TaggedOrMoved::Here)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<GetProduct>()
}
