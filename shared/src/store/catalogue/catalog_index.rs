//! Keeps the compact catalogue current: makes the next one from the last one or from the products, and moves the pointer.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use crate::store::catalog::CatalogVersion;
use crate::store::compact::{AllCards, CompactCatalogs, CompactPointer};
use crate::store::items::to_item;
use crate::store::{CatalogIndex, StoreError};

impl CatalogIndex {
    /// AP-63: the catalogue's version, and the pointer to the newest compact catalogue if there is one; one BatchGetItem.
    pub async fn newest(&self) -> Result<(CatalogVersion, Option<CompactPointer>), StoreError> {
        let start = self.catalog_start(&[]).await?;
        Ok((start.version, start.pointer))
    }

    /// AP-61: the cards of a compact catalogue, with the changes up to a version; none if they cannot be read.
    pub async fn folded(
        &self,
        compact: &dyn CompactCatalogs,
        pointer: &CompactPointer,
        number: u64,
    ) -> Result<Option<AllCards>, StoreError> {
        let mut cards = AllCards::default();
        let changes = self.cards_in_compact(compact, pointer, number, &mut |card| cards.add(card)).await?;
        Ok(changes.map(|changes| {
            cards.apply(changes);
            cards
        }))
    }

    /// AP-02: the cards of all products as they are now, at least as new as a version that was just read.
    pub async fn rebuilt(&self, version: CatalogVersion, now: Timestamp) -> Result<AllCards, StoreError> {
        let mut cards = AllCards::default();
        let changes = self.cards_in_table(version, now, &mut |card| cards.add(card)).await?;
        cards.apply(changes);
        Ok(cards)
    }

    /// AP-64: moves the pointer, if it is still as it was read; one `PutItem`. Returns false if another run was first.
    pub async fn point(
        &self,
        before: Option<&CompactPointer>,
        to: &CompactPointer,
    ) -> Result<bool, StoreError> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(to)?));
        let put = match before {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(before) => put
                .condition_expression("#number = :number AND #object = :object")
                .expression_attribute_names("#number", "number")
                .expression_attribute_names("#object", "object")
                .expression_attribute_values(":number", AttributeValue::N(before.number.to_string()))
                .expression_attribute_values(":object", AttributeValue::S(before.object.clone())),
        };
        match put.send().await.map_err(StoreError::from) {
            Ok(_) => Ok(true),
            Err(StoreError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
