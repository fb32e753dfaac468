//! The next version of the catalogue, written with whatever changes it.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Update};
use domain::money::Currency;
use jiff::Timestamp;

use super::{Store, StoreError, Transaction, keys};

/// What changes in the catalogue. The version item also knows how many products there are and in which currency, so that
/// no product can slip in with prices in another currency than the shop's, whatever happens at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CatalogChange {
    /// One more product, priced in this currency.
    Added(Currency),
    /// A product changed, priced in this currency.
    Kept(Currency),
    /// One product less.
    Removed,
    /// The shop's currency is another.
    Currency(Currency),
    /// Something that has no price.
    Other,
}

impl Store {
    /// Adds the next version to a transaction. It fails with a conflict when the shop's currency is not the product's any
    /// more, and with [`StoreError::CurrencyInUse`] when the currency is to change and there are products.
    pub(super) fn next_catalog_version(
        &self,
        changes: &mut Transaction,
        now: Timestamp,
        change: CatalogChange,
    ) -> Result<(), StoreError> {
        let number = |n: i8| AttributeValue::N(n.to_string());
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::catalog_version().into_item()))
            .expression_attribute_names("#number", "number")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":entity", AttributeValue::S("catalog_version".to_owned()));
        let counted = |update: UpdateBuilder, count: i8| {
            update
                .update_expression(
                    "ADD #number :one, products :count SET changed_at = :now, entity = :entity, v = :one",
                )
                .expression_attribute_values(":count", number(count))
        };
        let plain = |update: UpdateBuilder| {
            update.update_expression("ADD #number :one SET changed_at = :now, entity = :entity, v = :one")
        };
        let in_currency = |update: UpdateBuilder, currency: Currency| {
            update
                .condition_expression("attribute_not_exists(currency) OR currency = :currency")
                .expression_attribute_values(":currency", AttributeValue::S(currency.code().to_owned()))
        };
        let (update, otherwise) = match change {
            CatalogChange::Added(currency) => {
                (in_currency(counted(update, 1), currency), StoreError::Conflict)
            }
            CatalogChange::Kept(currency) => (in_currency(plain(update), currency), StoreError::Conflict),
            CatalogChange::Removed => (counted(update, -1), StoreError::Conflict),
            CatalogChange::Currency(currency) => {
                let update = update
                    .update_expression(
                        "ADD #number :one SET changed_at = :now, entity = :entity, v = :one, currency = :currency",
                    )
                    .condition_expression("attribute_not_exists(products) OR products = :zero")
                    .expression_attribute_values(":zero", number(0))
                    .expression_attribute_values(":currency", AttributeValue::S(currency.code().to_owned()));
                (update, StoreError::CurrencyInUse)
            }
            CatalogChange::Other => (plain(update), StoreError::Conflict),
        };
        changes.update(update, otherwise)
    }
}
