//! Purchases: from the frozen cart to every later change, each one transaction with its audit entry.

mod change;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, Delete, KeysAndAttributes, Put};
use domain::audit::{AuditEntry, ChainHead};
use domain::ids::{OrderId, ProductId};
use domain::money::Money;
use domain::product::Product;
use domain::purchase::PurchaseState;
use domain::refund::RefundStatus;
use domain::settings::Settings;
use jiff::Timestamp;

use super::items::{
    AuditItem, CheckoutItem, IdempotencyItem, MailItem, NoteItem, NumberItem, OrderItem, ProductItem,
    RefundItem, SessionItem, SoldItem, Stored, entity, from_item, to_item,
};
use super::settings::SettingsItem;
use super::stats::Counters;
use super::stock::StockOf;
use super::{Item, Store, StoreError, Transaction, keys};

pub use change::Change;

/// The most products whose first order is noted in the order's own transaction, beside 50 whose stock it takes.
const FIRST_SALES: usize = 40;
/// The most keys of a BatchGetItem.
const BATCH: usize = 100;

/// Everything that is known of a purchase.
#[derive(Debug, Clone, PartialEq)]
pub struct Purchase {
    /// The frozen cart.
    pub checkout: CheckoutItem,
    /// The order, once paid.
    pub order: Option<OrderItem>,
    /// The audit trail, oldest first.
    pub audit: Vec<AuditEntry>,
    /// Mails owed and sent.
    pub mails: Vec<MailItem>,
    /// Refunds.
    pub refunds: Vec<RefundItem>,
    /// Notes of staff, oldest first.
    pub notes: Vec<NoteItem>,
    /// Stripe sessions that were settled.
    pub sessions: Vec<SessionItem>,
}

impl Purchase {
    /// A purchase of which there is only the frozen cart.
    pub const fn begun(checkout: CheckoutItem) -> Self {
        Self {
            checkout,
            order: None,
            audit: Vec::new(),
            mails: Vec::new(),
            refunds: Vec::new(),
            notes: Vec::new(),
            sessions: Vec::new(),
        }
    }
    /// Where the purchase stands.
    pub fn state(&self) -> PurchaseState {
        self.order.as_ref().map_or(self.checkout.state, |order| order.state)
    }

    /// The head of its audit chain.
    pub fn chain(&self) -> &ChainHead {
        self.order.as_ref().map_or(&self.checkout.chain, |order| &order.chain)
    }

    fn from_items(items: Vec<Item>) -> Result<Option<Self>, StoreError> {
        let (mut checkout, mut order) = (None, None);
        let (mut audit, mut mails, mut refunds) = (Vec::new(), Vec::new(), Vec::new());
        let (mut notes, mut sessions) = (Vec::new(), Vec::new());
        for item in items {
            match entity(&item) {
                Some(CheckoutItem::ENTITY) => checkout = from_item::<CheckoutItem>(item)?,
                Some(OrderItem::ENTITY) => order = from_item::<OrderItem>(item)?,
                Some(AuditItem::ENTITY) => {
                    audit.extend(from_item::<AuditItem>(item)?.map(|stored| stored.entry));
                }
                Some(MailItem::ENTITY) => mails.extend(from_item::<MailItem>(item)?),
                Some(RefundItem::ENTITY) => refunds.extend(from_item::<RefundItem>(item)?),
                Some(NoteItem::ENTITY) => notes.extend(from_item::<NoteItem>(item)?),
                Some(SessionItem::ENTITY) => sessions.extend(from_item::<SessionItem>(item)?),
                _ => {}
            }
        }
        Ok(checkout.map(|checkout| Self { checkout, order, audit, mails, refunds, notes, sessions }))
    }
}

/// What start-checkout must know before it writes.
#[derive(Debug, Clone)]
pub struct CheckoutGround {
    /// The purchase that this idempotency key began, if it did.
    pub earlier: Option<IdempotencyItem>,
    /// The cart's products, as they are this very moment.
    pub products: Vec<Product>,
    /// The settings.
    pub settings: Settings,
}

