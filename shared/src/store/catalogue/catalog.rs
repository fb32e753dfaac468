//! Reads the catalogue's version, and all products from the table.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::catalogue::product::Product;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::items::{ProductItem, from_item};
use crate::store::{Item, Products, StoreError, keys};

/// The catalogue's version, which every change increments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogVersion {
    /// 0 before the first product.
    pub number: u64,
    pub changed_at: Timestamp,
}

impl CatalogVersion {
    /// Name of its form, as in `Stored::ENTITY`.
    pub(in crate::store) const ENTITY: &'static str = "catalog_version";
    /// The version before the first change.
    pub(in crate::store) const NONE: Self = Self { number: 0, changed_at: Timestamp::UNIX_EPOCH };
}

impl Products {
    /// AP-01: the catalogue's version; one GetItem. With `consistent`, the read sees every acknowledged change.
    pub async fn catalog_version(&self, consistent: bool) -> Result<CatalogVersion, StoreError> {
        let item = self.get(keys::catalog_version(), consistent).await?;
        item.map_or(Ok(CatalogVersion::NONE), |item| Ok(serde_dynamo::from_item(item)?))
    }

    /// AP-02: every product that is not archived, with its current stock; one Query per megabyte.
    pub async fn catalog_now(&self) -> Result<Vec<Product>, StoreError> {
        let mut products = Vec::new();
        self.each_product(keys::CATALOG_INDEX, |stored| {
            products.push(stored.product);
            Ok(())
        })
        .await?;
        Ok(products)
    }

    /// Reads the products of a partition of gsi1, one after the other; one Query per megabyte.
    pub(in crate::store) async fn each_product(
        &self,
        partition: &str,
        mut each: impl FnMut(ProductItem) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut start: Option<Item> = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(keys::GSI1)
                .key_condition_expression("gsi1pk = :pk")
                .expression_attribute_values(":pk", AttributeValue::S(partition.to_owned()))
                .set_exclusive_start_key(start)
                .send()
                .await?;
            for item in page.items.unwrap_or_default() {
                if let Some(stored) = from_item(item)? {
                    each(stored)?;
                }
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(());
            }
        }
    }
}
