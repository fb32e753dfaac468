//! `POST /admin/products/{id}/duplicate`: duplicates a product under a new slug.

use deserr::Deserr;
use serde_json::json;
use shared::api::product::ProductPath;
use shared::domain::audit::{Action, Event};
use shared::domain::catalogue::product::{Copied, Product};
use shared::domain::fault::Faults;
use shared::domain::ids::{ProductId, VariantId};
use shared::domain::text::{Slug, Text};
use shared::http::{Access, Answer, Created, Endpoint, Json, Now, Path, Principal, Problem, Route};
use shared::random;
use shared::store::ProductWriter;
use utoipa::ToSchema;

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

pub struct AdminDuplicateProduct;

impl Endpoint for AdminDuplicateProduct {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/products/{id}/duplicate", Access::ADMIN)
        .summary("Duplicate a product under a new slug. The copy is inactive until it is activated.")
        .problems(&[(409, "conflict"), (409, "product_archived"), (409, "slug_taken")]);
    type Deps = ProductWriter;
    type Input = (Principal, Path<ProductPath>, Json<Duplicate>, Now);
    type Reply = Created<Product>;

    async fn handle(
        products: &Self::Deps,
        (principal, Path(path), Json(Duplicate { slug, name }), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        let found = products.product_to_change(path.id).await?.ok_or_else(Problem::not_found)?;
        let original = found.stored.product;
        let copied = Copied { id: ProductId::from_uuid(random::uuid(now)), slug, name, now };
        let product = original.duplicate(copied, || VariantId::from_uuid(random::uuid(now)));
        let evidence = json!({"original": original.id, "after": product});
        let event = Event::note(now, actor, Action::ProductDuplicated, evidence);
        products.create_product(product.clone(), event).await?;
        Ok(Created(product))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminDuplicateProduct>()
}
