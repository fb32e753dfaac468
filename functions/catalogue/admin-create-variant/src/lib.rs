//! `POST /admin/products/{id}/variants`: adds a variant to a product.

use serde_json::json;
use shared::api::product::ProductPath;
use shared::domain::audit::{Action, Event};
use shared::domain::catalogue::product::{Product, VariantDraft, variant};
use shared::domain::ids::VariantId;
use shared::http::{Access, Answer, Created, Endpoint, IfMatch, Json, Now, Path, Principal, Problem, Route};
use shared::random;
use shared::store::ProductWriter;

pub struct AdminCreateVariant;

impl Endpoint for AdminCreateVariant {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/products/{id}/variants", Access::ADMIN)
        .summary("Add a variant to a product.")
        .problems(&[(409, "conflict"), (409, "product_archived")]);
    type Deps = ProductWriter;
    type Input = (Principal, Path<ProductPath>, IfMatch, Json<VariantDraft>, Now);
    type Reply = Created<Product>;

    async fn handle(
        products: &Self::Deps,
        (principal, Path(path), if_match, Json(draft), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        let before = products.product_to_change(path.id).await?.ok_or_else(Problem::not_found)?.stored;
        if_match.check(before.product.version)?;
        let id = VariantId::from_uuid(random::uuid(now));
        let product = variant::added(&before.product, draft, now, id)?;
        let evidence = json!({"after": variant::find(&product, id)});
        let event = Event::note(now, actor, Action::VariantCreated, evidence);
        products.replace_product(&before, product.clone(), event).await?;
        Ok(Created(product))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminCreateVariant>()
}
