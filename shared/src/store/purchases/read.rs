//! Reads a purchase, or parts of it.

use aws_sdk_dynamodb::types::KeysAndAttributes;
use domain::ids::OrderId;
use domain::purchase::{
    Checkout, MailRecord, Note, NumberedPurchase, Order, Purchase, Refund, SettledSession,
};

use super::RefundItem;
use crate::store::items::{AuditItem, Stored, entity, from_item};
use crate::store::{Item, Purchases, Store, StoreError, keys};

/// The maximum number of keys of a BatchGetItem.
const BATCH: usize = 100;

impl Purchases {
    /// AP-10: reads a whole purchase; one Query.
    pub async fn purchase(&self, id: OrderId) -> Result<Option<Purchase>, StoreError> {
        assemble(self.partition(keys::purchase(id)).await?)
    }

    /// AP-11: reads a purchase's checkout; one GetItem.
    pub async fn checkout(&self, id: OrderId) -> Result<Option<Checkout>, StoreError> {
        let item = self.get(keys::checkout(id), true).await?;
        item.map_or(Ok(None), from_item)
    }

    /// AP-12: reads a purchase's order; one GetItem.
    pub async fn order(&self, id: OrderId) -> Result<Option<Order>, StoreError> {
        let item = self.get(keys::order(id), true).await?;
        item.map_or(Ok(None), from_item)
    }

    /// AP-50: reads a purchase that has a number, with its refunds; one Query. The mails and notes between them are skipped.
    pub async fn numbered_with_refunds(
        &self,
        id: OrderId,
    ) -> Result<Option<(NumberedPurchase, Vec<Refund>)>, StoreError> {
        let (mut checkout, mut order, mut refunds) = (None, None, Vec::new());
        for item in self.between(keys::purchase(id), Some(keys::checkout_to_refunds()), true).await? {
            match entity(&item) {
                Some(Checkout::ENTITY) => checkout = from_item::<Checkout>(item)?,
                Some(Order::ENTITY) => order = from_item::<Order>(item)?,
                Some(RefundItem::ENTITY) => {
                    refunds.extend(from_item::<RefundItem>(item)?.map(|it| it.refund));
                }
                _ => {}
            }
        }
        Ok(NumberedPurchase::of(order, checkout).map(|purchase| (purchase, refunds)))
    }
}

impl Store {
    /// Reads items by key, consistently, and asks again for those that DynamoDB left out.
    pub(in crate::store) async fn batch_get(&self, wanted: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        self.batch_read(wanted, true).await
    }

    /// Reads items by key, and asks again for those that DynamoDB left out. With `consistent`, the read sees every
    /// acknowledged write.
    pub(in crate::store) async fn batch_read(
        &self,
        wanted: Vec<Item>,
        consistent: bool,
    ) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        for keys in wanted.chunks(BATCH) {
            items.extend(self.batch_read_some(keys.to_vec(), consistent).await?);
        }
        Ok(items)
    }

    async fn batch_read_some(&self, wanted: Vec<Item>, consistent: bool) -> Result<Vec<Item>, StoreError> {
        let broken = |error: aws_sdk_dynamodb::error::BuildError| StoreError::Broken(error.to_string());
        let keys = KeysAndAttributes::builder()
            .set_keys(Some(wanted))
            .consistent_read(consistent)
            .build()
            .map_err(broken)?;
        let (mut items, mut left) = (Vec::new(), Some(keys));
        for _ in 0..5 {
            let Some(keys) = left.take() else { return Ok(items) };
            let answer = self.client.batch_get_item().request_items(&self.table, keys).send().await?;
            items.extend(
                answer.responses.into_iter().filter_map(|mut tables| tables.remove(&self.table)).flatten(),
            );
            left = answer.unprocessed_keys.and_then(|mut tables| tables.remove(&self.table));
        }
        match left {
            None => Ok(items),
            Some(_) => {
                Err(StoreError::Unavailable("BatchGetItem returned unprocessed keys five times".to_owned()))
            }
        }
    }
}

/// Assembles a purchase from the items of its partition; none without a checkout.
fn assemble(items: Vec<Item>) -> Result<Option<Purchase>, StoreError> {
    let (mut checkout, mut order) = (None, None);
    let (mut audit, mut mails, mut refunds) = (Vec::new(), Vec::new(), Vec::new());
    let (mut notes, mut sessions) = (Vec::new(), Vec::new());
    for item in items {
        match entity(&item) {
            Some(Checkout::ENTITY) => checkout = from_item::<Checkout>(item)?,
            Some(Order::ENTITY) => order = from_item::<Order>(item)?,
            Some(AuditItem::ENTITY) => audit.extend(from_item::<AuditItem>(item)?.map(|it| it.entry)),
            Some(MailRecord::ENTITY) => mails.extend(from_item::<MailRecord>(item)?),
            Some(RefundItem::ENTITY) => refunds.extend(from_item::<RefundItem>(item)?.map(|it| it.refund)),
            Some(Note::ENTITY) => notes.extend(from_item::<Note>(item)?),
            Some(SettledSession::ENTITY) => sessions.extend(from_item::<SettledSession>(item)?),
            _ => {}
        }
    }
    Ok(checkout.map(|checkout| Purchase { checkout, order, audit, mails, refunds, notes, sessions }))
}
