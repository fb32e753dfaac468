//! Writes a purchase: its first item, and each change in one transaction.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put};
use domain::ids::ProductId;
use domain::purchase::{Change, Checkout, MailStatus, Purchase, PurchaseState, Refund, StockLocation};
use jiff::Timestamp;

use super::{CartStep, IdempotencyItem, NumberItem, RefundItem};
use crate::random;
use crate::store::items::{AuditItem, SoldItem, Stored, to_item};
use crate::store::limits::Turn;
use crate::store::stats::Counters;
use crate::store::stock::StockMove;
use crate::store::{PurchaseWriter, StoreError, Transaction, keys};

/// The maximum number of products whose first order is recorded in the order's own transaction, beside 50 whose stock it
/// takes.
const FIRST_SALES: usize = 40;

impl PurchaseWriter {
    /// AP-08: begins a purchase: writes its frozen cart under the client's key, and the claim of the client's cart, and
    /// counts the client's turn; one transaction.
    pub async fn begin_checkout(
        &self,
        key: &IdempotencyItem,
        checkout: &Checkout,
        cart: Option<&CartStep>,
        turn: Option<&Turn>,
    ) -> Result<(), StoreError> {
        let mut changes = self.cart_step(cart)?;
        turn.map_or(Ok(()), |turn| self.count_turn(&mut changes, turn))?;
        changes.create(self, to_item(key)?, StoreError::Conflict)?;
        changes.create(self, to_item(checkout)?, StoreError::Conflict)?;
        self.commit(changes).await
    }

    /// AP-13, AP-14: writes a change of a purchase that is still as it was read; one transaction. `PurchaseWriter::amend` reads,
    /// decides and writes; only a caller that knows the whole purchase without reading it calls this directly.
    pub async fn write(&self, change: &Change) -> Result<(), StoreError> {
        self.write_with(Transaction::new(), change).await
    }

    /// AP-13: writes the opening of a payment page, if the client's cart still claims the purchase; one transaction.
    pub async fn write_opened(&self, change: &Change, cart: Option<&CartStep>) -> Result<(), StoreError> {
        self.write_with(self.cart_step(cart)?, change).await
    }

    fn cart_step(&self, cart: Option<&CartStep>) -> Result<Transaction, StoreError> {
        let mut writes = Transaction::new();
        cart.map_or(Ok(()), |step| self.step_cart(&mut writes, step))?;
        Ok(writes)
    }

    async fn write_with(&self, mut writes: Transaction, change: &Change) -> Result<(), StoreError> {
        let before = change.before();
        let after = change.after().map_err(|error| StoreError::Broken(error.to_string()))?;
        let id = before.checkout.id;
        let sold = |product_id: &ProductId| SoldItem { product_id: *product_id, order_id: id };
        let first_sales: Vec<SoldItem> = change.first_sales().iter().map(sold).collect();
        self.write_surplus(&first_sales).await?;
        for entry in after.audit.iter().skip(before.audit.len()) {
            let entry = AuditItem { partition: keys::purchase(id), entry: entry.clone() };
            writes.create(self, to_item(&entry)?, StoreError::Conflict)?;
        }
        self.write_records(&mut writes, change)?;
        for sold in first_sales.iter().take(FIRST_SALES) {
            writes.create(self, to_item(sold)?, StoreError::Conflict)?;
        }
        let now = change.events().last().map_or(Timestamp::UNIX_EPOCH, |event| event.at);
        // Any shard will do; chance spreads the writers over them.
        let drawn = random::bytes::<2>().map_or(0, u16::from_be_bytes);
        self.count(&mut writes, now, drawn, &Counters::of(change, &after)?)?;
        self.write_heads(&mut writes, change, &after)?;
        for (product, taken) in by_product(change.stock()) {
            self.move_stock(&mut writes, product, StockMove::Take, &taken)?;
        }
        let returned = self.stock_locations(change.stock_returned()).await?;
        let returned: Vec<_> = returned.into_iter().map(StockLocation::returnable).collect();
        for (product, returned) in by_product(&returned) {
            self.move_stock(&mut writes, product, StockMove::Return, &returned)?;
        }
        self.commit(writes).await
    }

    /// Records first sales that do not fit, ahead of the order: a transaction has a hundred writes at most. If the order is
    /// not made after all, a product is archived that could have been deleted.
    async fn write_surplus(&self, first_sales: &[SoldItem]) -> Result<(), StoreError> {
        let surplus = first_sales.get(FIRST_SALES..).unwrap_or_default();
        if surplus.is_empty() {
            return Ok(());
        }
        let mut writes = Transaction::new();
        for sold in surplus {
            writes.create(self, to_item(sold)?, StoreError::Conflict)?;
        }
        self.commit(writes).await
    }

