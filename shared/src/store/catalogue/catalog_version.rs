//! Increments the catalogue's version in the same transaction as each change.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Update};
use domain::money::Currency;
use jiff::Timestamp;

use crate::store::{Store, StoreError, Transaction, keys};

/// The kind of change to the catalogue. The version item also contains the number of products and their currency, so that
/// no concurrent change can add a product with prices in another currency than the shop's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum CatalogChange {
    /// A product was added, with prices in this currency.
    Added(Currency),
    /// A product changed, with prices in this currency.
    Kept(Currency),
    Removed,
    /// The shop's currency changed to this one.
    Currency(Currency),
    /// A change without prices.
    Other,
}

impl Store {
    /// Adds the next version to a transaction. It fails with a conflict if the shop's currency is no longer the product's,
    /// and with [`StoreError::CurrencyInUse`] if the currency is to change while there are products.
    pub(in crate::store) fn next_catalog_version(
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
