//! Takes the stock of an order from its variants, and returns it.

use aws_sdk_dynamodb::types::{AttributeValue, Update};
use domain::catalogue::product::MAX_STOCK;
use domain::ids::ProductId;
use domain::purchase::StockLocation;

use crate::store::{Store, StoreError, Transaction, keys};

/// The direction in which pieces move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum StockMove {
    /// From the stock to an order. The condition is that the stock still is, or still is not, enough, so that exactly the
    /// orders that took too much are marked.
    Take,
    /// From a cancelled order to the stock. The condition is that the stock stays within its maximum.
    Return,
}

impl Store {
    /// Adds one update per product, however many of its variants change: a transaction may touch an item only once.
    pub(in crate::store) fn move_stock(
        &self,
        writes: &mut Transaction,
        product: ProductId,
        direction: StockMove,
        moved: &[StockLocation],
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
        for (index, location) in moved.iter().enumerate() {
            let StockLocation { taken, place, .. } = location;
            let stock = format!("#p.#v[{place}].#s");
            let (sign, counted) = match direction {
                StockMove::Take if location.is_enough() => ('-', format!("{stock} >= :q{index}")),
                StockMove::Take => ('-', format!("{stock} < :q{index}")),
                StockMove::Return => ('+', format!("{stock} <= :m{index}")),
            };
            sets.push(format!("{stock} = {stock} {sign} :q{index}"));
            conditions.push(format!("#p.#v[{place}].id = :v{index} AND {counted}"));
            if direction == StockMove::Return {
                let most = MAX_STOCK.saturating_sub(taken.quantity.into());
                update = update
                    .expression_attribute_values(format!(":m{index}"), AttributeValue::N(most.to_string()));
            }
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
