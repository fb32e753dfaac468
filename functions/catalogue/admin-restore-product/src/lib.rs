//! `POST /admin/products/{id}/restore`: restores an archived product.

use serde_json::json;
use shared::api::product::ProductPath;
use shared::domain::audit::{Action, Event};
use shared::domain::catalogue::product::Product;
use shared::http::{
    Access, Answer, Endpoint, IfMatch, Now, Path, Principal, Problem, Route, StatusCode, Tagged,
};
use shared::store::{ProductWriter, ShopSettings};

pub struct AdminRestoreProduct;

impl Endpoint for AdminRestoreProduct {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/products/{id}/restore", Access::ADMIN)
        .summary("Restore an archived product. It is inactive until it is activated.")
        .problems(&[(409, "conflict"), (409, "not_archived"), (409, "other_currency")]);
    type Deps = (ProductWriter, ShopSettings);
    type Input = (Principal, Path<ProductPath>, IfMatch, Now);
    type Reply = Tagged<Product>;

    async fn handle(
        (products, shop): &Self::Deps,
        (principal, Path(path), if_match, Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        let before = products.product(path.id).await?.ok_or_else(Problem::not_found)?.stored;
        if_match.check(before.product.version)?;
        if before.product.archived_at.is_none() {
            return Err(Problem::new(StatusCode::CONFLICT, "not_archived", "The product is not archived."));
        }
        if before.product.base_price.currency != shop.settings().await?.currency {
            let detail = "The shop's currency has changed since the product was archived. Create a new \
                product with prices in the current currency.";
            return Err(Problem::new(StatusCode::CONFLICT, "other_currency", detail));
        }
        let product = before.product.restored(now);
        let event = Event::note(now, actor, Action::ProductRestored, json!({"after": product}));
        products.move_product(&before, product.clone(), event).await?;
        let version = product.version;
        Ok(Tagged::versioned(product, version))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminRestoreProduct>()
}
