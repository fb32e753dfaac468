use aws_sdk_dynamodb::types::AttributeValue;
use domain::catalogue::product::Product;

use crate::store::items::{ProductItem, from_item};
use crate::store::{Products, StoreError, keys};

impl Products {
    /// AP-29: every archived product; one Query per megabyte.
    pub async fn archived_products(&self) -> Result<Vec<Product>, StoreError> {
        let (mut products, mut start) = (Vec::new(), None);
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(keys::GSI1)
                .key_condition_expression("gsi1pk = :pk")
                .expression_attribute_values(":pk", AttributeValue::S(keys::ARCHIVE.to_owned()))
                .set_exclusive_start_key(start)
                .send()
                .await?;
            for item in page.items.unwrap_or_default() {
                products.extend(from_item::<ProductItem>(item)?.map(|stored| stored.product));
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(products);
            }
        }
    }
}
