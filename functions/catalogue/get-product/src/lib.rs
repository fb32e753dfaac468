//! `GET /products/{slug}`: returns a product with all its variants.

use deserr::Deserr;
use shared::domain::catalogue::product::PublicProduct;
use shared::domain::fault::Faults;
use shared::domain::text::Slug;
use shared::http::{Access, Answer, Endpoint, Now, Path, Problem, Route, Tagged, TaggedOrMoved, content_tag};
use shared::store::catalog::{Catalog, CatalogCache};
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
    type Deps = CatalogCache;
    type Input = (Path<ProductPath>, Now);
    type Reply = TaggedOrMoved<PublicProduct>;

    async fn handle(
        catalog: &Self::Deps,
        (Path(ProductPath { slug }), Now(now)): Self::Input,
    ) -> Answer<Self> {
        if let Some(page) = page(catalog.recent(now).await?.as_ref(), &slug)? {
            return Ok(page);
        }
        // A product that the cached catalogue lacks may have been published a moment ago.
        page(catalog.current().await?.as_ref(), &slug)?.ok_or_else(Problem::not_found)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<GetProduct>()
}

/// Returns the product if it is for sale, or its current slug if this is a former one: relative to the request, because
/// the sites call the API below `/api`.
fn page(catalog: &Catalog, slug: &Slug) -> Result<Option<TaggedOrMoved<PublicProduct>>, Problem> {
    let Some(product) = catalog.by_slug(slug) else {
        let moved = catalog.by_former_slug(slug).filter(|product| product.active);
        return Ok(moved.map(|product| TaggedOrMoved::Moved(product.slug.to_string())));
    };
    // The index may lag behind the catalogue's version for a moment, so the tag includes the product's own version.
    let versions = format!("{}/{}/{}", catalog.version.number, product.id, product.version);
    let shown = PublicProduct::of(product).map_err(Problem::internal)?;
    let tag = content_tag(&[versions.as_bytes()]);
    Ok(shown.map(|content| TaggedOrMoved::Here(Tagged::public(content, tag))))
}