impl Store {
    /// AP-03: what a checkout is priced from, seen consistently; one BatchGetItem.
    pub async fn checkout_ground(
        &self,
        scope: &str,
        key: &str,
        products: impl IntoIterator<Item = ProductId>,
    ) -> Result<CheckoutGround, StoreError> {
        let mut wanted = vec![keys::idempotency(scope, key).into_item(), keys::settings().into_item()];
        wanted.extend(products.into_iter().map(|id| keys::product(id).into_item()));
        let mut ground =
            CheckoutGround { earlier: None, products: Vec::new(), settings: Settings::starter() };
        for item in self.batch_get(wanted).await? {
            match entity(&item) {
                Some(IdempotencyItem::ENTITY) => ground.earlier = from_item(item)?,
                Some(SettingsItem::ENTITY) => {
                    let stored = from_item::<SettingsItem>(item)?.map(|stored| stored.settings);
                    ground.settings = stored.unwrap_or(ground.settings);
                }
                _ => ground.products.extend(
                    from_item::<ProductItem>(item)?
                        .filter(|p| p.deleted_at.is_none())
                        .map(|stored| stored.product),
                ),
            }
        }
        Ok(ground)
    }

    /// Items by key, consistently, asking again for those that DynamoDB left out.
    pub(super) async fn batch_get(&self, wanted: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        for keys in wanted.chunks(BATCH) {
            items.extend(self.batch_get_some(keys.to_vec()).await?);
        }
        Ok(items)
    }

