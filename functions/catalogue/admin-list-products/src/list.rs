//! Query and page of the product list.

use deserr::Deserr;
use shared::domain::catalogue::product::{Product, Search, searchable};
use shared::domain::fault::{Broken, Fault, Faults};
use shared::domain::ids::ProductId;
use shared::domain::text::Slug;
use shared::http::{Cursor, Flag, Limit, Page, fitting};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Clone, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Only products that contain this text in name, description, category or a variant (case-insensitive).
    #[deserr(default)]
    #[param(inline, required = false)]
    pub q: Search,
    /// Only products of this category.
    #[deserr(default)]
    #[param(inline)]
    pub category: Option<Slug>,
    /// Only active products (`true`) or only inactive ones (`false`).
    #[deserr(default)]
    #[param(inline)]
    pub active: Option<Active>,
    /// `true` lists archived products instead.
    #[deserr(default, try_from(String) = Flag::try_from -> Broken)]
    #[param(value_type = bool, required = false)]
    pub archived: Flag,
    /// Maximum number of items per page.
    #[deserr(default, try_from(String) = Limit::try_from -> Broken)]
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100, default = 24)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    #[deserr(default)]
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

/// `true` if the product is for sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = lowercase)]
#[schema(rename_all = "lowercase")]
pub enum Active {
    True,
    False,
}

impl ListQuery {
    /// Name of the list with its filters; a cursor is valid only for the same list. The search comes last, so that no
    /// two lists share a name.
    fn name(&self) -> String {
        let category = self.category.as_ref().map_or("", Slug::as_str);
        format!("admin/products/{category}/{:?}/{}/{}", self.active, self.archived.0, self.q.as_str())
    }

    /// Returns the last product of the previous page, if there was one.
    pub(crate) fn position(&self) -> Result<Option<ProductId>, Faults> {
        let decode = |cursor: &String| Cursor::decode(&self.name(), cursor);
        self.cursor.as_ref().map(decode).transpose().map_err(|fault: Fault| fault.into())
    }

    /// Returns the page after a product. Ids sort by creation time, so the position works even if the product was
    /// deleted.
    pub(crate) fn page(&self, products: &[Product], after: Option<ProductId>) -> Page<Product> {
        let mut wanted: Vec<&Product> = products
            .iter()
            .filter(|product| after.is_none_or(|after| product.id < after) && self.wants(product))
            .collect();
        wanted.sort_unstable_by_key(|product| std::cmp::Reverse(product.id));
        let limit = usize::from(self.limit.0);
        let fit = fitting(wanted.iter().copied().take(limit));
        let more = fit < wanted.len();
        wanted.truncate(fit);
        let last = wanted.last().filter(|_| more);
        Page {
            next_cursor: last.map(|product| Cursor::encode(&self.name(), product.id)),
            items: wanted.into_iter().cloned().collect(),
        }
    }

    fn wants(&self, product: &Product) -> bool {
        self.category.as_ref().is_none_or(|category| product.category == *category)
            && self.active.is_none_or(|active| product.active == (active == Active::True))
            && self.q.finds(&searchable(product, &product.variants))
    }
}

#[cfg(test)]
mod tests {
    use deserr::deserialize;
    use serde_json::{Value, json};

    use super::*;

    fn product(number: u8) -> Product {
        let price = json!({"amount": 100, "currency": "EUR"});
        let variant = json!({
            "id": "var_00000000000000000000000001", "type": "size", "value": "Hidden", "price_adjustment": price,
            "lead_time_days": 1, "active": false, "stock": 3,
        });
        serde_json::from_value(json!({
            "id": format!("prd_000000000000000000000000{number:02}"), "slug": format!("thing-{number}"),
            "name": "Thing", "description": "It is GRÜN.", "category": if number < 4 { "toys" } else { "lamps" },
            "base_price": price, "variants": [variant], "excluded_combinations": [], "images": [],
            "active": number != 2, "version": 1,
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
        }))
        .unwrap()
    }

    fn page(numbers: std::ops::Range<u8>, asked: Value) -> (Vec<String>, Option<String>) {
        let query: ListQuery = deserialize::<_, _, Faults>(asked).unwrap();
        let products: Vec<Product> = numbers.map(product).collect();
        let page = query.page(&products, query.position().unwrap());
        (page.items.into_iter().map(|item| item.slug.to_string()).collect(), page.next_cursor)
    }

    #[test]
    fn hidden_products_and_words_on_hidden_variants_are_found() {
        assert_eq!(page(0..5, json!({})).0, ["thing-4", "thing-3", "thing-2", "thing-1", "thing-0"]);
        assert_eq!(page(0..5, json!({"active": "false", "q": "HIDDEN"})).0, ["thing-2"]);
        assert_eq!(
            page(0..5, json!({"active": "true", "category": "toys"})).0,
            ["thing-3", "thing-1", "thing-0"]
        );
        assert!(page(0..5, json!({"q": "blue"})).0.is_empty());
    }

    #[test]
    fn pages_follow_each_other_even_when_the_last_product_seen_is_deleted() {
        let (first, cursor) = page(0..5, json!({"limit": "2"}));
        assert_eq!(first, ["thing-4", "thing-3"]);
        assert_eq!(
            page(0..3, json!({"limit": "3", "cursor": cursor})),
            (vec!["thing-2".into(), "thing-1".into(), "thing-0".into()], None)
        );
    }

    #[test]
    fn every_fault_of_the_query_is_told() {
        let asked = json!({"active": "yes", "limit": "0", "category": "A", "stock": "1"});
        let faults = deserialize::<ListQuery, _, Faults>(asked).unwrap_err();
        let mut codes: Vec<_> = faults.0.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
        codes.sort_unstable();
        let expected = [
            ("/active", "unknown_value"),
            ("/category", "invalid_slug"),
            ("/limit", "out_of_range"),
            ("/stock", "unknown_field"),
        ];
        assert_eq!(codes, expected);
        let cursor = page(0..5, json!({"limit": "2"})).1;
        let other: ListQuery =
            deserialize::<_, _, Faults>(json!({"active": "true", "cursor": cursor})).unwrap();
        assert_eq!(other.position().unwrap_err().0[0].code, "invalid_cursor");
    }
}
