//! Atomic transactions of several writes, each with the error that its failed condition means.

use std::time::Duration;

use aws_sdk_dynamodb::config::AsyncSleep;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, ConditionCheck, Put, TransactWriteItem, Update};

use super::{Item, Store, StoreError};
use crate::random;

/// The number of attempts for a transaction that conflicts with a concurrent one.
const TRIES: u32 = 4;

#[derive(Debug, Default, Clone)]
pub struct Transaction {
    writes: Vec<(TransactWriteItem, StoreError)>,
}

impl Transaction {
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an item that must not exist. If it exists, the transaction fails with `if_there`.
    pub(crate) fn create(
        &mut self,
        store: &Store,
        item: Item,
        if_there: StoreError,
    ) -> Result<(), StoreError> {
        self.put(
            Put::builder().table_name(&store.table).set_item(Some(item)),
            "attribute_not_exists(pk)",
            if_there,
        )
    }

    pub(crate) fn put(
        &mut self,
        put: aws_sdk_dynamodb::types::builders::PutBuilder,
        condition: &str,
        otherwise: StoreError,
    ) -> Result<(), StoreError> {
        let put = put.condition_expression(condition).build().map_err(broken)?;
        self.writes.push((TransactWriteItem::builder().put(put).build(), otherwise));
        Ok(())
    }

    pub(crate) fn update(
        &mut self,
        update: aws_sdk_dynamodb::types::builders::UpdateBuilder,
        otherwise: StoreError,
    ) -> Result<(), StoreError> {
        let update: Update = update.build().map_err(broken)?;
        self.writes.push((TransactWriteItem::builder().update(update).build(), otherwise));
        Ok(())
    }

    /// Requires that an item does not exist.
    pub(crate) fn absent(
        &mut self,
        store: &Store,
        key: super::keys::Key,
        if_there: StoreError,
    ) -> Result<(), StoreError> {
        let check = ConditionCheck::builder()
            .table_name(&store.table)
            .set_key(Some(key.into_item()))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(broken)?;
        self.writes.push((TransactWriteItem::builder().condition_check(check).build(), if_there));
        Ok(())
    }

    pub(crate) fn delete(
        &mut self,
        delete: aws_sdk_dynamodb::types::builders::DeleteBuilder,
        otherwise: StoreError,
    ) -> Result<(), StoreError> {
        let delete = delete.build().map_err(broken)?;
        self.writes.push((TransactWriteItem::builder().delete(delete).build(), otherwise));
        Ok(())
    }
}

fn broken(error: impl std::error::Error) -> StoreError {
    StoreError::Broken(error.to_string())
}

impl Store {
    /// Writes the whole transaction, or returns the error of the first failed condition and writes nothing. A conflict with
    /// a concurrent transaction, for example on the day's counters, is retried: nothing was written, and the SDK does not
    /// retry it.
    pub async fn commit(&self, transaction: Transaction) -> Result<(), StoreError> {
        let (mut writes, meanings): (Vec<_>, Vec<_>) = transaction.writes.into_iter().unzip();
        for put in writes.iter_mut().filter_map(|write| write.put.as_mut()) {
            self.shards.spread(&mut put.item);
        }
        let mut tries = 1;
        loop {
            let sent =
                self.client.transact_write_items().set_transact_items(Some(writes.clone())).send().await;
            let Err(error) = sent else { return Ok(()) };
            let Some(reasons) = cancellation_reasons(&error) else { return Err(error.into()) };
            let meaning = meaning(reasons, &meanings);
            if tries == TRIES || !matches!(meaning, StoreError::Unavailable(_)) {
                return Err(meaning);
            }
            self.pause(tries).await;
            tries += 1;
        }
    }

    /// Waits after an attempt that met another writer.
    pub(in crate::store) async fn pause(&self, tries: u32) {
        if let Some(clock) = self.client.config().sleep_impl() {
            clock.sleep(pause(tries)).await;
        }
    }
}

/// The random delay after an attempt: up to 25 ms, 50 ms, then 100 ms. It is random so that two transactions that conflicted do
/// not conflict again.
fn pause(tries: u32) -> Duration {
    let chance = random::bytes::<1>().map_or(u8::MAX, |[chance]| chance);
    Duration::from_millis((25 << tries.saturating_sub(1).min(2)) * u64::from(chance) / 255)
}

fn cancellation_reasons(error: &SdkError<TransactWriteItemsError>) -> Option<&[CancellationReason]> {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            Some(cancelled.cancellation_reasons())
        }
        _ => None,
    }
}

/// The error of the first failed condition. Any other reason is temporary, except a validation error.
fn meaning(reasons: &[CancellationReason], meanings: &[StoreError]) -> StoreError {
    let failed = |reason: &CancellationReason| reason.code() == Some("ConditionalCheckFailed");
    let first = reasons.iter().zip(meanings).find(|(reason, _)| failed(reason));
    if let Some((_, meaning)) = first {
        return meaning.clone();
    }
    let codes: Vec<_> =
        reasons.iter().filter_map(CancellationReason::code).filter(|code| *code != "None").collect();
    match codes.as_slice() {
        ["ValidationError", ..] => StoreError::Broken("a write of the transaction is not valid".to_owned()),
        _ => StoreError::Unavailable(format!("transaction cancelled: {}", codes.join(", "))),
    }
}