    fn write_records(&self, writes: &mut Transaction, change: &Change) -> Result<(), StoreError> {
        for mail in change.mails() {
            writes.create(self, to_item(mail)?, StoreError::Conflict)?;
        }
        for note in change.notes() {
            writes.create(self, to_item(note)?, StoreError::Conflict)?;
        }
        self.write_ended_mails(writes, change)?;
        for refund in change.refunds() {
            self.write_refund(writes, change.before(), refund)?;
        }
        if let Some(session) = change.session() {
            writes.create(self, to_item(session)?, StoreError::Conflict)?;
        }
        Ok(())
    }

    /// Owes mails again, ends and removes mails, each if its status is still as it was read.
    fn write_ended_mails(&self, writes: &mut Transaction, change: &Change) -> Result<(), StoreError> {
        for mail in change.mails_renewed() {
            let put = Put::builder()
                .table_name(&self.table)
                .set_item(Some(to_item(mail)?))
                .expression_attribute_names("#status", "status")
                .expression_attribute_values(":owed", serde_dynamo::to_attribute_value(MailStatus::Owed)?);
            writes.put(put, "attribute_exists(pk) AND #status <> :owed", StoreError::Conflict)?;
        }
        for mail in change.mails_ended() {
            let put = Put::builder()
                .table_name(&self.table)
                .set_item(Some(to_item(mail)?))
                .expression_attribute_names("#status", "status")
                .expression_attribute_values(":owed", serde_dynamo::to_attribute_value(MailStatus::Owed)?)
                .expression_attribute_values(
                    ":failed",
                    serde_dynamo::to_attribute_value(MailStatus::Failed)?,
                );
            writes.put(put, "#status = :owed OR #status = :failed", StoreError::Conflict)?;
        }
        for mail in change.mails_dropped() {
            let delete = Delete::builder()
                .table_name(&self.table)
                .set_key(Some(mail.key().into_item()))
                .condition_expression("#status = :status")
                .expression_attribute_names("#status", "status")
                .expression_attribute_values(":status", serde_dynamo::to_attribute_value(mail.status)?);
            writes.delete(delete, StoreError::Conflict)?;
        }
        Ok(())
    }

    /// Writes a refund, if its attempt and status are still as they were read.
    fn write_refund(
        &self,
        writes: &mut Transaction,
        before: &Purchase,
        refund: &Refund,
    ) -> Result<(), StoreError> {
        let item = RefundItem { order_id: before.checkout.id, refund: refund.clone() };
        let put = Put::builder().table_name(&self.table).set_item(Some(to_item(&item)?));
        let Some(known) = before.refund(refund.id) else {
            return writes.put(put, "attribute_not_exists(pk)", StoreError::Conflict);
        };
        let put = put
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":status", serde_dynamo::to_attribute_value(known.status)?)
            .expression_attribute_values(":attempt", AttributeValue::N(known.attempt.to_string()));
        writes.put(put, "refund.#status = :status AND refund.attempt = :attempt", StoreError::Conflict)
    }

    /// Writes the checkout and the order, each only if it is still in the state and version that was read, and reserves the
    /// number that the purchase gets.
    fn write_heads(
        &self,
        writes: &mut Transaction,
        change: &Change,
        after: &Purchase,
    ) -> Result<(), StoreError> {
        let before = change.before();
        let number = after.checkout.order_number.as_ref().filter(|_| before.checkout.order_number.is_none());
        if let Some(number) = number {
            let number = NumberItem { number: number.clone(), order_id: after.checkout.id };
            writes.create(self, to_item(&number)?, StoreError::NumberTaken)?;
        }
        if change.changes_checkout() {
            let put = Put::builder().table_name(&self.table).set_item(Some(to_item(&after.checkout)?));
            put_head(writes, put, before.checkout.state, before.checkout.version)?;
        }
        match (&before.order, &after.order) {
            (_, None) => Ok(()),
            (None, Some(order)) => writes.create(self, to_item(order)?, StoreError::Conflict),
            (Some(was), Some(order)) => {
                let put = Put::builder().table_name(&self.table).set_item(Some(to_item(order)?));
                put_head(writes, put, was.state, was.version)
            }
        }
    }
}

fn by_product(stock: &[StockLocation]) -> BTreeMap<ProductId, Vec<StockLocation>> {
    let mut by_product = BTreeMap::<ProductId, Vec<StockLocation>>::new();
    for location in stock {
        by_product.entry(location.taken.product_id).or_default().push(*location);
    }
    by_product
}

fn put_head(
    writes: &mut Transaction,
    put: aws_sdk_dynamodb::types::builders::PutBuilder,
    state: PurchaseState,
    version: u64,
) -> Result<(), StoreError> {
    let put = put
        .expression_attribute_names("#state", "state")
        .expression_attribute_values(":from", AttributeValue::S(state.as_str().to_owned()))
        .expression_attribute_values(":version", AttributeValue::N(version.to_string()));
    writes.put(put, "#state = :from AND version = :version", StoreError::Conflict)
}
