//! Erasing who bought: the sealed data with its key, and everything that leads from a person to their order.
//!
//! Amounts, lines, states and the audit trail stay: they say what was sold, to nobody in particular.

use domain::audit::{Action, Event};
use domain::ids::OrderId;
use domain::purchase::{Actor, PurchaseState};
use domain::refund::RefundStatus;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::random;
use crate::store::items::{MailStatus, OrderItem};
use crate::store::purchases::{Change, Purchase};
use crate::store::{Store, StoreError};

/// How often an order that changed meanwhile is looked at anew.
const TRIES: u32 = 3;

/// Reason why an order's customer data is retained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keeps {
    /// It is neither delivered nor cancelled: the data is needed to fulfil it.
    Open,
    /// Money is on its way back.
    RefundRunning,
    /// The customer's bank disputes the payment: the data is needed to answer.
    DisputeOpen,
}

/// Why an order's customer is to be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The customer asked for it.
    Asked,
    /// The shop has kept the data as long as it says. An order that was shipped and never marked as delivered counts as
    /// done by then.
    TimeIsOver,
}

/// What came of erasing an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased {
    /// Nothing of its customer is left.
    Done,
    /// It keeps the data for now.
    Kept(Keeps),
}

/// Why this purchase's order keeps its customer's data, if it does.
fn keeps(purchase: &Purchase, order: &OrderItem, cause: Cause) -> Option<Keeps> {
    let running = |status| matches!(status, RefundStatus::Requested | RefundStatus::Pending);
    let under_way_for_ever = cause == Cause::TimeIsOver && order.state == PurchaseState::Shipped;
    if !order.state.is_closed() && !under_way_for_ever {
        return Some(Keeps::Open);
    }
    if purchase.refunds.iter().any(|item| running(item.refund.status)) {
        return Some(Keeps::RefundRunning);
    }
    // Stripe's words for disputes that are over: https://docs.stripe.com/api/disputes/object#dispute_object-status
    let over = |status: &str| matches!(status, "won" | "lost" | "warning_closed" | "prevented");
    let disputed = order.disputes.iter().any(|dispute| !over(&dispute.status));
    disputed.then_some(Keeps::DisputeOpen)
}

/// The change that leaves nothing of an order's customer. A mail that is still owed is owed to nobody any more.
fn erasing(before: Purchase, order: OrderItem, actor: &Actor, at: Timestamp) -> Change {
    let mut change = Change::of(before);
    let owed = change.before.mails.iter().filter(|mail| mail.status == MailStatus::Owed);
    change.mails_dropped = owed.cloned().collect();
    let evidence = json!({"mails_dropped": change.mails_dropped.len()});
    change.events.push(Event::note(at, actor.clone(), Action::CustomerErased, evidence));
    change.order = Some(OrderItem {
        confidential: None,
        customer_hash: None,
        secret_hash: None,
        erased_at: Some(at),
        ..order
    });
    change
}

/// Erases the customer of an order, if nothing needs the data any more; once is as good as often.
pub async fn erase_order(
    store: &Store,
    id: OrderId,
    actor: &Actor,
    cause: Cause,
    at: Timestamp,
) -> Result<Erased, StoreError> {
    let mut tries = 1;
    loop {
        let Some(purchase) = store.purchase(id).await? else { return Ok(Erased::Done) };
        let Some(order) = purchase.order.clone().filter(|order| order.erased_at.is_none()) else {
            return Ok(Erased::Done);
        };
        if let Some(why) = keeps(&purchase, &order, cause) {
            return Ok(Erased::Kept(why));
        }
        let shard = random::bytes::<1>().map_or(0, |[shard]| shard);
        match store.change(erasing(purchase, order, actor, at), &[], shard).await {
            Err(StoreError::Conflict) if tries < TRIES => tries += 1,
            written => return written.map(|()| Erased::Done),
        }
    }
}
