//! `GET /admin/products/{id}`: returns a product with stock, inactive variants and audit trail.

use shared::api::product::ProductPath;
use shared::domain::catalogue::product::ProductWithAudit;
use shared::http::{Access, Answer, Endpoint, Path, Problem, Route, Tagged, newest};
use shared::store::Products;

/// Maximum size of the audit trail in the answer; each entry has the product before and after it.
const MAX_TRAIL_BYTES: usize = 500_000;

pub struct AdminGetProduct;

impl Endpoint for AdminGetProduct {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/products/{id}", Access::CATALOGUE_READERS)
        .summary("Get a product with stock, inactive variants and its audit trail.");
    type Deps = Products;
    type Input = Path<ProductPath>;
    type Reply = Tagged<ProductWithAudit>;

    async fn handle(products: &Self::Deps, Path(path): Self::Input) -> Answer<Self> {
        let found = products.product(path.id).await?.ok_or_else(Problem::not_found)?;
        let product = found.stored.product;
        let version = product.version;
        let mut audit = found.audit;
        newest(&mut audit, MAX_TRAIL_BYTES);
        Ok(Tagged::versioned(ProductWithAudit { product, audit }, version))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminGetProduct>()
}
