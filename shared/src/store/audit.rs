//! Reads the audit trail by day, by actor or by subject, and a subject's whole hash chain.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::audit::subject::Subject;
use domain::audit::{AuditEntry, ChainHead};
use domain::purchase::{Checkout, Order};
use domain::time::utc_date;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::categories::CategoriesItem;
use super::items::{AuditItem, ProductItem, Stored, entity, from_item};
use super::merged::Sorted;
use super::settings::SettingsItem;
use super::{AuditTrail, Item, StoreError, cut, keys, one_more};

/// Selects entries of the audit trail. Each list is sorted newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuditList {
    /// All entries of a day in UTC.
    OfDay(Date),
    /// The entries of one member of staff, machine client or function, of all time or of a day.
    ByActor(String, Option<Date>),
    OfSubject(Subject),
}

/// The position after which the next page starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPosition {
    at: Timestamp,
    subject: Subject,
    seq: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    /// `None` after the last page.
    pub next: Option<AuditPosition>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Trail {
    /// The subject's entries, oldest first.
    pub entries: Vec<AuditEntry>,
    /// The end of the chain according to the subject's own record. None if the record no longer exists: an unpaid checkout
    /// expires, while its entries remain.
    pub head: Option<ChainHead>,
}

impl AuditPosition {
    /// Returns true if a page of the list can have ended at this position. A client may have forged it.
    pub fn is_in(&self, list: &AuditList) -> bool {
        match list {
            AuditList::OfDay(day) | AuditList::ByActor(_, Some(day)) => utc_date(self.at) == *day,
            AuditList::ByActor(_, None) => true,
            AuditList::OfSubject(subject) => self.subject == *subject,
        }
    }

    /// Returns the position of an entry.
    pub fn of(entry: &AuditEntry) -> Result<Self, StoreError> {
        let subject = Subject::parse(&entry.subject).map_err(|broken| StoreError::Broken(broken.detail))?;
        Ok(Self { at: entry.at, subject, seq: entry.seq })
    }

    /// Returns the key after which a partition of an index continues, or the subject's own partition without an index.
    fn start_key(self, index: &str, partition: &str) -> Item {
        let mut key = keys::audit(keys::subject(self.subject), self.seq).into_item();
        if !index.is_empty() {
            let sort = keys::audit_place(self.at, &self.subject.to_string(), self.seq);
            key.insert(format!("{index}pk"), AttributeValue::S(partition.to_owned()));
            key.insert(format!("{index}sk"), AttributeValue::S(sort));
        }
        key
    }
}

/// Reads again if the first read shows a broken trail. A Query may see some items before and some after a transaction that
/// is being committed, so only a second read can tell that a trail is broken.
pub async fn confirmed<T, Read>(
    mut read: impl FnMut() -> Read,
    is_intact: impl Fn(&T) -> bool,
) -> Result<T, StoreError>
where
    Read: Future<Output = Result<T, StoreError>>,
{
    let first = read().await?;
    if is_intact(&first) { Ok(first) } else { read().await }
}

