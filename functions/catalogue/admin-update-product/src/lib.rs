//! `PUT /admin/products/{id}`: replaces a product.

use serde_json::json;
use shared::api::product::ProductPath;
use shared::domain::audit::{Action, Event};
use shared::domain::catalogue::product::{Product, ProductDraft, Revision};
use shared::domain::ids::VariantId;
use shared::http::{Access, Answer, Endpoint, IfMatch, Json, Now, Path, Principal, Problem, Route, Tagged};
use shared::random;
use shared::store::{ProductWriter, ShopSettings};

pub struct AdminUpdateProduct;

impl Endpoint for AdminUpdateProduct {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::put("/admin/products/{id}", Access::ADMIN)
        .summary("Replace a product; its variants keep their ids.")
        .problems(&[(409, "conflict"), (409, "product_archived"), (409, "slug_taken")]);
    type Deps = (ProductWriter, ShopSettings);
    type Input = (Principal, Path<ProductPath>, IfMatch, Json<ProductDraft>, Now);
    type Reply = Tagged<Product>;

    async fn handle(
        (products, shop): &Self::Deps,
        (principal, Path(path), if_match, Json(draft), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        let before = products.product_to_change(path.id).await?.ok_or_else(Problem::not_found)?.stored;
        if_match.check(before.product.version)?;
        let currency = shop.settings().await?.currency;
        let revision = Revision { before: Some(&before.product), id: path.id, currency, now };
        let product = draft.into_product(revision, || VariantId::from_uuid(random::uuid(now)))?;
        let evidence = json!({"before": before.product, "after": product});
        let event = Event::note(now, actor, Action::ProductUpdated, evidence);
        products.replace_product(&before, product.clone(), event).await?;
        let version = product.version;
        Ok(Tagged::versioned(product, version))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminUpdateProduct>()
}
