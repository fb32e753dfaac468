//! Gives each change of the catalogue its number: the next version, without gaps, with its log entry in the same
//! transaction.

use aws_sdk_dynamodb::types::{AttributeValue, Update};
use domain::money::Currency;
use jiff::Timestamp;
use serde::Deserialize;

use crate::store::catalog::CatalogVersion;
use crate::store::catalog_log::{CatalogLogItem, LoggedChange};
use crate::store::items::{ProductItem, to_item};
use crate::store::{Store, StoreError, Transaction, keys};

/// Maximum number of times that a change takes the next number, because other changes may take it first.
const TRIES: u32 = 10;

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

/// A change of the catalogue as a whole.
#[derive(Debug)]
pub(in crate::store) struct CatalogEdit {
    pub(in crate::store) at: Timestamp,
    pub(in crate::store) change: CatalogChange,
    pub(in crate::store) logged: LoggedChange,
}

impl CatalogEdit {
    /// The edit of a product that is stored like this now.
    pub(in crate::store) fn of(
        stored: &ProductItem,
        change: CatalogChange,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        Ok(Self { at, change, logged: LoggedChange::of(stored)? })
    }
}

/// The version item as far as the next change depends on it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Before {
    /// 0 before the first change.
    number: u64,
    products: i64,
    currency: Option<Currency>,
}

impl Store {
    /// Commits a transaction together with the next version of the catalogue and its log entry. It fails with a conflict if
    /// the shop's currency is no longer the product's, and with [`StoreError::CurrencyInUse`] if the currency is to change
    /// while there are products. If another change takes the number first, it takes the next one.
    pub(in crate::store) async fn commit_edit(
        &self,
        changes: Transaction,
        edit: CatalogEdit,
    ) -> Result<(), StoreError> {
        for tries in 1..TRIES {
            match self.try_edit(changes.clone(), &edit).await {
                Err(StoreError::Contended) => self.pause(tries).await,
                outcome => return outcome,
            }
        }
        self.try_edit(changes, &edit).await
    }

    async fn try_edit(&self, mut changes: Transaction, edit: &CatalogEdit) -> Result<(), StoreError> {
        let item = self.get(keys::catalog_version(), true).await?;
        let before: Before = item.map(serde_dynamo::from_item).transpose()?.unwrap_or_default();
        before.allows(edit.change)?;
        let number = before.number.saturating_add(1);
        let entry = CatalogLogItem { number, at: edit.at, change: edit.logged.clone() };
        changes.create(self, to_item(&entry)?, StoreError::Contended)?;
        // Last, so that the failed condition of another write is reported instead.
        self.number(&mut changes, &before, edit)?;
        self.commit(changes).await
    }

    /// Every change of the version item changes its number, so the number is the only condition.
    fn number(
        &self,
        changes: &mut Transaction,
        before: &Before,
        edit: &CatalogEdit,
    ) -> Result<(), StoreError> {
        let number = |n: i64| AttributeValue::N(n.to_string());
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let (added, currency) = edit.change.effect();
        let mut sets =
            "ADD #number :one, products :added SET changed_at = :now, entity = :entity, v = :one".to_owned();
        let mut update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::catalog_version().into_item()))
            .expression_attribute_names("#number", "number")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":added", number(added))
            .expression_attribute_values(":now", text(&edit.at.to_string()))
            .expression_attribute_values(":entity", text(CatalogVersion::ENTITY));
        if let Some(currency) = currency {
            sets += ", currency = :currency";
            update = update.expression_attribute_values(":currency", text(currency.code()));
        }
        let update = if before.number == 0 {
            update.condition_expression("attribute_not_exists(#number)")
        } else {
            let before = AttributeValue::N(before.number.to_string());
            update.condition_expression("#number = :before").expression_attribute_values(":before", before)
        };
        changes.update(update.update_expression(sets), StoreError::Contended)
    }
}

impl CatalogChange {
    /// The number of products that the change adds, and the currency that it gives the shop.
    const fn effect(self) -> (i64, Option<Currency>) {
        match self {
            Self::Added(_) => (1, None),
            Self::Removed => (-1, None),
            Self::Currency(currency) => (0, Some(currency)),
            Self::Kept(_) | Self::Other => (0, None),
        }
    }
}

impl Before {
    fn allows(&self, change: CatalogChange) -> Result<(), StoreError> {
        match change {
            CatalogChange::Added(own) | CatalogChange::Kept(own)
                if self.currency.is_some_and(|currency| currency != own) =>
            {
                Err(StoreError::Conflict)
            }
            CatalogChange::Currency(_) if self.products != 0 => Err(StoreError::CurrencyInUse),
            _ => Ok(()),
        }
    }
}
