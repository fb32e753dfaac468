//! Changes of products. Each is one transaction with its audit entry and the catalogue's next version.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put};
use domain::audit::{AuditEntry, ChainHead, Event};
use domain::catalogue::product::Product;
use domain::ids::ProductId;
use domain::text::Slug;
use jiff::Timestamp;

use crate::store::catalogue::catalog_version::{CatalogChange, CatalogEdit};
use crate::store::items::{
    AuditItem, ProductItem, SlugItem, SoldItem, Stored, UploadItem, entity, from_item, to_item,
};
use crate::store::{ProductWriter, Products, StoreError, Transaction, keys};

#[derive(Debug, Clone, PartialEq)]
pub struct ProductWithTrail {
    pub stored: ProductItem,
    /// Audit entries, oldest first.
    pub audit: Vec<AuditEntry>,
    /// Images that were registered for upload and are not confirmed yet.
    pub uploads: Vec<UploadItem>,
    /// True if orders refer to the product.
    pub sold: bool,
}

impl Products {
    /// AP-04: a product with its audit trail; one Query. Finds archived products, but not deleted ones.
    pub async fn product(&self, id: ProductId) -> Result<Option<ProductWithTrail>, StoreError> {
        let (mut stored, mut audit, mut uploads, mut sold) = (None, Vec::new(), Vec::new(), false);
        for item in self.partition(keys::product_partition(id)).await? {
            if let Some(entry) = from_item::<AuditItem>(item.clone())? {
                audit.push(entry.entry);
            } else if let Some(upload) = from_item::<UploadItem>(item.clone())? {
                uploads.push(upload);
            } else if entity(&item) == Some(SoldItem::ENTITY) {
                sold = true;
            } else {
                stored = from_item::<ProductItem>(item)?.or(stored);
            }
        }
        let present = stored.filter(|stored: &ProductItem| stored.deleted_at.is_none());
        Ok(present.map(|stored| ProductWithTrail { stored, audit, uploads, sold }))
    }

    /// AP-56: the names of products, including archived and deleted ones; one BatchGetItem.
    pub async fn product_names(
        &self,
        ids: impl IntoIterator<Item = ProductId>,
    ) -> Result<BTreeMap<ProductId, String>, StoreError> {
        let wanted = ids.into_iter().map(|id| keys::product(id).into_item()).collect();
        let items = self.batch_get(wanted).await?.into_iter();
        let stored = items.filter_map(|item| from_item::<ProductItem>(item).transpose());
        stored
            .map(|stored| stored.map(|stored| (stored.product.id, stored.product.name.to_string())))
            .collect()
    }

    /// AP-30: the product of a current or former slug; one GetItem.
    pub async fn product_id_of(&self, slug: &Slug) -> Result<Option<ProductId>, StoreError> {
        let item = self.get(keys::slug(slug), true).await?;
        Ok(item.map_or(Ok(None), from_item::<SlugItem>)?.map(|taken| taken.product_id))
    }
}

impl ProductWriter {
    /// AP-04: a product to change. Fails if the product is archived.
    pub async fn product_to_change(&self, id: ProductId) -> Result<Option<ProductWithTrail>, StoreError> {
        let found = self.product(id).await?;
        let archived = found.as_ref().is_some_and(|found| found.stored.product.archived_at.is_some());
        if archived { Err(StoreError::Archived) } else { Ok(found) }
    }

    /// AP-05: creates a product; one transaction.
    pub async fn create_product(&self, product: Product, event: Event) -> Result<(), StoreError> {
        let (now, currency) = (event.at, product.base_price.currency);
        let mut changes = Transaction::new();
        let slug = SlugItem { slug: product.slug.clone(), product_id: product.id };
        changes.create(self, to_item(&slug)?, StoreError::SlugTaken)?;
        let (stored, entry) = revised(product, ChainHead::empty(), event, None);
        changes.create(self, to_item(&stored)?, StoreError::Conflict)?;
        changes.create(self, to_item(&entry)?, StoreError::Conflict)?;
        self.commit_edit(changes, CatalogEdit::of(&stored, CatalogChange::Added(currency), now)?).await
    }

