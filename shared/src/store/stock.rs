//! Stock: what an order takes from its variants.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{AttributeValue, Update};
use domain::ids::ProductId;
use domain::product::Variant;
use domain::settings::Settings;

use super::items::{CheckoutItem, ProductItem, SoldItem, StockTaken, Stored, entity, from_item};
use super::settings::SettingsItem;
use super::{Store, StoreError, Transaction, keys};

/// A stocked variant's place in its product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockOf {
    /// What is taken.
    pub taken: StockTaken,
    /// The variant's place in the product's list.
    pub place: usize,
}

/// What settle-payment must know before it makes an order.
#[derive(Debug, Clone)]
pub struct OrderGround {
    /// The settings.
    pub settings: Settings,
    /// Where the stocked variants lie now.
    pub stock: Vec<StockOf>,
    /// Of which products this is the first order.
    pub first_sales: Vec<SoldItem>,
}

impl Store {
    /// One update for each product, however many of its variants are taken: a transaction may touch an item only once.
    pub(super) fn take_stock(
        &self,
        writes: &mut Transaction,
        product: ProductId,
        taken: &[StockOf],
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
        for (index, StockOf { taken, place }) in taken.iter().enumerate() {
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

    /// AP-20: what an order is made with; one BatchGetItem. Variants no longer stocked are left out.
    pub async fn order_ground(&self, checkout: &CheckoutItem) -> Result<OrderGround, StoreError> {
        let taken = &checkout.stock;
        let stocked: BTreeSet<ProductId> = taken.iter().map(|taken| taken.product_id).collect();
        let mut unsold: BTreeSet<ProductId> =
            checkout.quote.lines.iter().map(|line| line.product_id).collect();
        let mut wanted = vec![keys::settings().into_item()];
        wanted.extend(stocked.into_iter().map(|id| keys::product(id).into_item()));
        wanted.extend(unsold.iter().map(|id| keys::sold(*id).into_item()));
        let (mut settings, mut located) = (Settings::starter(), Vec::new());
        for item in self.batch_get(wanted).await? {
            if entity(&item) == Some(SettingsItem::ENTITY) {
                settings = from_item::<SettingsItem>(item)?.map_or(settings, |stored| stored.settings);
                continue;
            }
            if let Some(sold) = from_item::<SoldItem>(item.clone())? {
                unsold.remove(&sold.product_id);
                continue;
            }
            let Some(stored) = from_item::<ProductItem>(item)?.filter(|p| p.deleted_at.is_none()) else {
                continue;
            };
            for wanted in taken.iter().filter(|taken| taken.product_id == stored.product.id) {
                let stocked = |v: &Variant| v.id == wanted.variant_id && v.stock.is_some();
                let place = stored.product.variants.iter().position(stocked);
                located.extend(place.map(|place| StockOf { taken: *wanted, place }));
            }
        }
        let order_id = checkout.id;
        let first_sales = unsold.into_iter().map(|product_id| SoldItem { product_id, order_id }).collect();
        Ok(OrderGround { settings, stock: located, first_sales })
    }
}
