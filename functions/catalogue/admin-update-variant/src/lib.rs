//! `PUT /admin/products/{id}/variants/{variant_id}`: replaces a variant.

use serde_json::json;
use shared::api::product::VariantPath;
use shared::domain::audit::{Action, Event};
use shared::domain::catalogue::product::{Product, VariantDraft, variant};
use shared::http::{Access, Answer, Endpoint, IfMatch, Json, Now, Path, Principal, Problem, Route, Tagged};
use shared::store::ProductWriter;

pub struct AdminUpdateVariant;

impl Endpoint for AdminUpdateVariant {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::put("/admin/products/{id}/variants/{variant_id}", Access::ADMIN)
        .summary("Replace a variant. Excluded combinations that use it are updated.")
        .problems(&[(409, "conflict"), (409, "product_archived")]);
    type Deps = ProductWriter;
    type Input = (Principal, Path<VariantPath>, IfMatch, Json<VariantDraft>, Now);
    type Reply = Tagged<Product>;

    async fn handle(
        products: &Self::Deps,
        (principal, Path(path), if_match, Json(draft), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        let id = path.variant_id;
        let before = products.product_to_change(path.id).await?.ok_or_else(Problem::not_found)?.stored;
        if_match.check(before.product.version)?;
        let product = variant::replaced(&before.product, id, draft, now).ok_or_else(Problem::not_found)??;
        let evidence =
            json!({"before": variant::find(&before.product, id), "after": variant::find(&product, id)});
        let event = Event::note(now, actor, Action::VariantUpdated, evidence);
        products.replace_product(&before, product.clone(), event).await?;
        let version = product.version;
        Ok(Tagged::versioned(product, version))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminUpdateVariant>()
}