    async fn batch_get_some(&self, wanted: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        let broken = |error: aws_sdk_dynamodb::error::BuildError| StoreError::Broken(error.to_string());
        let keys = KeysAndAttributes::builder()
            .set_keys(Some(wanted))
            .consistent_read(true)
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

    /// AP-08: a purchase begins: its frozen cart, under the client's key; one transaction.
    pub async fn begin_checkout(
        &self,
        key: &IdempotencyItem,
        checkout: &CheckoutItem,
    ) -> Result<(), StoreError> {
        let mut changes = Transaction::new();
        changes.create(self, to_item(key)?, StoreError::Conflict)?;
        changes.create(self, to_item(checkout)?, StoreError::Conflict)?;
        self.commit(changes).await
    }

    /// AP-10: all of a purchase; one Query.
    pub async fn purchase(&self, id: OrderId) -> Result<Option<Purchase>, StoreError> {
        Purchase::from_items(self.partition(keys::purchase(id)).await?)
    }

    /// AP-11: a purchase's checkout; one GetItem.
    pub async fn checkout(&self, id: OrderId) -> Result<Option<CheckoutItem>, StoreError> {
        let item = self.get(keys::checkout(id), true).await?;
        item.map_or(Ok(None), from_item)
    }

    /// AP-12: a purchase's order; one GetItem.
    pub async fn order(&self, id: OrderId) -> Result<Option<OrderItem>, StoreError> {
        let item = self.get(keys::order(id), true).await?;
        item.map_or(Ok(None), from_item)
    }

    /// AP-50: a purchase's order with its refunds, which lie beside one another; one Query.
    pub async fn order_with_refunds(
        &self,
        id: OrderId,
    ) -> Result<Option<(OrderItem, Vec<RefundItem>)>, StoreError> {
        let (mut order, mut refunds) = (None, Vec::new());
        for item in self.between(keys::purchase(id), Some(keys::order_and_refunds())).await? {
            match entity(&item) {
                Some(OrderItem::ENTITY) => order = from_item::<OrderItem>(item)?,
                Some(RefundItem::ENTITY) => refunds.extend(from_item::<RefundItem>(item)?),
                _ => {}
            }
        }
        Ok(order.map(|order| (order, refunds)))
    }

    /// AP-13, AP-14: a change of a purchase that is still as it was read; one transaction.
    ///
    /// `stock` is taken from its variants along the way, `shard` picks the day's counters.
    pub async fn change(&self, change: Change, stock: &[StockOf], shard: u8) -> Result<(), StoreError> {
        self.note_surplus(&change.first_sales).await?;
        let mut writes = Transaction::new();
        let mut chain = change.before.chain().clone();
        let subject = change.before.checkout.id.to_string();
        for event in &change.events {
            let entry = chain.append(&subject, event.clone());
            let partition = keys::purchase(change.before.checkout.id);
            writes.create(self, to_item(&AuditItem { partition, entry })?, StoreError::Conflict)?;
        }
        self.write_records(&mut writes, &change)?;
        self.write_heads(&mut writes, change, chain, shard)?;
        let mut by_product = BTreeMap::<ProductId, Vec<StockOf>>::new();
        for taken in stock {
            by_product.entry(taken.taken.product_id).or_default().push(*taken);
        }
        for (product, taken) in by_product {
            self.take_stock(&mut writes, product, &taken)?;
        }
        self.commit(writes).await
    }

    /// A transaction has a hundred writes at most. A first order of so many products that they do not fit notes the rest
    /// of them ahead: should it come to nothing, a product is archived that could have been deleted.
    async fn note_surplus(&self, first_sales: &[SoldItem]) -> Result<(), StoreError> {
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
        for mail in &change.mails {
            writes.create(self, to_item(mail)?, StoreError::Conflict)?;
        }
        for note in &change.notes {
            writes.create(self, to_item(note)?, StoreError::Conflict)?;
        }
        for mail in &change.mails_dropped {
            let delete = Delete::builder()
                .table_name(&self.table)
                .set_key(Some(mail.key().into_item()))
                .condition_expression("#status = :owed")
                .expression_attribute_names("#status", "status")
                .expression_attribute_values(":owed", AttributeValue::S("owed".to_owned()));
            writes.delete(delete, StoreError::Conflict)?;
        }
        for refund in &change.refunds {
            let known = change.before.refunds.iter().find(|before| before.refund.id == refund.refund.id);
            let put = Put::builder().table_name(&self.table).set_item(Some(to_item(refund)?));
            match known {
                None => writes.put(put, "attribute_not_exists(pk)", StoreError::Conflict)?,
                Some(before) => {
                    let put = put
                        .expression_attribute_names("#status", "status")
                        .expression_attribute_values(
                            ":status",
                            serde_dynamo::to_attribute_value(before.refund.status)?,
                        )
                        .expression_attribute_values(
                            ":attempt",
                            AttributeValue::N(before.refund.attempt.to_string()),
                        );
                    let same = "refund.#status = :status AND refund.attempt = :attempt";
                    writes.put(put, same, StoreError::Conflict)?;
                }
            }
        }
        if let Some(session) = &change.session {
            writes.create(self, to_item(session)?, StoreError::Conflict)?;
        }
        for sold in change.first_sales.iter().take(FIRST_SALES) {
            writes.create(self, to_item(sold)?, StoreError::Conflict)?;
        }
        Ok(())
    }

    /// The checkout and the order, each only if it is still in the state and version that was read.
    fn write_heads(
        &self,
        writes: &mut Transaction,
        change: Change,
        chain: ChainHead,
        shard: u8,
    ) -> Result<(), StoreError> {
        let now = change.events.last().map_or(Timestamp::UNIX_EPOCH, |event| event.at);
        self.count(writes, now, shard, &Counters::of(&change)?)?;
        let Change { before, checkout, order, refunds, .. } = change;
        // The chain's head lies on the order from the moment there is one, so one of the two is always written.
        let has_order = before.order.is_some() || order.is_some();
        let checkout =
            if has_order { checkout } else { Some(checkout.unwrap_or_else(|| before.checkout.clone())) };
        if let Some(mut checkout) = checkout {
            checkout.version = before.checkout.version.saturating_add(1);
            checkout.chain.clone_from(&chain);
            let put = Put::builder().table_name(&self.table).set_item(Some(to_item(&checkout)?));
            Self::put_head(writes, put, before.checkout.state, before.checkout.version)?;
        }
        if !has_order {
            return Ok(());
        }
        let Some(mut order) = order.or_else(|| before.order.clone()) else {
            return Ok(());
        };
        order.chain = chain;
        match &before.order {
            None => {
                let number = NumberItem { number: order.number.clone(), order_id: order.id };
                writes.create(self, to_item(&number)?, StoreError::NumberTaken)?;
                writes.create(self, to_item(&order)?, StoreError::Conflict)
            }
            Some(was) => {
                order.version = was.version.saturating_add(1);
                order.refunded = refunded(&order, &before.refunds, &refunds)?;
                let put = Put::builder().table_name(&self.table).set_item(Some(to_item(&order)?));
                Self::put_head(writes, put, was.state, was.version)
            }
        }
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
}

/// What was given back of the order's payment once these refunds were written beside those that were there.
fn refunded(
    order: &OrderItem,
    before: &[RefundItem],
    written: &[RefundItem],
) -> Result<Option<Money>, StoreError> {
    let is_written = |refund: &RefundItem| written.iter().any(|other| other.refund.id == refund.refund.id);
    let all = before.iter().filter(|refund| !is_written(refund)).chain(written);
    let mut done = all.map(|item| &item.refund).filter(|refund| {
        refund.status == RefundStatus::Succeeded && order.is_paid_by(&refund.payment_intent)
    });
    let Some(first) = done.next() else { return Ok(None) };
    let sum = done.try_fold(first.amount, |sum, refund| sum.plus(refund.amount));
    sum.map(Some).map_err(|error| StoreError::Broken(error.to_string()))
}
