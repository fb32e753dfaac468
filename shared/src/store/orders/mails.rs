//! Mails of an order: claims by workers, the outcome of each try, and the links that customers request.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::{LinkRequestId, OrderId};
use domain::purchase::{MailKind, MailRecord};
use jiff::{SignedDuration, Timestamp};

use crate::store::items::{from_item, to_item};
use crate::store::merged::Sorted;
use crate::store::{Item, Mails, PendingWork, StoreError, keys};

/// The duration of a worker's claim on a mail; longer than the function's timeout, so that no worker whose claim has
/// expired is still sending.
pub const CLAIM: SignedDuration = SignedDuration::from_secs(90);

fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

impl Mails {
    /// AP-19: claims a mail that is owed and not claimed by another worker, and counts the try; one conditional update.
    /// Returns the end of the claim, or none if it was not granted.
    pub async fn claim_mail(
        &self,
        order_id: OrderId,
        kind: MailKind,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let until = now.saturating_add(CLAIM).unwrap_or(now);
        let claimed = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::mail(order_id, kind).into_item()))
            .update_expression("SET claimed_until = :until ADD tries :one")
            .condition_expression(
                "#status = :owed AND (attribute_not_exists(claimed_until) OR claimed_until < :now)",
            )
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":owed", text("owed"))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":until", text(keys::sortable(until)))
            .expression_attribute_values(":now", text(keys::sortable(now)))
            .send()
            .await;
        Ok(granted(claimed.map_err(StoreError::from))?.then_some(until))
    }

    /// AP-19: records that a mail was sent. Conflict if another worker has recorded its end already; that record remains.
    pub async fn mail_sent(
        &self,
        mail: &MailRecord,
        message_id: String,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sent = to_item(&mail.clone().sent(message_id, now))?;
        let condition = "#status = :owed";
        self.put_mail(sent, condition, [(":owed", text("owed"))]).await
    }

    /// AP-19: records the outcome of a try that sent nothing, which ends the worker's claim. A newer claim by another
    /// worker is left alone.
    pub async fn mail_not_sent(&self, mail: &MailRecord, claimed_until: Timestamp) -> Result<(), StoreError> {
        let condition = "#status = :owed AND claimed_until = :mine";
        let values = [(":owed", text("owed")), (":mine", text(keys::sortable(claimed_until)))];
        granted(self.put_mail(to_item(mail)?, condition, values).await).map(drop)
    }

    /// AP-19: records that a mail failed after it was sent. Nothing changes if it was sent again since.
    pub async fn mail_returned(&self, failed: &MailRecord) -> Result<(), StoreError> {
        let condition = "#status = :sent AND message_id = :message";
        let message = failed.message_id.clone().unwrap_or_default();
        let values = [(":sent", text("sent")), (":message", text(message))];
        granted(self.put_mail(to_item(failed)?, condition, values).await).map(drop)
    }

    /// AP-58: owes the mail with an order's tracking link, beside the order, which does not change. Nothing is written if
    /// the mail is owed already or answered this request before.
    pub async fn owe_link(
        &self,
        order_id: OrderId,
        request_id: LinkRequestId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mail = to_item(&MailRecord::tracking_link(order_id, request_id, now))?;
        let condition = "attribute_not_exists(pk) OR (#status <> :owed AND request_id <> :request)";
        let values = [(":owed", text("owed")), (":request", text(request_id.to_string()))];
        granted(self.put_mail(mail, condition, values).await).map(drop)
    }

    async fn put_mail(
        &self,
        mut item: Item,
        condition: &str,
        values: impl IntoIterator<Item = (&str, AttributeValue)>,
    ) -> Result<(), StoreError> {
        self.shards.spread(&mut item);
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression(condition)
            .expression_attribute_names("#status", "status")
            .set_expression_attribute_values(Some(values))
            .send()
            .await?;
        Ok(())
    }
}

impl PendingWork {
    /// AP-59: the newest mails that failed; one Query of each shard.
    pub async fn failed_mails(&self, limit: u16) -> Result<Vec<MailRecord>, StoreError> {
        let sorted = Sorted { index: keys::GSI2, newest_first: true };
        let page = self.merged(keys::FAILED_MAILS, sorted, |partition| {
            let query = self.client.query().table_name(&self.table).index_name(keys::GSI2);
            query
                .key_condition_expression("gsi2pk = :pk")
                .expression_attribute_values(":pk", text(partition))
                .limit(i32::from(limit))
        });
        let items = page.await?.items.into_iter().take(limit.into());
        items.filter_map(|item| from_item(item).transpose()).collect()
    }
}

/// Returns false if the condition of a write did not hold.
fn granted<T>(written: Result<T, StoreError>) -> Result<bool, StoreError> {
    match written {
        Ok(_) => Ok(true),
        Err(StoreError::Conflict) => Ok(false),
        Err(error) => Err(error),
    }
}