impl AuditTrail {
    /// AP-41, AP-42, AP-43: a page of the trail, newest first; one Query at any length of the trail. A page is shorter than
    /// requested if its entries exceed a megabyte.
    pub async fn audit(
        &self,
        list: &AuditList,
        position: Option<AuditPosition>,
        limit: u16,
    ) -> Result<AuditPage, StoreError> {
        let value = |text: String| AttributeValue::S(text);
        let (index, partition) = match list {
            AuditList::OfDay(day) => (keys::GSI1, keys::audit_day(*day)),
            AuditList::ByActor(actor, _) => (keys::GSI3, keys::audit_actor(actor)),
            AuditList::OfSubject(subject) => ("", keys::subject(*subject)),
        };
        let page = self.merged(&partition, Sorted { index, newest_first: true }, |partition| {
            let query = self
                .client
                .query()
                .table_name(&self.table)
                .set_index_name((!index.is_empty()).then(|| index.to_owned()))
                .expression_attribute_values(":pk", value(partition.to_owned()))
                .set_exclusive_start_key(position.map(|position| position.start_key(index, partition)))
                .limit(one_more(limit));
            match list {
                AuditList::OfDay(_) | AuditList::ByActor(_, None) => {
                    query.key_condition_expression(format!("{index}pk = :pk"))
                }
                AuditList::ByActor(_, Some(day)) => query
                    .key_condition_expression("gsi3pk = :pk AND begins_with(gsi3sk, :day)")
                    .expression_attribute_values(":day", value(day.to_string())),
                AuditList::OfSubject(_) => query
                    .key_condition_expression("pk = :pk AND begins_with(sk, :entry)")
                    .expression_attribute_values(":entry", value(keys::AUDIT_ENTRY.to_owned())),
            }
        });
        let page = page.await?;
        let items = page.items.into_iter();
        let entries = items.filter_map(|item| from_item::<AuditItem>(item).transpose());
        let mut entries: Vec<AuditEntry> =
            entries.map(|stored| stored.map(|stored| stored.entry)).collect::<Result<_, _>>()?;
        let more = cut(&mut entries, limit, page.unread);
        let ended_at = entries.last().filter(|_| more);
        let next = ended_at.map(AuditPosition::of).transpose()?;
        Ok(AuditPage { entries, next })
    }

    /// AP-45: the number of each order and the name of each product that entries are about, by subject; one BatchGetItem,
    /// or none. A purchase that is no order has no name.
    pub async fn subject_names(&self, entries: &[AuditEntry]) -> Result<HashMap<String, String>, StoreError> {
        let subjects = entries.iter().filter_map(|entry| Subject::parse(&entry.subject).ok());
        let subjects: BTreeSet<Subject> = subjects.collect();
        let keys = subjects.into_iter().filter_map(|subject| match subject {
            Subject::Purchase(id) => Some(keys::order(id).into_item()),
            Subject::Product(id) => Some(keys::product(id).into_item()),
            Subject::Categories | Subject::Settings => None,
        });
        let items = self.batch_get(keys.collect()).await?.into_iter();
        let named = items.map(|item| -> Result<_, StoreError> {
            Ok(match entity(&item) {
                Some(Order::ENTITY) => {
                    from_item::<Order>(item)?.map(|order| (order.id.to_string(), order.number.to_string()))
                }
                Some(ProductItem::ENTITY) => from_item::<ProductItem>(item)?
                    .map(|it| (it.product.id.to_string(), it.product.name.to_string())),
                _ => None,
            })
        });
        named.filter_map(Result::transpose).collect()
    }

    /// AP-44: a subject's whole chain, or none if the subject never existed; one Query.
    pub async fn trail(&self, subject: Subject) -> Result<Option<Trail>, StoreError> {
        let (mut entries, mut head, mut checkout) = (Vec::new(), None, None);
        for item in self.partition(keys::subject(subject)).await? {
            match entity(&item) {
                Some(AuditItem::ENTITY) => entries.extend(from_item::<AuditItem>(item)?.map(|it| it.entry)),
                Some(Order::ENTITY) => head = from_item::<Order>(item)?.map(|it| it.chain),
                Some(ProductItem::ENTITY) => head = from_item::<ProductItem>(item)?.map(|it| it.chain),
                Some(CategoriesItem::ENTITY) => head = from_item::<CategoriesItem>(item)?.map(|it| it.chain),
                Some(SettingsItem::ENTITY) => head = from_item::<SettingsItem>(item)?.map(|it| it.chain),
                Some(Checkout::ENTITY) => checkout = from_item::<Checkout>(item)?.map(|it| it.chain),
                _ => {}
            }
        }
        // An order's chain continues that of its checkout.
        let head = head.or(checkout);
        Ok((head.is_some() || !entries.is_empty()).then_some(Trail { entries, head }))
    }
}
