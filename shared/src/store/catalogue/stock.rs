//! Takes the stock of an order from its variants.

use aws_sdk_dynamodb::types::{AttributeValue, Update};
use domain::ids::ProductId;
use domain::purchase::StockLocation;

use crate::store::{Store, StoreError, Transaction, keys};

impl Store {
    /// Adds one update per product, however many of its variants are taken: a transaction may touch an item only once.
    pub(in crate::store) fn take_stock(
        &self,
        writes: &mut Transaction,
        product: ProductId,
        taken: &[StockLocation],
    ) -> Result<(), StoreError> {
        // Short names: an expression of fifty variants must stay below DynamoDB's four kilobytes.
        let mut sets = vec!["version = version + :one, #p.version = #p.version + :one".to_owned()];
        let mut conditions = vec!["attribute_exists(pk)".to_owned()];
        let mut update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::product(product).into_item()))
            .expression_attribute_names("#p", "product")
            .expression_attribute_names("#v", "variants")
            .expression_attribute_names("#s", "stock")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()));
        for (index, StockLocation { taken, place }) in taken.iter().enumerate() {
            let stock = format!("#p.#v[{place}].#s");
            sets.push(format!("{stock} = {stock} - :q{index}"));
            conditions.push(format!("#p.#v[{place}].id = :v{index} AND attribute_exists({stock})"));
            update = update
                .expression_attribute_values(
                    format!(":q{index}"),
                    AttributeValue::N(taken.quantity.to_string()),
                )
                .expression_attribute_values(
                    format!(":v{index}"),
                    AttributeValue::S(taken.variant_id.to_string()),
                );
        }
        let update = update
            .update_expression(format!("SET {}", sets.join(", ")))
            .condition_expression(conditions.join(" AND "));
        writes.update(update, StoreError::StockGone)
    }
}
