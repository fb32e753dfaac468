use domain::catalogue::product::Product;

use crate::store::{Products, StoreError, keys};

impl Products {
    /// AP-29: every archived product; one Query per megabyte.
    pub async fn archived_products(&self) -> Result<Vec<Product>, StoreError> {
        let mut products = Vec::new();
        self.each_product(keys::ARCHIVE, |stored| {
            products.push(stored.product);
            Ok(())
        })
        .await?;
        Ok(products)
    }
}
