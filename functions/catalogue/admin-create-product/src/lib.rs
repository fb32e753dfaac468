//! `POST /admin/products`: creates a product.

use serde_json::json;
use shared::domain::audit::{Action, Event};
use shared::domain::catalogue::product::{Product, ProductDraft, Revision};
use shared::domain::ids::{ProductId, VariantId};
use shared::http::{Access, Answer, Created, Endpoint, Json, Now, Principal, Route};
use shared::random;
use shared::store::{ProductWriter, ShopSettings};

pub struct AdminCreateProduct;

impl Endpoint for AdminCreateProduct {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/products", Access::ADMIN)
        .summary("Create a product with its variants.")
        .problems(&[(409, "slug_taken")]);
    type Deps = (ProductWriter, ShopSettings);
    type Input = (Principal, Json<ProductDraft>, Now);
    type Reply = Created<Product>;

    async fn handle(
        (products, shop): &Self::Deps,
        (principal, Json(draft), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        let currency = shop.settings().await?.currency;
        let revision = Revision { before: None, id: ProductId::from_uuid(random::uuid(now)), currency, now };
        let product = draft.into_product(revision, || VariantId::from_uuid(random::uuid(now)))?;
        let event = Event::note(now, actor, Action::ProductCreated, json!({"after": product}));
        products.create_product(product.clone(), event).await?;
        Ok(Created(product))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminCreateProduct>()
}