    /// AP-06: replaces a product unless it changed since it was read; one transaction.
    pub async fn replace_product(
        &self,
        before: &ProductItem,
        product: Product,
        event: Event,
    ) -> Result<(), StoreError> {
        let (changes, edit) = self.replacement(before, product, event)?;
        self.commit_edit(changes, edit).await
    }

    /// The transaction that replaces a product, to which the caller may add writes, and its edit of the catalogue.
    pub(in crate::store) fn replacement(
        &self,
        before: &ProductItem,
        product: Product,
        event: Event,
    ) -> Result<(Transaction, CatalogEdit), StoreError> {
        let (now, currency) = (event.at, product.base_price.currency);
        let mut changes = Transaction::new();
        let new = |slug: &&Slug| !before.product.slugs().any(|had| had == *slug);
        for slug in product.slugs().filter(new) {
            let taken = SlugItem { slug: slug.clone(), product_id: product.id };
            changes.create(self, to_item(&taken)?, StoreError::SlugTaken)?;
        }
        let released = |slug: &&Slug| !product.slugs().any(|has| has == *slug);
        for slug in before.product.slugs().filter(released) {
            self.free_slug(&mut changes, slug)?;
        }
        let (stored, entry) = revised(product, before.chain.clone(), event, None);
        self.put_product(&mut changes, &stored, before.version)?;
        changes.create(self, to_item(&entry)?, StoreError::Conflict)?;
        let edit = CatalogEdit::of(&stored, CatalogChange::Kept(currency), now)?;
        Ok((changes, edit))
    }

    /// AP-28: archives or restores a product unless it changed since it was read; one transaction.
    pub async fn move_product(
        &self,
        before: &ProductItem,
        product: Product,
        event: Event,
    ) -> Result<(), StoreError> {
        let change = match product.archived_at {
            Some(_) => CatalogChange::Removed,
            None => CatalogChange::Added(product.base_price.currency),
        };
        let (now, mut changes) = (event.at, Transaction::new());
        let (stored, entry) = revised(product, before.chain.clone(), event, None);
        self.put_product(&mut changes, &stored, before.version)?;
        changes.create(self, to_item(&entry)?, StoreError::Conflict)?;
        self.commit_edit(changes, CatalogEdit::of(&stored, change, now)?).await
    }

    /// AP-07: deletes a product unless it changed since it was read or an order refers to it. Its audit trail remains. One
    /// transaction.
    pub async fn delete_product(&self, before: &ProductItem, event: Event) -> Result<(), StoreError> {
        let now = event.at;
        let mut changes = Transaction::new();
        for slug in before.product.slugs() {
            self.free_slug(&mut changes, slug)?;
        }
        changes.absent(self, keys::sold(before.product.id), StoreError::Conflict)?;
        let mut product = before.product.clone();
        product.version = product.version.saturating_add(1);
        let (stored, entry) = revised(product, before.chain.clone(), event, Some(now));
        self.put_product(&mut changes, &stored, before.version)?;
        changes.create(self, to_item(&entry)?, StoreError::Conflict)?;
        self.commit_edit(changes, CatalogEdit::of(&stored, CatalogChange::Removed, now)?).await
    }

    fn put_product(
        &self,
        changes: &mut Transaction,
        stored: &ProductItem,
        before: u64,
    ) -> Result<(), StoreError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(to_item(stored)?))
            .expression_attribute_values(":before", AttributeValue::N(before.to_string()));
        changes.put(put, "version = :before AND attribute_not_exists(deleted_at)", StoreError::Conflict)
    }

    fn free_slug(&self, changes: &mut Transaction, slug: &Slug) -> Result<(), StoreError> {
        let delete = Delete::builder().table_name(&self.table).set_key(Some(keys::slug(slug).into_item()));
        changes.delete(delete, StoreError::Conflict)
    }
}

fn revised(
    product: Product,
    mut chain: ChainHead,
    event: Event,
    deleted_at: Option<Timestamp>,
) -> (ProductItem, AuditItem) {
    let entry = chain.append(&product.id.to_string(), event);
    let partition = keys::product_partition(product.id);
    let version = product.version;
    (ProductItem { product, version, chain, deleted_at }, AuditItem { partition, entry })
}
