//! Erases a customer: the sealed data with its key, and everything that leads from a person to their order.
//!
//! Amounts, line items, states and the audit trail remain, because they identify nobody.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Actor, Change, Dispute, MailStatus, Order, Purchase, PurchaseState, RefundStatus};
use crate::audit::{Action, Event};

/// Reason why an order's customer data is retained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RetentionHold {
    /// The order is neither delivered nor cancelled: the data is needed to fulfil it.
    Open,
    /// A refund is requested or pending.
    RefundRunning,
    /// The customer's bank disputes the payment: the data is needed to answer.
    DisputeOpen,
}

/// The reason why the customer of an order is to be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureCause {
    /// The customer asked for it.
    Requested,
    /// The retention period that the shop states is over. An order that was shipped and never marked as delivered counts
    /// as closed by then.
    RetentionExpired,
}

impl Purchase {
    /// Erases the order's customer data unless something still needs it. Nothing changes without an order, or if it was
    /// erased before. A mail that is still owed has no recipient any more, so it is dropped.
    pub fn erase(
        self,
        cause: ErasureCause,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<Option<Change>, RetentionHold> {
        let Some(order) = self.order.clone().filter(|order| order.erased_at.is_none()) else {
            return Ok(None);
        };
        if let Some(hold) = self.retention_hold(&order, cause) {
            return Err(hold);
        }
        let mut change = Change::of(self);
        let owed = change.before.mails.iter().filter(|mail| mail.status == MailStatus::Owed);
        change.mails_dropped = owed.filter(|mail| mail.kind.is_to_customer()).cloned().collect();
        let evidence = json!({"mails_dropped": change.mails_dropped.len()});
        change.events.push(Event::note(at, actor.clone(), Action::CustomerErased, evidence));
        change.order = Some(Order {
            confidential: None,
            customer_hash: None,
            secret_hash: None,
            erased_at: Some(at),
            ..order
        });
        Ok(Some(change))
    }

    fn retention_hold(&self, order: &Order, cause: ErasureCause) -> Option<RetentionHold> {
        let running = |status| matches!(status, RefundStatus::Requested | RefundStatus::Pending);
        let shipped_for_good =
            cause == ErasureCause::RetentionExpired && order.state == PurchaseState::Shipped;
        if !order.state.is_closed() && !shipped_for_good {
            return Some(RetentionHold::Open);
        }
        if self.refunds.iter().any(|refund| running(refund.status)) {
            return Some(RetentionHold::RefundRunning);
        }
        order.disputes.iter().any(Dispute::is_open).then_some(RetentionHold::DisputeOpen)
    }
}
