//! Registered uploads of pictures and 3D models to a product.

use aws_sdk_dynamodb::types::Delete;
use domain::audit::Event;
use domain::catalogue::product::Product;

use crate::store::items::{ProductItem, Stored, UploadItem, to_item};
use crate::store::{ProductWriter, StoreError};

impl ProductWriter {
    /// AP-24: registers an upload; one `PutItem`.
    pub async fn announce_upload(&self, upload: &UploadItem) -> Result<(), StoreError> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(upload)?));
        put.condition_expression("attribute_not_exists(pk)").send().await?;
        Ok(())
    }

    /// AP-06: adds a checked file to a product and removes the registration of its upload; one transaction.
    pub async fn add_file(
        &self,
        before: &ProductItem,
        product: Product,
        upload: &UploadItem,
        event: Event,
    ) -> Result<(), StoreError> {
        let (mut changes, edit) = self.replacement(before, product, event)?;
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(upload.key().into_item()))
            .condition_expression("attribute_exists(pk)");
        changes.delete(delete, StoreError::Conflict)?;
        self.commit_edit(changes, edit).await
    }

    /// AP-25: removes the registration of a rejected upload; one `DeleteItem`.
    pub async fn forget_upload(&self, upload: &UploadItem) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(&self.table);
        delete.set_key(Some(upload.key().into_item())).send().await?;
        Ok(())
    }
}
