//! `DELETE /admin/products/{id}/variants/{variant_id}`: deletes a variant.

use serde_json::json;
use shared::api::product::VariantPath;
use shared::domain::audit::{Action, Event};
use shared::domain::catalogue::product::{Product, Variant, variant};
use shared::http::{
    Access, Answer, Endpoint, IfMatch, NoContent, Now, Path, Principal, Problem, Route, StatusCode,
};
use shared::store::ProductWriter;

pub struct AdminDeleteVariant;

impl Endpoint for AdminDeleteVariant {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::delete("/admin/products/{id}/variants/{variant_id}", Access::ADMIN)
        .summary("Delete a variant. Fails if an excluded combination uses it.")
        .problems(&[(409, "conflict"), (409, "product_archived"), (409, "variant_in_use")]);
    type Deps = ProductWriter;
    type Input = (Principal, Path<VariantPath>, IfMatch, Now);
    type Reply = NoContent;

    async fn handle(
        products: &Self::Deps,
        (principal, Path(path), if_match, Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        let (now, id) = (now, path.variant_id);
        let before = products.product_to_change(path.id).await?.ok_or_else(Problem::not_found)?.stored;
        let earlier = variant::find(&before.product, id).ok_or_else(Problem::not_found)?;
        if_match.check(before.product.version)?;
        check_unused(&before.product, earlier)?;
        let product = variant::removed(&before.product, id, now)?;
        let event = Event::note(now, actor, Action::VariantDeleted, json!({"before": earlier}));
        products.replace_product(&before, product, event).await?;
        Ok(NoContent)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminDeleteVariant>()
}

/// Fails if an excluded combination uses the variant. The problem lists these combinations.
fn check_unused(product: &Product, variant: &Variant) -> Result<(), Problem> {
    let value = |id| variant::find(product, id).map(|variant| variant.value.as_str());
    let naming = product.excluded_combinations.iter().filter(|combination| combination.contains(&variant.id));
    let named: Vec<Vec<&str>> = naming.map(|ids| ids.iter().copied().filter_map(value).collect()).collect();
    if named.is_empty() {
        return Ok(());
    }
    let written: Vec<String> = named.iter().map(|values| values.join(" + ")).collect();
    let detail = format!("{} is used in an excluded combination: {}.", variant.value, written.join("; "));
    Err(Problem::new(StatusCode::CONFLICT, "variant_in_use", detail).with("excluded_combinations", named))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn product() -> Product {
        let id = |digit: u8| format!("var_0000000000000000000000000{digit}");
        let price = json!({"amount": 0, "currency": "EUR"});
        let variant = |digit: u8, kind: &str, value: &str| -> Value {
            json!({"id": id(digit), "type": kind, "value": value, "price_adjustment": price, "lead_time_days": 1, "active": true})
        };
        serde_json::from_value(json!({
            "id": "prd_00000000000000000000000001", "slug": "a", "name": "A", "description": "A", "category": "a",
            "base_price": price, "images": [], "active": true, "version": 1,
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
            "variants": [variant(1, "material", "ABS"), variant(2, "color", "Gold"), variant(3, "color", "Red")],
            "excluded_combinations": [[id(1), id(2)]],
        }))
        .unwrap()
    }

    #[test]
    fn a_variant_in_an_excluded_combination_is_kept_and_the_combination_named() {
        let product = product();
        let problem = check_unused(&product, &product.variants[1]).unwrap_err();
        assert_eq!((problem.status(), problem.code()), (StatusCode::CONFLICT, "variant_in_use"));
        let response = problem.into_response();
        let lambda_http::Body::Text(body) = response.body() else { panic!("the body is text") };
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["detail"], "Gold is used in an excluded combination: ABS + Gold.");
        assert_eq!(body["excluded_combinations"], json!([["ABS", "Gold"]]));
    }

    #[test]
    fn any_other_variant_may_go() {
        let product = product();
        assert!(check_unused(&product, &product.variants[2]).is_ok());
    }
}
