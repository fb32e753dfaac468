//! `DELETE /admin/products/{id}`: archives a product that orders refer to; deletes any other product except its audit
//! trail.

use serde_json::json;
use shared::api::product::ProductPath;
use shared::domain::audit::{Action, Event};
use shared::http::{Access, Answer, Endpoint, IfMatch, NoContent, Now, Path, Principal, Problem, Route};
use shared::store::ProductWriter;

pub struct AdminDeleteProduct;

impl Endpoint for AdminDeleteProduct {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::delete("/admin/products/{id}", Access::ADMIN)
        .summary(
            "Delete a product. A product that orders reference is archived instead: hidden everywhere, \
            but restorable.",
        )
        .problems(&[(409, "conflict"), (409, "product_archived")]);
    type Deps = ProductWriter;
    type Input = (Principal, Path<ProductPath>, IfMatch, Now);
    type Reply = NoContent;

    async fn handle(
        products: &Self::Deps,
        (principal, Path(path), if_match, Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        let found = products.product_to_change(path.id).await?.ok_or_else(Problem::not_found)?;
        let before = found.stored;
        if_match.check(before.product.version)?;
        if found.sold {
            let event = Event::note(now, actor, Action::ProductArchived, json!({"before": before.product}));
            products.move_product(&before, before.product.archived(now), event).await?;
        } else {
            let event = Event::note(now, actor, Action::ProductDeleted, json!({"before": before.product}));
            products.delete_product(&before, event).await?;
        }
        Ok(NoContent)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminDeleteProduct>()
}
